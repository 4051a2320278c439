// SPDX-License-Identifier: Apache-2.0

/// A string of bits, packed 64 to a word, the first bit of the string in the most significant bit of the first word.
///
/// Behind the last bit there are zeros: to the end of its word, and two words more, so that a kernel may load windows of up
/// to 128 bits from every position.
public struct BitString: Sendable {
  /// The words, with the two of padding.
  public let words: [UInt64]
  /// How many bits there are.
  public let count: Int

  /// Words behind the last one with bits of the string.
  static let padding = 2

  /// How many words hold bits of the string.
  var wordCount: Int { (count + 63) / 64 }

  /// Takes the lowest `width` bits of each sample, most significant first (SP 800-90B 3.1.3, H_bitstring).
  ///
  /// - Parameters:
  ///   - width: 1 to 8.
  ///   - limit: at most so many bits are taken.
  public init(_ samples: [UInt8], width: Int, limit: Int = .max) {
    precondition((1...8).contains(width) && limit >= 0, "a symbol has 1 to 8 bits")
    let count = min(samples.count * width, limit)
    let mask = UInt64(1) << UInt64(width) - 1
    var words: [UInt64] = []
    words.reserveCapacity((count + 63) / 64 + Self.padding)
    // What has not made a whole word yet, in its lowest bits.
    var (pending, pendingBits) = (UInt64(0), 0)
    for sample in samples.prefix((count + width - 1) / width) {
      let bits = UInt64(sample) & mask
      pendingBits += width
      if pendingBits < 64 {
        pending = pending << UInt64(width) | bits
        continue
      }
      pendingBits -= 64
      let taken = UInt64(width - pendingBits)
      words.append(pending << taken | bits >> UInt64(pendingBits))
      pending = bits & (UInt64(1) << UInt64(pendingBits) &- 1)
    }
    if pendingBits > 0 { words.append(pending << UInt64(64 - pendingBits)) }
    // The last sample may reach beyond the limit.
    let wordCount = (count + 63) / 64
    if words.count > wordCount { words.removeLast(words.count - wordCount) }
    if count % 64 != 0, let last = words.last {
      words[wordCount - 1] = last & ~(UInt64.max >> UInt64(count % 64))
    }
    words.append(contentsOf: repeatElement(0, count: Self.padding))
    (self.words, self.count) = (words, count)
  }

  /// The bits in bytes, the first in the most significant bit of the first; zeros fill up the last one.
  public var bytes: [UInt8] {
    (0..<(count + 7) / 8).map { UInt8(truncatingIfNeeded: words[$0 / 8] >> UInt64(56 - 8 * ($0 % 8))) }
  }

  /// The bit at a position, 0 or 1.
  public subscript(position: Int) -> UInt8 {
    precondition(position >= 0 && position < count, "there is such a bit")
    return UInt8(truncatingIfNeeded: words[position / 64] >> UInt64(63 - position % 64) & 1)
  }
}
