// SPDX-License-Identifier: Apache-2.0
import Foundation
import OperatorStatus
import Testing

@Suite struct JSONTests {
  @Test func `members keep their order`() {
    let document: JSON = ["schema_version": 1, "b": [true, .null, .number(0.5)], "a": ["z": "x", "y": -7]]
    #expect(document.text == #"{"schema_version":1,"b":[true,null,0.5],"a":{"z":"x","y":-7}}"#)
  }

  @Test func `text of any kind comes back`() throws {
    let text =
      String(String.UnicodeScalarView((0..<0x300).compactMap { Unicode.Scalar($0) })) + "\u{2028}é😀\\\"/"
    let document: JSON = ["text": .string(text)]
    #expect(!document.text.unicodeScalars.contains { $0.value < 0x20 || (0x7f..<0xa0).contains($0.value) })
    let back = try JSONSerialization.jsonObject(with: Data(document.text.utf8)) as? [String: String]
    #expect(back?["text"] == text)
  }

  @Test func `numbers that JSON does not have are null`() {
    let document: JSON = [.number(.nan), .number(.infinity), .number(1e300), .unsigned(.max)]
    #expect(document.text == "[null,null,1e+300,18446744073709551615]")
  }
}
