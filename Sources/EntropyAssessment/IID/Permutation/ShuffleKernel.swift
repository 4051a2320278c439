// SPDX-License-Identifier: Apache-2.0

/// Random arrangements of samples, each as probable as any other.
enum ShuffleKernel {
  /// Arranges symbols (Fisher and Yates; SP 800-90B 5.1, figure 3).
  ///
  /// - Parameter symbols: less than 2^32.
  /// - Cost: 1.6 ns a symbol while they fit into the cache (Zen 4, 2026-11).
  static func shuffle(_ symbols: inout [UInt8], _ stream: inout RandomStream) {
    precondition(symbols.count < 1 << 32)
    var local = stream
    unsafe symbols.withUnsafeMutableBufferPointer { symbols in
      var left = symbols.count
      // Each draw is below `left`, so both places are within the buffer.
      while left > 2 {
        let bits = local.next()
        let first = Int(
          local.number(below: UInt32(truncatingIfNeeded: left), from: UInt32(truncatingIfNeeded: bits)))
        left &-= 1
        unsafe swap(&symbols, first, left)
        let second = Int(
          local.number(below: UInt32(truncatingIfNeeded: left), from: UInt32(truncatingIfNeeded: bits &>> 32))
        )
        left &-= 1
        unsafe swap(&symbols, second, left)
      }
      if left == 2, local.next() & 1 == 1 { unsafe swap(&symbols, 0, 1) }
    }
    stream = local
  }

  @inline(__always)
  private static func swap(_ symbols: inout UnsafeMutableBufferPointer<UInt8>, _ first: Int, _ second: Int) {
    let symbol = unsafe symbols[first]
    unsafe symbols[first] = symbols[second]
    unsafe symbols[second] = symbol
  }

  /// Fills words with random bits of which a given number are ones.
  ///
  /// Bits are drawn that are ones with about the right probability, and as many of them changed, chosen at random, as there
  /// are too many ones or zeros. All places are treated alike, so no arrangement is more probable than another one.
  ///
  /// - Parameters:
  ///   - words: as a ``BitString`` has them, without its padding.
  ///   - count: how many bits.
  ///   - ones: how many of them are ones, up to `count`.
  static func arrange(
    _ words: inout [UInt64], count: Int, ones: Int, _ stream: inout RandomStream
  ) {
    let wordCount = (count + 63) / 64
    precondition(words.count >= wordCount && ones >= 0 && ones <= count)
    // In 256ths, bit by bit from the lowest that counts: an OR adds a half of what is missing, an AND halves.
    let probability = count > 0 ? (ones * 256 + count / 2) / count : 0
    var made = 0
    for index in 0..<wordCount {
      var word: UInt64 = 0
      if probability >= 256 {
        word = .max
      } else if probability > 0 {
        for step in probability.trailingZeroBitCount..<8 {
          let random = stream.next()
          word = probability >> step & 1 == 1 ? word | random : word & random
        }
      }
      if index == wordCount - 1, count % 64 != 0 { word &= ~(UInt64.max >> UInt64(count % 64)) }
      words[index] = word
      made += word.nonzeroBitCount
    }
    let isTooMany = made > ones
    while made != ones {
      let place = Int(
        stream.number(
          below: UInt32(truncatingIfNeeded: count), from: UInt32(truncatingIfNeeded: stream.next())))
      let mask = UInt64(1) << UInt64(63 - place % 64)
      guard (words[place / 64] & mask != 0) == isTooMany else { continue }
      words[place / 64] ^= mask
      made += isTooMany ? -1 : 1
    }
  }
}
