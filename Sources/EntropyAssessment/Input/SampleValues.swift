// SPDX-License-Identifier: Apache-2.0

/// Samples as they were captured.
public enum SampleValues: Equatable, Sendable {
  /// Of up to 8 bits.
  case bytes([UInt8])
  /// Of more.
  case words([UInt32])

  /// As many distinct values can be symbols.
  public static let symbolLimit = 256

  /// How many samples there are.
  public var count: Int {
    switch self {
    case .bytes(let bytes): bytes.count
    case .words(let words): words.count
    }
  }

  /// The distinct values, ascending; `nil` when there are more than a limit.
  public func alphabet(limit: Int) -> [UInt32]? {
    switch self {
    case .bytes(let bytes):
      let alphabet = Symbols(bytes).alphabet
      return alphabet.count <= limit ? alphabet.map { UInt32($0) } : nil
    case .words(let words): return TranslationKernel.alphabet(words.span, limit: limit)
    }
  }

  /// How many values differ.
  ///
  /// - Cost: of words, sorting a copy.
  public var distinctCount: Int {
    switch self {
    case .bytes(let bytes): return Symbols(bytes).alphabetSize
    case .words(let words):
      let sorted = words.sorted()
      return sorted.indices.count { $0 == 0 || sorted[$0] != sorted[$0 - 1] }
    }
  }
}
