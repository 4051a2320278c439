// SPDX-License-Identifier: Apache-2.0

/// Counts of bits and of pairs of bits, 64 at a time.
enum MarkovKernel {
  /// How many bits are 1.
  static func ones(_ bits: BitString) -> Int {
    bits.words.span.indices.reduce(0) { $0 + bits.words[$1].nonzeroBitCount }
  }

  /// The counts of the Markov estimate.
  static func counts(_ bits: BitString) -> Markov.Counts {
    var counts = Markov.Counts()
    counts.zeros = bits.count - ones(bits)
    let words = bits.words.span
    for index in 0..<bits.wordCount {
      // The bits that have one behind them: all but the string's last.
      let places = bits.count - 1 - 64 * index
      guard places > 0 else { break }
      let mask = places >= 64 ? UInt64.max : ~(UInt64.max >> UInt64(places))
      // There are two words behind the last one.
      let (word, next) = unsafe (words[unchecked: index], words[unchecked: index + 1])
      let behind = word << 1 | next >> 63
      counts.zerosBefore += (~word & mask).nonzeroBitCount
      counts.zeroZero += (~word & ~behind & mask).nonzeroBitCount
      counts.oneZero += (word & ~behind & mask).nonzeroBitCount
    }
    return counts
  }
}
