// SPDX-License-Identifier: Apache-2.0

/// How many symbols each suffix shares with the one before it in their order.
///
/// By text position that length falls by 1 at most from one position to the next, so that all comparisons together go over
/// the text twice (Kärkkäinen, Manzini, Puglisi: "Permuted longest-common-prefix array", 2009). And so the length and the
/// position together never fall: they are kept as marks in a row of two bits for each position (Sadakane: "Succinct
/// representations of lcp information", 2002). Lengths below 255, nearly all unless long parts repeat, are kept in
/// a byte each as well: a mark takes three times as long to find.
enum SharedPrefixKernel {
  /// Positions that are looked at together: so many suffixes before them are known at a time.
  private static let blockSize = 1 << 21
  /// Marks between two whose places are written down.
  private static let sampling = 16

  /// Replaces each position by the length, 0 at the first; the greatest of them.
  ///
  /// - Parameter order: the suffixes of the sequence.
  /// - Cost: beside the order a byte and a half for each symbol, and 8 MB.
  static func replace(_ order: UnsafeMutableBufferPointer<Int32>, in sequence: PackedSequence) -> Int {
    let count = order.count
    precondition(count == sequence.count && count > 0)
    precondition(sequence.words.count * 64 >= count * sequence.symbolBits + 128)
    // The mark of position p with the length l is at 2 p + l; l is less than count - p.
    let marks = UnsafeMutablePointer<UInt64>.allocate(capacity: count / 32 + 2)
    unsafe marks.initialize(repeating: 0, count: count / 32 + 2)
    let samples = UnsafeMutablePointer<UInt32>.allocate(capacity: count / sampling + 1)
    let short = UnsafeMutablePointer<UInt8>.allocate(capacity: count)
    let before = unsafe HugePages.allocate(min(blockSize, count) + 1, of: Int32.self)
    let width = sequence.symbolBits
    var length = 0
    unsafe sequence.words.withUnsafeBufferPointer { words in
      for first in stride(from: 0, to: count, by: blockSize) {
        let size = min(blockSize, count - first)
        unsafe findBefore(order, first, size, before)
        for position in first..<first + size {
          let other = unsafe Int(before[position &- first])
          let limit = other < 0 ? 0 : count &- max(position, other)
          unsafe length = sharedSymbols(words, width, position, other, from: length, to: limit)
          unsafe short[position] = UInt8(truncatingIfNeeded: min(length, 255))
          let mark = 2 &* position &+ length
          unsafe marks[mark &>> 6] |= 1 &<< UInt64(mark & 63)
          if position % sampling == 0 {
            unsafe samples[position / sampling] = UInt32(truncatingIfNeeded: mark)
          }
          length = max(0, length &- 1)
        }
      }
    }
    unsafe before.deallocate()
    let select = UnsafeMutablePointer<UInt8>.allocate(capacity: 8 << 8)
    for byte in 0..<256 {
      var left = byte
      for number in 0..<8 {
        unsafe select[byte << 3 | number] = UInt8(left.trailingZeroBitCount & 7)
        left &= left &- 1
      }
    }
    var longest: Int32 = 0
    for place in 0..<count {
      let position = unsafe Int(order[place])
      var length = unsafe Int32(short[position])
      if length == 255 {
        length = unsafe Int32(truncatingIfNeeded: mark(position, marks, samples, select) &- 2 &* position)
      }
      unsafe order[place] = length
      longest = max(longest, length)
    }
    unsafe short.deallocate()
    unsafe select.deallocate()
    unsafe samples.deallocate()
    unsafe marks.deallocate()
    return Int(longest)
  }

  /// Finds the suffix before each of some positions, -1 for none.
  ///
  /// - Parameter before: receives `size` of them, and has room for one more.
  private static func findBefore(
    _ order: UnsafeMutableBufferPointer<Int32>, _ first: Int, _ size: Int,
    _ before: UnsafeMutableBufferPointer<Int32>
  ) {
    var previous: Int32 = -1
    for place in 0..<order.count {
      let position = unsafe order[place]
      // All others go to the place behind the last one: a branch would be mispredicted.
      let index = min(UInt(bitPattern: Int(position) &- first), UInt(bitPattern: size))
      unsafe before[Int(bitPattern: index)] = previous
      previous = position
    }
  }

  /// How many symbols two suffixes share, at most `limit`; `length` of them are known.
  @inline(__always)
  private static func sharedSymbols(
    _ words: UnsafeBufferPointer<UInt64>, _ width: Int, _ left: Int, _ right: Int, from length: Int,
    to limit: Int
  ) -> Int {
    // No window begins behind the end, and there are two words more.
    let limit = limit &* width
    var bits = length &* width
    while bits < limit {
      let window = unsafe WindowKernel.window(words, left &* width &+ bits)
      let difference = unsafe window ^ WindowKernel.window(words, right &* width &+ bits)
      if difference != 0 {
        bits &+= difference.leadingZeroBitCount
        break
      }
      bits &+= 64
    }
    return width == 1 ? min(bits, limit) : min(bits, limit) / width
  }

  /// Where the mark of a position is.
  ///
  /// - Parameter select: for each byte, where each of its ones is.
  @inline(__always)
  private static func mark(
    _ position: Int, _ marks: UnsafePointer<UInt64>, _ samples: UnsafePointer<UInt32>,
    _ select: UnsafePointer<UInt8>
  ) -> Int {
    let sample = unsafe Int(samples[position / sampling])
    var left = position % sampling
    var (word, offset) = (sample &>> 6, UInt64(sample & 63))
    var bits = unsafe marks[word] &>> offset | (marks[word &+ 1] &<< 1) &<< (63 &- offset)
    // Most often the mark is among the next 64, and found without a branch that might be mispredicted.
    if left >= bits.nonzeroBitCount {
      bits = unsafe marks[word] & (UInt64.max &<< offset)
      while left >= bits.nonzeroBitCount {
        left &-= bits.nonzeroBitCount
        word &+= 1
        bits = unsafe marks[word]
      }
      offset = 0
    }
    let ones: UInt64 = 0x0101_0101_0101_0101
    let pairs = bits &- (bits &>> 1 & 0x5555_5555_5555_5555)
    let nibbles = pairs & 0x3333_3333_3333_3333 &+ (pairs &>> 2 & 0x3333_3333_3333_3333)
    // For each byte, how many ones there are up to its end.
    let counts = ((nibbles &+ nibbles &>> 4) & 0x0f0f_0f0f_0f0f_0f0f) &* ones
    // The high bit of each byte with no more than are to be passed.
    let high = ones &<< 7
    let passed = ((UInt64(truncatingIfNeeded: left) &* ones | high) &- counts) & high
    let shift = UInt64(passed.nonzeroBitCount &* 8)
    let number = UInt64(truncatingIfNeeded: left) &- (counts &<< 8) &>> shift & 255
    let place = unsafe select[Int(truncatingIfNeeded: (bits &>> shift & 255) &<< 3 | number)]
    return word &<< 6 &+ Int(truncatingIfNeeded: offset &+ shift) &+ Int(place)
  }
}
