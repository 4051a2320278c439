// SPDX-License-Identifier: Apache-2.0

/// Reads RFC 8259 JSON and nothing more lenient, and says where it is wrong.
///
/// FoundationEssentials' JSONDecoder cannot be used for a configuration: it takes a trailing comma, keeps the first of
/// two equal names without a word, and its errors have no position.
struct JSONParser {
  /// Why a text is not JSON.
  struct Fault: Error, Equatable {
    let position: Position
    let problem: Problem

    enum Problem: Equatable {
      /// Something else was expected.
      case syntax(String)
      /// The name stands in its object already.
      case duplicate(name: String)
    }
  }

  /// Deeper than any configuration; bounds the recursion.
  static let deepest = 32

  private let bytes: [UInt8]
  private var index = 0
  private var line = 1
  private var lineStart = 0

  /// Reads one document; `bytes` must be UTF-8.
  static func parse(_ bytes: [UInt8]) throws(Fault) -> JSONNode {
    var parser = JSONParser(bytes)
    let node = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.index == bytes.count else { throw parser.fault("nothing more after the document") }
    return node
  }

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  // MARK: - Values

  private mutating func value(depth: Int) throws(Fault) -> JSONNode {
    skipSpace()
    let start = position
    guard depth < Self.deepest else { throw fault("at most \(Self.deepest) levels of nesting") }
    let value: JSONNode.Value
    switch current {
    case UInt8(ascii: "{"): value = .object(try members(depth: depth + 1))
    case UInt8(ascii: "["): value = .array(try elements(depth: depth + 1))
    case UInt8(ascii: "\""): value = .string(try string())
    case .some(let byte) where byte == UInt8(ascii: "-") || Self.isDigit(byte): value = .number(try number())
    case UInt8(ascii: "t"): value = try word("true", .bool(true))
    case UInt8(ascii: "f"): value = try word("false", .bool(false))
    case UInt8(ascii: "n"): value = try word("null", .null)
    default: throw fault("a value")
    }
    return JSONNode(position: start, value: value)
  }

  private mutating func members(depth: Int) throws(Fault) -> [JSONNode.Member] {
    var members: [JSONNode.Member] = []
    var names: Set<String> = []
    index += 1
    skipSpace()
    if take("}") { return members }
    while true {
      skipSpace()
      let start = position
      guard current == UInt8(ascii: "\"") else { throw fault("a name in quotation marks") }
      let name = try string()
      guard names.insert(name).inserted else { throw Fault(position: start, problem: .duplicate(name: name)) }
      skipSpace()
      guard take(":") else { throw fault("\":\"") }
      members.append(JSONNode.Member(name: name, position: start, node: try value(depth: depth)))
      skipSpace()
      if take("}") { return members }
      guard take(",") else { throw fault("\",\" or \"}\"") }
    }
  }

  private mutating func elements(depth: Int) throws(Fault) -> [JSONNode] {
    var elements: [JSONNode] = []
    index += 1
    skipSpace()
    if take("]") { return elements }
    while true {
      elements.append(try value(depth: depth))
      skipSpace()
      if take("]") { return elements }
      guard take(",") else { throw fault("\",\" or \"]\"") }
    }
  }

  private mutating func word(_ word: String, _ value: JSONNode.Value) throws(Fault) -> JSONNode.Value {
    guard bytes[index...].starts(with: word.utf8) else { throw fault("a value") }
    index += word.utf8.count
    return value
  }

  private mutating func number() throws(Fault) -> String {
    let start = index
    _ = take("-")
    if !take("0") { try digits() }
    if take(".") { try digits() }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try digits()
    }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private mutating func digits() throws(Fault) {
    let start = index
    while let byte = current, Self.isDigit(byte) { index += 1 }
    guard index > start else { throw fault("a digit") }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  // MARK: - Strings

  private mutating func string() throws(Fault) -> String {
    index += 1
    var content: [UInt8] = []
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""):
        index += 1
        return String(decoding: content, as: UTF8.self)
      case UInt8(ascii: "\\"):
        index += 1
        content += try escaped()
      case 0..<0x20: throw fault("no control character in a string")
      default:
        content.append(byte)
        index += 1
      }
    }
    throw fault("the end of a string")
  }

  private mutating func escaped() throws(Fault) -> [UInt8] {
    guard let byte = current else { throw fault("the end of a string") }
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [8]
    case UInt8(ascii: "f"): return [12]
    case UInt8(ascii: "n"): return [10]
    case UInt8(ascii: "r"): return [13]
    case UInt8(ascii: "t"): return [9]
    case UInt8(ascii: "u"): return Array(String(Character(try scalar())).utf8)
    default:
      index -= 1
      throw fault("an escape that JSON has")
    }
  }

  /// After "\u": four digits, or a pair of surrogates.
  private mutating func scalar() throws(Fault) -> Unicode.Scalar {
    let first = try fourDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xdc00, take("\\"), take("u") else { throw fault("a pair of surrogates") }
    let second = try fourDigits()
    guard (0xdc00...0xdfff).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
    else { throw fault("a pair of surrogates") }
    return scalar
  }

  private mutating func fourDigits() throws(Fault) -> UInt32 {
    guard index + 4 <= bytes.count else { throw fault("four hexadecimal digits") }
    let digits = bytes[index..<index + 4]
    // UInt32(_:radix:) takes a sign, which JSON does not have here.
    guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let number = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw fault("four hexadecimal digits") }
    index += 4
    return number
  }

  // MARK: - Bytes

  private var current: UInt8? { index < bytes.count ? bytes[index] : nil }
  private var position: Position { Position(line: line, column: index - lineStart + 1) }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard current == UInt8(ascii: scalar) else { return false }
    index += 1
    return true
  }

  private mutating func skipSpace() {
    while let byte = current, byte == 0x20 || (9...10).contains(byte) || byte == 13 {
      index += 1
      if byte == 10 {
        line += 1
        lineStart = index
      }
    }
  }

  private func fault(_ expected: String) -> Fault {
    Fault(position: position, problem: .syntax("\(expected) is expected, and there is \(found)"))
  }

  private var found: String {
    switch current {
    case nil: "the end of the file"
    case .some(let byte) where (0x21...0x7e).contains(byte): "\"\(Character(Unicode.Scalar(byte)))\""
    case .some(let byte): "the byte 0x\(String(byte, radix: 16))"
    }
  }
}
