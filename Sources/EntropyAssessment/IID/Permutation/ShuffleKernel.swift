// SPDX-License-Identifier: Apache-2.0

/// Random arrangements of samples, each as probable as any other.
enum ShuffleKernel {
  /// Arranges symbols (Fisher and Yates; SP 800-90B 5.1, figure 3) while they are copied: each takes the place of a random one
  /// of those before it or its own, and that one moves behind them.
  ///
  /// - Parameters:
  ///   - original: less than 2^32.
  ///   - symbols: as many; what they were does not matter.
  /// - Cost: 0.9 ns a symbol while they fit into the cache (Zen 4, 2026-11).
  static func shuffle(_ original: Span<UInt8>, into symbols: inout [UInt8], _ stream: inout RandomStream) {
    precondition(original.count < 1 << 32 && symbols.count == original.count)
    let start = stream
    stream = unsafe symbols.withUnsafeMutableBufferPointer { symbols in
      // One that no closure captures stays in registers.
      var local = start
      var position = 0
      while position &+ 2 <= original.count {
        let bits = local.next()
        unsafe add(position, &local, UInt32(truncatingIfNeeded: bits), original, symbols)
        unsafe add(position &+ 1, &local, UInt32(truncatingIfNeeded: bits &>> 32), original, symbols)
        position &+= 2
      }
      if position < original.count {
        unsafe add(position, &local, UInt32(truncatingIfNeeded: local.next()), original, symbols)
      }
      return local
    }
  }

  /// Puts the symbol at a position to those before it.
  @inline(__always)
  private static func add(
    _ position: Int, _ stream: inout RandomStream, _ bits: UInt32, _ original: Span<UInt8>,
    _ symbols: UnsafeMutableBufferPointer<UInt8>
  ) {
    // A place is drawn up to the position, which is within both.
    let place = Int(stream.number(below: UInt32(truncatingIfNeeded: position &+ 1), from: bits))
    unsafe symbols[position] = symbols[place]
    unsafe symbols[place] = original[unchecked: position]
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
