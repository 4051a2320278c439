// SPDX-License-Identifier: Apache-2.0

/// One effective value with where it comes from: a line of `config show`.
package struct Setting: Equatable, Sendable {
  /// Where a value comes from.
  package enum Origin: Equatable, Sendable, CustomStringConvertible {
    /// Nobody set it.
    case builtIn
    /// The configuration file.
    case file(String)
    /// What an operator switched.
    case state(String)
    /// A variable of the environment.
    case environment(String)
    /// An option of the command line.
    case commandLine(String)

    /// "default", "file /etc/wellspring/wellspring.json", "environment WELLSPRING_PROFILE".
    package var description: String {
      switch self {
      case .builtIn: "default"
      case .file(let path): "file \(path)"
      case .state(let path): "state \(path)"
      case .environment(let name): "environment \(name)"
      case .commandLine(let option): "command line \(option)"
      }
    }
  }

  /// A value.
  package enum Value: Equatable, Sendable {
    case string(String)
    case unsigned(UInt64)
    case number(Double)
    case bool(Bool)
    case strings([String])
    case none
  }

  /// "sources.hwrng.claim".
  package let key: String
  /// The value in force.
  package let value: Value
  /// Where it comes from.
  package let origin: Origin
}
