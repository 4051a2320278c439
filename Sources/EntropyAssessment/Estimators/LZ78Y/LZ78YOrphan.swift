// SPDX-License-Identifier: Apache-2.0

/// The contexts that were put into the dictionary last, where their last symbol found no room any more: they share that
/// symbol, and are the only ones behind it.
struct LZ78YOrphan {
  /// The symbol.
  let symbol: UInt8
  /// Where they are, and the length of the shortest of them.
  let place: Int, shortest: Int
  /// For each length, how often each successor came.
  private var counts = [[Int]](repeating: [Int](repeating: 0, count: 256), count: LZ78Y.longestContext + 1)

  init(symbol: UInt8, place: Int, shortest: Int) {
    (self.symbol, self.place, self.shortest) = (symbol, place, shortest)
  }

  /// The symbol to expect, if one of the contexts is there.
  ///
  /// - Parameter common: how many symbols are the same as those before ``place``.
  func prediction(common: Int) -> UInt8? {
    var (highest, symbol): (Int, UInt8?) = (0, nil)
    for length in (shortest...max(shortest, common)).reversed() where length <= common {
      let best = counts[length].max() ?? 0
      if best > highest { (highest, symbol) = (best, counts[length].lastIndex(of: best).map { UInt8($0) }) }
    }
    return symbol
  }

  /// Counts the symbol that follows, likewise.
  mutating func learn(_ next: UInt8, common: Int) {
    for length in shortest...max(shortest, common) where length <= common { counts[length][Int(next)] += 1 }
  }
}
