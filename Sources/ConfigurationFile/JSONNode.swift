// SPDX-License-Identifier: Apache-2.0

/// A value of a JSON text, with the place where it stands.
struct JSONNode: Equatable, Sendable {
  /// Where it begins.
  let position: Position
  let value: Value

  /// The kinds of value.
  indirect enum Value: Equatable, Sendable {
    /// Members in their order; names differ.
    case object([Member])
    case array([JSONNode])
    case string(String)
    /// The literal as it stands, such as "7.5": whoever asks decides what it must fit into.
    case number(String)
    case bool(Bool)
    case null
  }

  /// A name with its value.
  struct Member: Equatable, Sendable {
    let name: String
    let position: Position
    let node: JSONNode
  }

  /// For an error: what it is.
  var kindName: String {
    switch value {
    case .object: "an object"
    case .array: "an array"
    case .string: "a string"
    case .number(let literal): "the number \(literal.prefix(40))"
    case .bool(let value): "\(value)"
    case .null: "null"
    }
  }
}

/// A place in a text, both counted from 1; columns are bytes.
package struct Position: Hashable, Sendable, CustomStringConvertible {
  package let line: Int
  package let column: Int

  /// Makes a place.
  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// "line 3, column 7".
  package var description: String { "line \(line), column \(column)" }
}
