// SPDX-License-Identifier: Apache-2.0
@testable import EntropyAssessment

/// How often tuples of each length repeat in a sequence, with all lengths.
struct TupleCounts: TupleSink, Equatable {
  /// Q[t] for t = 1 ... u: how often the most frequent tuple of that length occurs; the last one is not common.
  private(set) var highest: [Int]
  /// v: the length of the longest tuple that occurs twice; 0 when no symbol does.
  private(set) var longestRepeated: Int
  /// For t = u ... v: the pairs of equal tuples, the sum of C(c, 2) over all tuples of that length with their counts c.
  private(set) var equalPairs: [UInt64]

  var leastUncommon: Int { highest.count }

  /// - Parameters:
  ///   - highest, pairs: for all lengths from 1 on.
  init(highest: [Int], pairs: [UInt64], length: Int) {
    let common = highest.prefix { $0 >= TupleRoots.commonLimit }
    self.highest = common + [common.count < highest.count ? highest[common.count] : min(length, 1)]
    longestRepeated = 1 + (pairs.lastIndex { $0 > 0 } ?? -1)
    equalPairs = Array(pairs.prefix(longestRepeated).dropFirst(common.count))
  }

  init(highest: [Int], longestRepeated: Int, equalPairs: [UInt64]) {
    (self.highest, self.longestRepeated, self.equalPairs) = (highest, longestRepeated, equalPairs)
  }

  /// Those of the kernel.
  init(_ sequence: PackedSequence) { self.init(sequence) { TupleKernel.count(sequence, into: &$0) } }

  /// Those of one way of counting.
  init(_ sequence: PackedSequence, _ count: (inout TupleCounts) -> Void) {
    var all = TupleCounts(highest: [], longestRepeated: 0, equalPairs: [])
    count(&all)
    self.init(highest: all.highest, pairs: all.equalPairs, length: sequence.count)
  }

  mutating func take(_ tally: TupleTally, from first: Int) {
    highest = tally.highest.map { Int($0) } + highest
    equalPairs = tally.pairs + equalPairs
  }

  /// What the estimates look at, with a root for each length.
  func roots(_ length: Int) -> (common: LongDouble, repeated: LongDouble) {
    var roots: (common: LongDouble, repeated: LongDouble) = (-1, -1)
    for (index, count) in highest.dropLast().enumerated() {
      let proportion = LongDouble(count) / LongDouble(length - index)
      roots.common = max(roots.common, LongMath.pow(proportion, 1 / LongDouble(index + 1)))
    }
    for (index, pairs) in equalPairs.enumerated() {
      let places = UInt64(length - leastUncommon - index + 1)
      let proportion = LongDouble(pairs) / LongDouble(places * (places - 1) / 2)
      roots.repeated = max(
        roots.repeated, LongMath.pow(proportion, 1 / LongDouble(leastUncommon + index)))
    }
    return roots
  }
}
