// SPDX-License-Identifier: Apache-2.0

/// How many random bytes are wanted.
enum ByteCount: Equatable, Sendable {
  /// So many.
  case bytes(UInt64)
  /// Until the reader has enough.
  case endless

  /// The most that can be asked for at once, 2^40: 1 TiB.
  static let limit: UInt64 = 1 << 40
  static let standard = ByteCount.bytes(32)

  /// Reads "32", "64K", "1MiB" or "inf"; a suffix is a power of 1024.
  init(_ text: String) throws(Failure) {
    guard text != "inf" else {
      self = .endless
      return
    }
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let shift: UInt64? =
      switch text.dropFirst(digits.count).lowercased() {
      case "": 0
      case "k", "kib": 10
      case "m", "mib": 20
      case "g", "gib": 30
      case "t", "tib": 40
      default: nil
      }
    guard let shift, let number = UInt64(digits), number > 0, number <= Self.limit >> shift else {
      throw Self.failure(text)
    }
    self = .bytes(number << shift)
  }

  static func failure(_ text: String) -> Failure {
    .usage(
      Console.oneLine(text, limit: 80), limit: "1 to \(limit) bytes",
      problem: "\"\(Console.oneLine(text, limit: 80))\" is not a number of bytes from 1 to \(limit)",
      fix: "give a number in that range, with K, M or G for powers of 1024 if you like, or inf")
  }
}
