// SPDX-License-Identifier: Apache-2.0

/// How far the running sum of samples gets from where the mean would lead (SP 800-90B 5.1.1), times the number of samples:
/// max |n S_i - i T|, a whole number, where S_i is the sum of the first i samples and T that of all n.
///
/// For n up to ``lengthLimit`` no sum is above 2^62.
enum ExcursionKernel {
  /// n^2 * 255 / 4 is below 2^62.
  static let lengthLimit = 1 << 28

  /// The greatest distance.
  ///
  /// - Parameter steps: for each of 256 symbols, n times its value less T.
  static func greatest(_ symbols: Span<UInt8>, steps: Span<Int>) -> Int {
    precondition(steps.count == 256, "there is a step for each symbol")
    var (sum, highest, lowest) = (0, 0, 0)
    for position in symbols.indices {
      sum &+= unsafe steps[unchecked: Int(symbols[unchecked: position])]
      highest = max(highest, sum)
      lowest = min(lowest, sum)
    }
    return max(highest, 0 - lowest)
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
