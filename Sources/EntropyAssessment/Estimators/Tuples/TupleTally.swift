// SPDX-License-Identifier: Apache-2.0

/// What has been counted so far: the most frequent tuple and the pairs of equal tuples for all lengths up to some depth.
struct TupleTally {
  /// How often the most frequent tuple of length t occurs, at place t - 1.
  private(set) var highest: [Int] = []
  /// The pairs of equal tuples of length t, at place t - 1.
  private(set) var pairs: [UInt64] = []

  /// The lengths counted: 1 to this.
  var depth: Int { pairs.count }
  /// Whether a tuple of the last length counted is common; then u is not known yet.
  var isCommon: Bool { highest.last.map { $0 >= TupleCounts.commonLimit } ?? true }

  /// Adds the next length.
  mutating func append(highest count: Int, pairs: UInt64) {
    highest.append(count)
    self.pairs.append(pairs)
  }

  /// Adds tuples to a length that is counted.
  ///
  /// - Parameter occurrences: of the most frequent one of them.
  mutating func add(pairs: UInt64, occurrences: Int, toLength length: Int) {
    self.pairs[length - 1] += pairs
    highest[length - 1] = max(highest[length - 1], occurrences)
  }

  /// The result, once no tuple occurs twice at the depth reached, or that depth is the longest there is.
  ///
  /// - Parameter count: L, the length of the sequence.
  consuming func counts(of count: Int) -> TupleCounts {
    // Behind the last depth counted each tuple occurs once.
    if isCommon { append(highest: min(count, 1), pairs: 0) }
    let leastUncommon = 1 + (highest.firstIndex { $0 < TupleCounts.commonLimit } ?? 0)
    let longestRepeated = 1 + (pairs.lastIndex { $0 > 0 } ?? -1)
    return TupleCounts(
      highest: Array(highest.prefix(leastUncommon)), longestRepeated: longestRepeated,
      equalPairs: Array(pairs.prefix(longestRepeated).dropFirst(leastUncommon - 1)))
  }
}
