// SPDX-License-Identifier: Apache-2.0

/// How far the running sum of samples gets from where the mean would lead (SP 800-90B 5.1.1), times the number of samples:
/// max |n S_i - i T|, a whole number, where S_i is the sum of the first i samples and T that of all n.
///
/// For n up to ``lengthLimit`` no sum is above 2^62.
enum ExcursionKernel {
  /// n^2 * 255 / 4 is below 2^62.
  static let lengthLimit = 1 << 28

  /// Samples of a block, most of which are passed over.
  private static let blockLength = 64

  /// The greatest distance.
  ///
  /// Within a block the sum gets no farther than its ends and the greatest step allow, so only the blocks are followed that
  /// could hold the greatest distance.
  ///
  /// - Parameter steps: for each of 256 symbols, n times its value less T.
  static func greatest(_ symbols: Span<UInt8>, steps: Span<Int>) -> Int {
    precondition(steps.count == 256, "there is a step for each symbol")
    var farthest = 0
    for symbol in steps.indices { farthest = max(farthest, abs(steps[symbol])) }
    let blocks = symbols.count / blockLength
    return unsafe withUnsafeTemporaryAllocation(of: Int.self, capacity: blocks) { ends in
      var (sum, greatest) = (0, 0)
      for block in 0..<blocks {
        // Four sums at a time; each symbol has a step, and the blocks are within the span.
        let first = block &* blockLength
        var (a, b, c, d) = (0, 0, 0, 0)
        for position in stride(from: first, to: first &+ blockLength, by: 4) {
          a &+= unsafe steps[unchecked: Int(symbols[unchecked: position])]
          b &+= unsafe steps[unchecked: Int(symbols[unchecked: position &+ 1])]
          c &+= unsafe steps[unchecked: Int(symbols[unchecked: position &+ 2])]
          d &+= unsafe steps[unchecked: Int(symbols[unchecked: position &+ 3])]
        }
        sum &+= a &+ b &+ c &+ d
        unsafe ends[block] = sum
        greatest = max(greatest, abs(sum))
      }
      // A block's k-th sum is at most k steps from its start, and the others from its end.
      let reach = blockLength / 2 * farthest
      var start = 0
      for block in 0..<blocks {
        let end = unsafe ends[block]
        if abs(start) / 2 &+ abs(end) / 2 &+ 1 &+ reach > greatest {
          let first = block &* blockLength
          follow(symbols, first..<(first &+ blockLength), steps, from: start, &greatest)
        }
        start = end
      }
      follow(symbols, (blocks * blockLength)..<symbols.count, steps, from: start, &greatest)
      return greatest
    }
  }

  @inline(__always)
  private static func follow(
    _ symbols: Span<UInt8>, _ positions: Range<Int>, _ steps: Span<Int>, from start: Int,
    _ greatest: inout Int
  ) {
    var sum = start
    for position in positions {
      sum &+= unsafe steps[unchecked: Int(symbols[unchecked: position])]
      greatest = max(greatest, abs(sum))
    }
  }

  /// The same for bits: a one counts 1, a zero 0.
  ///
  /// - Parameters:
  ///   - words: the bits, most significant first.
  ///   - count: how many.
  ///   - ones: how many of them are ones.
  static func greatest(_ words: Span<UInt64>, count: Int, ones: Int) -> Int {
    let (zeroStep, oneStep) = (0 - ones, count - ones)
    // For each value of a byte: where its bits lead, and the farthest they get on the way.
    var ends = InlineArray<256, Int>(repeating: 0)
    var highs = InlineArray<256, Int>(repeating: .min)
    var lows = InlineArray<256, Int>(repeating: .max)
    for byte in 0..<256 {
      var sum = 0
      for bit in stride(from: 7, through: 0, by: -1) {
        sum += byte >> bit & 1 == 1 ? oneStep : zeroStep
        highs[byte] = max(highs[byte], sum)
        lows[byte] = min(lows[byte], sum)
      }
      ends[byte] = sum
    }
    var (sum, highest, lowest) = (0, 0, 0)
    let whole = count / 8
    for index in 0..<whole {
      let byte = Int(truncatingIfNeeded: words[index &>> 3] &>> UInt64(56 &- 8 &* (index & 7)) & 0xff)
      // A byte is below 256.
      highest = max(highest, sum &+ (unsafe highs[unchecked: byte]))
      lowest = min(lowest, sum &+ (unsafe lows[unchecked: byte]))
      sum &+= unsafe ends[unchecked: byte]
    }
    for position in 8 * whole..<count {
      sum += words[position / 64] >> UInt64(63 - position % 64) & 1 == 1 ? oneStep : zeroStep
      highest = max(highest, sum)
      lowest = min(lowest, sum)
    }
    return max(highest, 0 - lowest)
  }
}
