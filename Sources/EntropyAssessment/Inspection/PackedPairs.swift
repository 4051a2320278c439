// SPDX-License-Identifier: Apache-2.0

/// Neighbouring fields of 1, 2 or 4 bits in a sequence of bytes.
///
/// Where samples lie in bytes without gaps, a pair of neighbours has one distribution, whether both lie in one byte (at
/// each of its places) or in two. Where a byte is one sample, its bits have different weights, and the pairs different
/// distributions. Of uniform bytes nothing can be said: all pairs are alike then.
struct PackedPairs {
  /// Bits of a packed sample, when that is what bytes look like.
  let sampleBits: Int?

  /// Fewer bytes, or fewer distinct ones, say nothing.
  private static let leastCount = 1000
  private static let leastDistinct = 32
  /// Of Pearson's statistic for each degree of freedom, which is 1 for what is equal: pairs have to be clearly not uniform,
  /// and the places alike, where samples that depend on each other make it somewhat greater. Captured bytes reach thousands.
  private static let (leastBias, greatestDifference) = (50.0, 5.0)

  init(_ bytes: [UInt8], _ counts: InlineArray<256, Int>) {
    let distinct = (0..<256).count { counts[$0] > 0 }
    guard bytes.count >= Self.leastCount, distinct >= Self.leastDistinct else {
      sampleBits = nil
      return
    }
    let crossing = PackedPairsKernel.crossing(bytes.span)
    sampleBits = [1, 2, 4].first {
      Self.looksPacked(Self.tables(counts, crossing, bits: $0), pairs: bytes.count)
    }
  }

  /// The relative frequencies of pairs of fields, for each place of the first one.
  private static func tables(
    _ counts: InlineArray<256, Int>, _ crossing: InlineArray<256, Int>, bits: Int
  ) -> [[Double]] {
    let cells = 1 << (2 * bits)
    var tables: [[Double]] = []
    for shift in stride(from: 8 - 2 * bits, through: 0, by: -bits) {
      var table = [Double](repeating: 0, count: cells)
      for byte in 0..<256 { table[byte >> shift & (cells - 1)] += Double(counts[byte]) }
      tables.append(table)
    }
    // The lower half of a byte, and the upper half of the next one.
    var table = [Double](repeating: 0, count: cells)
    let mask = 1 << bits - 1
    for halves in 0..<256 {
      table[(halves >> 4 & mask) << bits | (halves & 15) >> (4 - bits)] += Double(crossing[halves])
    }
    tables.append(table)
    return tables.map { table in
      let sum = table.reduce(0, +)
      return table.map { $0 / sum }
    }
  }

  /// - Parameter pairs: that were counted for each table.
  private static func looksPacked(_ tables: [[Double]], pairs: Int) -> Bool {
    let cells = tables[0].count
    let mean = (0..<cells).map { cell in tables.reduce(0) { $0 + $1[cell] } / Double(tables.count) }
    let uniform = 1 / Double(cells)
    let bias = mean.reduce(0) { $0 + ($1 - uniform) * ($1 - uniform) / uniform }
    var difference = 0.0
    for table in tables {
      for (own, all) in zip(table, mean) where all > 0 { difference += (own - all) * (own - all) / all }
    }
    let freedom = (tables.count - 1) * max(1, mean.count { $0 > 0 } - 1)
    return bias * Double(pairs * tables.count) >= leastBias * Double(cells - 1)
      && difference * Double(pairs) <= greatestDifference * Double(freedom)
  }
}
