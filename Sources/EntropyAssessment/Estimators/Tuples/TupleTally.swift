// SPDX-License-Identifier: Apache-2.0

/// The most frequent tuple and the pairs of equal tuples, for all lengths from some first one on.
struct TupleTally {
  /// How often the most frequent tuple of a length occurs, at the length's place; sequences have less than 2^31 samples.
  var highest: [Int32] = []
  /// The pairs of equal tuples, likewise.
  var pairs: [UInt64] = []

  /// A tally of no length.
  init() {}

  /// A tally of lengths of which nothing is known: each tuple occurs once.
  init(lengths: ClosedRange<Int>) {
    highest = Array(repeating: 1, count: lengths.count)
    pairs = Array(repeating: 0, count: lengths.count)
  }

  /// Adds the next length.
  mutating func append(highest count: Int, pairs: UInt64) {
    highest.append(Int32(truncatingIfNeeded: count))
    self.pairs.append(pairs)
  }

  /// Adds tuples to a length that is counted.
  ///
  /// - Parameter occurrences: of the most frequent one of them.
  mutating func add(pairs: UInt64, occurrences: Int, toLength length: Int) {
    self.pairs[length - 1] += pairs
    highest[length - 1] = max(highest[length - 1], Int32(truncatingIfNeeded: occurrences))
  }

  /// Makes counts of tuples that share so many symbols at least of those that share just so many.
  ///
  /// - Parameters:
  ///   - pairs, highest: of the length behind the last one.
  mutating func accumulate(pairs longerPairs: UInt64, highest longerHighest: Int32) {
    var (sum, most) = (longerPairs, longerHighest)
    for index in pairs.indices.reversed() {
      sum &+= pairs[index]
      most = max(most, highest[index])
      (pairs[index], highest[index]) = (sum, most)
    }
  }
}

/// Takes counts of tuples.
protocol TupleSink {
  /// Takes the counts of the lengths from `first` on that have not come yet.
  ///
  /// The greatest lengths come first, and all of them in the end; each tuple of a length that does not come occurs once.
  mutating func take(_ tally: TupleTally, from first: Int)
}
