// SPDX-License-Identifier: Apache-2.0

/// What the standard makes of bits where a statistic wants more symbols (SP 800-90B 5.1), and the bits as symbols; eight at a
/// time. There are zeros behind the last bit.
///
/// Bits are in words, the first one the most significant.
enum ConversionKernel {
  /// Conversion I: how many ones are in each byte.
  ///
  /// - Parameter sums: one for each eight bits, the last for fewer.
  static func sums(_ words: Span<UInt64>, into sums: inout [UInt8]) {
    fill(&sums, words) { word in
      // Sums of 2, of 4 and of 8 bits side by side.
      let pairs = word &- (word &>> 1 & 0x5555_5555_5555_5555)
      let fours = (pairs & 0x3333_3333_3333_3333) &+ (pairs &>> 2 & 0x3333_3333_3333_3333)
      return (fours &+ fours &>> 4) & 0x0f0f_0f0f_0f0f_0f0f
    }
  }

  /// Conversion II: the number that each byte is.
  ///
  /// - Parameter numbers: one for each eight bits, the last for fewer.
  static func numbers(_ words: Span<UInt64>, into numbers: inout [UInt8]) { fill(&numbers, words) { $0 } }

  /// A symbol for each bit.
  ///
  /// - Parameter symbols: as many as there are bits.
  static func symbols(_ words: Span<UInt64>, into symbols: inout [UInt8]) {
    let count = symbols.count
    precondition(words.count * 64 >= count)
    unsafe symbols.withUnsafeMutableBytes { bytes in
      for first in stride(from: 0, to: count, by: 8) {
        let byte = words[first &>> 6] &>> UInt64(56 &- first & 63) & 0xff
        // Eight copies, of each another bit, moved to the lowest one; the first bit is in the highest byte.
        let chosen = (byte &* 0x0101_0101_0101_0101) & 0x8040_2010_0804_0201
        let spread = ((chosen &+ 0x0040_6070_787c_7e7f) &>> 7) & 0x0101_0101_0101_0101
        unsafe store(spread.bigEndian, at: first, in: bytes)
      }
    }
  }

  /// Fills bytes with what each word becomes.
  @inline(__always)
  private static func fill(_ bytes: inout [UInt8], _ words: Span<UInt64>, _ convert: (UInt64) -> UInt64) {
    let count = bytes.count
    precondition(words.count * 8 >= count)
    unsafe bytes.withUnsafeMutableBytes { bytes in
      for first in stride(from: 0, to: count, by: 8) {
        unsafe store(convert(words[first &>> 3]).bigEndian, at: first, in: bytes)
      }
    }
  }

  /// Stores eight bytes, or those that there is room for.
  @inline(__always)
  private static func store(_ value: UInt64, at first: Int, in bytes: UnsafeMutableRawBufferPointer) {
    if first &+ 8 <= bytes.count {
      unsafe bytes.storeBytes(of: value, toByteOffset: first, as: UInt64.self)
    } else {
      unsafe withUnsafeBytes(of: value) { value in
        for place in first..<bytes.count { unsafe bytes[place] = value[place &- first] }
      }
    }
  }
}
