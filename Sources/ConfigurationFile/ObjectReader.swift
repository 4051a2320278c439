// SPDX-License-Identifier: Apache-2.0

/// One object of a file, read strictly: every key is known, every value has its type.
struct ObjectReader {
  let file: String
  /// Where the object begins, for what is missing in it.
  let position: Position
  /// Names of the objects around it, for errors: "sources.hwrng.".
  private let prefix: String
  private let members: [String: JSONNode.Member]

  /// - Parameter keys: all that the object may hold.
  init(
    _ node: JSONNode, file: String, name: String, keys: [String]
  ) throws(ConfigurationFileError) {
    guard case .object(let members) = node.value else {
      throw .wrongType(
        file: file, node.position, key: name.isEmpty ? "the document" : name, expected: "an object",
        found: node.kindName)
    }
    self.file = file
    position = node.position
    prefix = name.isEmpty ? "" : "\(name)."
    for member in members where !keys.contains(member.name) {
      throw .unknownKey(
        file: file, member.position, key: prefix + member.name,
        nearest: Spelling.nearest(to: member.name, among: keys))
    }
    self.members = Dictionary(members.map { ($0.name, $0) }) { first, _ in first }
  }

  /// Whether the key is there.
  func has(_ key: String) -> Bool { members[key] != nil }

  /// Where the key's value stands, or else the object.
  func position(of key: String) -> Position { members[key]?.node.position ?? position }

  /// The key with the names of the objects around it.
  func path(_ key: String) -> String { prefix + key }

  /// The value of a key; `nil` when it is not there.
  func node(_ key: String) -> JSONNode? { members[key]?.node }

  func string(_ key: String) throws(ConfigurationFileError) -> String? {
    guard let node = node(key) else { return nil }
    guard case .string(let text) = node.value else { throw wrongType(key, "a string", node) }
    return text
  }

  func bool(_ key: String) throws(ConfigurationFileError) -> Bool? {
    guard let node = node(key) else { return nil }
    guard case .bool(let value) = node.value else { throw wrongType(key, "true or false", node) }
    return value
  }

  func strings(_ key: String) throws(ConfigurationFileError) -> [String]? {
    guard let node = node(key) else { return nil }
    guard case .array(let elements) = node.value else { throw wrongType(key, "an array of strings", node) }
    var strings: [String] = []
    for element in elements {
      guard case .string(let text) = element.value else {
        throw wrongType(key, "an array of strings", element)
      }
      strings.append(text)
    }
    return strings
  }

  /// A finite number.
  func number(_ key: String) throws(ConfigurationFileError) -> Double? {
    guard let node = node(key) else { return nil }
    guard case .number(let literal) = node.value else { throw wrongType(key, "a number", node) }
    // A literal such as 1e400 becomes infinite.
    guard let number = Double(literal), number.isFinite else {
      throw .outOfRange(
        file: file, node.position, key: path(key), value: literal, limit: "between -1.7e308 and 1.7e308")
    }
    return number
  }

  /// A whole number within `range`; 7.0 and 7e0 are none.
  func integer(_ key: String, _ range: ClosedRange<UInt64>) throws(ConfigurationFileError) -> UInt64? {
    guard let node = node(key) else { return nil }
    guard case .number(let literal) = node.value, !literal.contains(where: { ".eE".contains($0) }) else {
      throw wrongType(key, "a whole number", node)
    }
    guard let number = UInt64(literal), range.contains(number) else {
      throw .outOfRange(
        file: file, node.position, key: path(key), value: literal,
        limit: "between \(range.lowerBound) and \(range.upperBound)")
    }
    return number
  }

  /// Whole numbers within `range`.
  func integers(_ key: String, _ range: ClosedRange<UInt64>) throws(ConfigurationFileError) -> [UInt64]? {
    guard let node = node(key) else { return nil }
    guard case .array(let elements) = node.value else { throw wrongType(key, "an array of numbers", node) }
    var numbers: [UInt64] = []
    for element in elements {
      guard case .number(let literal) = element.value, let number = UInt64(literal), range.contains(number)
      else { throw wrongType(key, "an array of whole numbers", element) }
      numbers.append(number)
    }
    return numbers
  }

  /// One of the words of an enumeration.
  func word<Word: RawRepresentable & CaseIterable>(
    _ key: String, _ type: Word.Type
  ) throws(ConfigurationFileError) -> Word? where Word.RawValue == String {
    guard let text = try string(key) else { return nil }
    guard let word = Word(rawValue: text) else {
      throw .unknownWord(
        file: file, position(of: key), key: path(key), value: text, allowed: Word.allCases.map(\.rawValue))
    }
    return word
  }

  /// An object within this one.
  func object(_ key: String, keys: [String]) throws(ConfigurationFileError) -> ObjectReader? {
    guard let node = node(key) else { return nil }
    return try ObjectReader(node, file: file, name: path(key), keys: keys)
  }

  /// Checks that the file has the one version that there is; a file without it is of that version.
  func checkVersion() throws(ConfigurationFileError) { _ = try integer("schema_version", 1...1) }

  /// A value that must be there.
  func required<Value>(_ key: String, _ value: Value?) throws(ConfigurationFileError) -> Value {
    guard let value else { throw .missingKey(file: file, position, key: path(key)) }
    return value
  }

  private func wrongType(_ key: String, _ expected: String, _ node: JSONNode) -> ConfigurationFileError {
    .wrongType(file: file, node.position, key: path(key), expected: expected, found: node.kindName)
  }
}

extension JSONNode {
  /// Reads a file as JSON.
  static func read(_ file: String, limit: Int, _ files: FileAccess) throws(ConfigurationFileError) -> JSONNode
  {
    let bytes: [UInt8]
    do throws(FileAccess.Problem) { bytes = try files.contents(file, limit) } catch {
      throw .unreadable(file: file, error)
    }
    guard String(validating: bytes, as: UTF8.self) != nil else { throw .notUTF8(file: file) }
    do throws(JSONParser.Fault) { return try JSONParser.parse(bytes) } catch {
      switch error.problem {
      case .syntax(let words): throw .syntax(file: file, error.position, problem: words)
      case .duplicate(let name): throw .duplicateKey(file: file, error.position, key: name)
      }
    }
  }
}
