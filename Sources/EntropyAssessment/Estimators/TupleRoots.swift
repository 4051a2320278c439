// SPDX-License-Identifier: Apache-2.0

/// All that the t-tuple and the LRS estimate look at: how often tuples of each length repeat in a sequence of L samples, as
/// the greatest probabilities per symbol (SP 800-90B 6.3.5 and 6.3.6).
///
/// Tuples overlap: there are L - t + 1 of length t.
package struct TupleRoots: TupleSink, Sendable {
  /// L.
  private let length: Int
  /// u: the least length of which no tuple is common.
  private(set) var leastUncommon = 1
  /// v: the length of the longest tuple that occurs twice; 0 when no symbol does.
  private(set) var longestRepeated = 0
  /// Q[1]: how often the most frequent symbol occurs.
  private(set) var mode: Int
  /// The greatest (Q[t] / (L - t + 1))^(1 / t) for t < u; -1 for none.
  private(set) var common: LongDouble = -1
  /// The greatest (pairs of equal tuples / all pairs)^(1 / t) for t = u ... v; -1 for none.
  private(set) var repeated: LongDouble = -1

  /// The least count of a tuple that counts as common (6.3.5, step 1).
  static let commonLimit = 35

  /// For a sequence of so many samples.
  init(length: Int) { (self.length, mode) = (length, min(length, 1)) }

  mutating func take(_ tally: TupleTally, from first: Int) {
    // Counts do not grow with the length.
    let commonCount = tally.highest.partition { $0 >= Self.commonLimit }
    let repeatedCount = tally.pairs.partition { $0 > 0 }
    longestRepeated = max(longestRepeated, repeatedCount > 0 ? first + repeatedCount - 1 : 0)
    leastUncommon = max(leastUncommon, commonCount > 0 ? first + commonCount : 1)
    if let count = tally.highest.first, first == 1 { mode = Int(count) }
    let length = self.length
    let counts = tally.highest.span.extracting(first: commonCount)
    common = max(common, HighestRoot.find(counts, from: first) { UInt64(length - $0 + 1) })
    guard commonCount < repeatedCount else { return }
    let pairs = tally.pairs.span.extracting(commonCount..<repeatedCount)
    let highest = HighestRoot.find(pairs, from: first + commonCount) { t in
      let places = UInt64(length - t + 1)
      // C(places, 2); for t < length, since a tuple as long as the sequence occurs once.
      return places * (places - 1) / 2
    }
    repeated = max(repeated, highest)
  }
}

extension Array {
  /// How many elements at the beginning meet a condition that none behind them does.
  fileprivate func partition(_ condition: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if condition(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
