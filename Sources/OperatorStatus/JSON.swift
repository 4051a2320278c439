// SPDX-License-Identifier: Apache-2.0

/// A JSON document whose members stay in the order in which they were given (RFC 8259).
package indirect enum JSON: Sendable {
  /// Members in their order; names must differ.
  case object([Member])
  /// Elements.
  case array([JSON])
  /// Text.
  case string(String)
  /// A whole number.
  case integer(Int64)
  /// A whole number that may pass 2^63.
  case unsigned(UInt64)
  /// A number; one that is not finite becomes null, since JSON has none.
  case number(Double)
  /// A truth value.
  case bool(Bool)
  /// Nothing.
  case null

  /// A name with its value.
  package struct Member: Sendable {
    /// The name.
    package let name: String
    /// The value.
    package let value: JSON

    /// Makes a member.
    package init(_ name: String, _ value: JSON) {
      self.name = name
      self.value = value
    }
  }

  /// Text, or null.
  package init(_ text: String?) { self = text.map { .string($0) } ?? .null }
  /// A number, or null.
  package init(_ number: Double?) { self = number.map { .number($0) } ?? .null }
  /// A whole number, or null.
  package init(_ number: Int?) { self = number.map { .integer(Int64($0)) } ?? .null }

  /// The document on one line, without a line end.
  package var text: String {
    var text = ""
    write(to: &text)
    return text
  }

  private func write(to text: inout String) {
    switch self {
    case .object(let members):
      text += "{"
      for (index, member) in members.enumerated() {
        if index > 0 { text += "," }
        Self.write(member.name, to: &text)
        text += ":"
        member.value.write(to: &text)
      }
      text += "}"
    case .array(let elements):
      text += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { text += "," }
        element.write(to: &text)
      }
      text += "]"
    case .string(let string): Self.write(string, to: &text)
    case .integer(let number): text += String(number)
    case .unsigned(let number): text += String(number)
    case .number(let number): text += number.isFinite ? "\(number)" : "null"
    case .bool(let value): text += value ? "true" : "false"
    case .null: text += "null"
    }
  }

  private static func write(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      // What RFC 8259 demands, and what a terminal would obey beside that.
      case let scalar where scalar.isObeyed:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}

extension JSON: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral,
  ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral
{
  /// An object.
  package init(dictionaryLiteral members: (String, JSON)...) {
    self = .object(members.map { Member($0.0, $0.1) })
  }
  /// An array.
  package init(arrayLiteral elements: JSON...) { self = .array(elements) }
  /// Text.
  package init(stringLiteral text: String) { self = .string(text) }
  /// A whole number.
  package init(integerLiteral number: Int64) { self = .integer(number) }
  /// A truth value.
  package init(booleanLiteral value: Bool) { self = .bool(value) }
}
