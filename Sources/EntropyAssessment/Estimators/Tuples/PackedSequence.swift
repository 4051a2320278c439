// SPDX-License-Identifier: Apache-2.0

/// A sequence of samples as the tuple kernels read it: packed most significant bit first, each symbol in as many bits as
/// the alphabet needs, so that one load yields a window of several symbols and windows compare as the symbols do.
struct PackedSequence {
  /// The bits, 64 to a word, followed by zeros to the end of the word and two words more.
  let words: [UInt64]
  /// Bits of a symbol: 1 to 8.
  let symbolBits: Int
  /// How many symbols there are; less than 2^31.
  let count: Int

  /// Packs symbols.
  ///
  /// - Cost: one pass, and a byte of memory for each symbol at most.
  init(_ symbols: Symbols) {
    symbolBits = max(1, 8 - UInt8(clamping: symbols.alphabetSize - 1).leadingZeroBitCount)
    count = symbols.count
    words = BitString(symbols.values, width: symbolBits).words
  }

  /// Takes bits as they are.
  init(_ bits: BitString) {
    (words, symbolBits, count) = (bits.words, 1, bits.count)
  }

  /// The 64 bits from a position on, with zeros behind the end.
  func window(at position: Int) -> UInt64 {
    window(atBit: position * symbolBits)
  }

  /// The 64 bits from a bit on, with zeros behind the end.
  @inline(__always)
  func window(atBit bit: Int) -> UInt64 {
    let (word, offset) = (bit &>> 6, UInt64(truncatingIfNeeded: bit & 63))
    return words[word] &<< offset | (words[word &+ 1] &>> 1) &>> (63 &- offset)
  }

  /// The symbols one by one.
  ///
  /// - Cost: one pass, and a byte of memory for each symbol.
  func unpacked() -> [UInt8] {
    let (words, width) = (words.span, symbolBits)
    let mask = UInt64(1) << UInt64(width) &- 1
    var symbols = [UInt8](repeating: 0, count: count)
    var output = symbols.mutableSpan
    var bit = 0
    for position in 0..<count {
      let (word, offset) = (bit / 64, bit % 64)
      var window = words[word] &<< UInt64(offset)
      if offset &+ width > 64 { window |= words[word &+ 1] &>> UInt64(64 &- offset) }
      output[position] = UInt8(truncatingIfNeeded: window &>> UInt64(64 &- width) & mask)
      bit &+= width
    }
    return symbols
  }
}
