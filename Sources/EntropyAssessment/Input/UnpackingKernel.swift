// SPDX-License-Identifier: Apache-2.0

/// Samples out of bytes in which they lie without gaps.
enum UnpackingKernel {
  /// Packed samples, most significant bits first.
  ///
  /// - Parameters:
  ///   - firstBit: where the first one begins in the first byte, 0 to 7.
  ///   - bits: 1 to 8 of a sample.
  ///   - count: so many samples, which the bytes hold.
  static func samples(_ bytes: Span<UInt8>, firstBit: Int, bits: Int, count: Int) -> [UInt8] {
    precondition((0..<8).contains(firstBit) && (1...8).contains(bits) && count >= 0)
    precondition(firstBit + count * bits <= bytes.count * 8, "the bytes hold the samples")
    let mask = UInt32(1) << UInt32(bits) - 1
    return [UInt8](capacity: count) { output in
      guard count > 0 else { return }
      // The bits that were read and not yet taken are the lowest `held` of `window`; older ones are shifted out.
      var (window, held, next) = (UInt32(bytes[0]), 8 - firstBit, 1)
      for _ in 0..<count {
        if held < bits {
          window = window << 8 | UInt32(bytes[next])
          next &+= 1
          held &+= 8
        }
        held &-= bits
        output.append(UInt8(truncatingIfNeeded: window >> UInt32(held) & mask))
      }
    }
  }

  /// Words of two or four bytes, least significant byte first.
  static func words(_ bytes: Span<UInt8>, wordBytes: Int, count: Int) -> [UInt32] {
    precondition((1...4).contains(wordBytes) && count >= 0 && count * wordBytes <= bytes.count)
    return [UInt32](capacity: count) { output in
      for index in 0..<count {
        var word: UInt32 = 0
        for byte in 0..<wordBytes {
          word |= UInt32(bytes[index &* wordBytes &+ byte]) << UInt32(8 &* byte)
        }
        output.append(word)
      }
    }
  }
}
