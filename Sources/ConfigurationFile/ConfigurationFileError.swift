// SPDX-License-Identifier: Apache-2.0
package import RandomnessService

/// Why a configuration cannot be used; nothing was changed or started.
///
/// What the caller does next: show the description and end with exit code 2.
package enum ConfigurationFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file cannot be read.
  case unreadable(file: String, FileAccess.Problem)
  /// The file cannot be written.
  case unwritable(file: String, FileAccess.Problem)
  /// The file is not UTF-8.
  case notUTF8(file: String)
  /// The file is not JSON.
  case syntax(file: String, Position, problem: String)
  /// A key stands twice in one object.
  case duplicateKey(file: String, Position, key: String)
  /// A key that is not known.
  case unknownKey(file: String, Position, key: String, nearest: String)
  /// A key that this kind of source does not have.
  case misplacedKey(file: String, Position, key: String, kind: String)
  /// A value of another type.
  case wrongType(file: String, Position, key: String, expected: String, found: String)
  /// A number outside its range.
  case outOfRange(file: String, Position, key: String, value: String, limit: String)
  /// A word that is none of the allowed ones.
  case unknownWord(file: String, Position, key: String, value: String, allowed: [String])
  /// A key that must be there is not.
  case missingKey(file: String, Position, key: String)
  /// A device path at which no readable character device stands.
  case unusableDevice(file: String, Position, source: String, path: String, FileAccess.Kind)
  /// A word of the environment or the command line that is none of the allowed ones.
  case unknownChoice(origin: String, value: String, allowed: [String])
  /// A path of the command line that must begin with a slash.
  case relativePath(origin: String, path: String)
  /// The values do not make a configuration.
  case refused(file: String?, ConfigurationError)

  /// One sentence with the value, the limit and the fix.
  package var description: String {
    let parts = self.parts
    return "\(parts.problem); \(parts.fix)"
  }
}
