// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import ConfigurationFile

@Suite struct JSONParserTests {
  private func parse(_ text: String) throws(JSONParser.Fault) -> JSONNode.Value {
    try JSONParser.parse(Array(text.utf8)).value
  }

  @Test func `every kind of value is read`() throws {
    #expect(try parse(#" "a\u0041\ud83d\ude00\n\/" "#) == .string("aA😀\n/"))
    #expect(try parse("-0.5e+10") == .number("-0.5e+10"))
    #expect(try parse("true") == .bool(true))
    #expect(try parse("null") == .null)
    #expect(try parse("[]") == .array([]))
    guard case .object(let members) = try parse("{\n \"a\" : 1,\n \"b\":{}}") else {
      Issue.record("no object")
      return
    }
    #expect(members.map(\.name) == ["a", "b"])
    #expect(members.map(\.position) == [Position(line: 2, column: 2), Position(line: 3, column: 2)])
  }

  @Test(
    arguments: [
      "", " ", "{", "}", "[", "[1", "[1,", "[1,]", "{\"a\"", "{\"a\":", "{\"a\":1,", "{\"a\":1,}", "{a:1}",
      "'a'",
      "01", "-", "1.", ".5", "1e", "+1", "0x1", "NaN", "Infinity", "tru", "nulll", "\"", "\"\\", "\"\\x\"",
      "\"\\u12\"", "\"\\u+123\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\u{1}\"", "{} {}",
      "1 2",
      "// c\n{}", "\u{feff}{}", "[1 2]", "{\"a\":1 \"b\":2}", "\u{a0}1",
    ])
  func `what RFC 8259 does not have is refused`(text: String) {
    #expect(throws: JSONParser.Fault.self) { try parse(text) }
  }

  @Test func `a second equal name is refused, also when it is written otherwise`() {
    #expect(throws: JSONParser.Fault(position: Position(line: 1, column: 8), problem: .duplicate(name: "a")))
    {
      try parse(#"{"a":1,"\u0061":2}"#)
    }
  }

  @Test func `depth is bounded`() throws {
    _ = try parse(String(repeating: "[", count: 31) + "1" + String(repeating: "]", count: 31))
    #expect(throws: JSONParser.Fault.self) { try parse(String(repeating: "[", count: 1 << 20)) }
  }

  @Test func `any cut or changed text is read or refused, and nothing else`() {
    // Every prefix, and every byte replaced, of a text with all there is.
    let text = Array(#"{"a":[1,-2.5e3,"\u00e9\n",true,false,null,{}],"b":{"c":"d"}}"#.utf8)
    for end in 0..<text.count {
      #expect(throws: JSONParser.Fault.self) { try JSONParser.parse(Array(text[..<end])) }
    }
    for index in text.indices {
      for byte in [0, 9, 34, 44, 48, 58, 91, 92, 93, 123, 125, 0x7f] as [UInt8] {
        var changed = text
        changed[index] = byte
        _ = try? JSONParser.parse(changed)
      }
    }
  }

  @Test func `the nearest word has the fewest changes`() {
    #expect(Spelling.nearest(to: "profil", among: ["reseed", "profile", "sources"]) == "profile")
    #expect(Spelling.nearest(to: "", among: ["ab", "a"]) == "a")
  }
}
