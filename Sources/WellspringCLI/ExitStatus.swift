// SPDX-License-Identifier: Apache-2.0

/// How the command ends; the same for every verb.
enum ExitStatus: Int32, Comparable, Sendable {
  /// Yes, or done.
  case yes = 0
  /// The answer is no: degraded, failed, a wrong known answer.
  case no = 1
  /// A file, a device or the configuration is bad, or the output cannot be written.
  case bad = 2
  /// The command line is wrong.
  case usage = 64
  /// The service or every source is unavailable, or a deadline has passed.
  case unavailable = 69
  /// An internal error.
  case internalError = 70

  /// The worse status is the greater one.
  static func < (first: Self, second: Self) -> Bool { first.rawValue < second.rawValue }
}
