// SPDX-License-Identifier: Apache-2.0

/// How often tuples of each length repeat in a sequence of L samples: all that the t-tuple and the LRS estimate look at
/// (SP 800-90B 6.3.5 and 6.3.6).
///
/// Tuples overlap: there are L - t + 1 of length t.
public struct TupleCounts: Equatable, Sendable {
  /// Q[t] for t = 1 ... u: how often the most frequent tuple of that length occurs; the last one is below
  /// ``commonLimit``.
  public let highest: [Int]
  /// v: the length of the longest tuple that occurs twice; 0 when no symbol does.
  public let longestRepeated: Int
  /// For t = u ... v: the pairs of equal tuples, the sum of C(c, 2) over all tuples of that length with their counts c.
  public let equalPairs: [UInt64]

  /// The least count of a tuple that counts as common (6.3.5, step 1).
  public static let commonLimit = 35

  /// u: the least length of which no tuple is common.
  public var leastUncommon: Int { highest.count }

  /// Makes counts.
  public init(highest: [Int], longestRepeated: Int, equalPairs: [UInt64]) {
    (self.highest, self.longestRepeated, self.equalPairs) = (highest, longestRepeated, equalPairs)
  }
}
