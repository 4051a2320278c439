// SPDX-License-Identifier: Apache-2.0

/// MultiMCW over bits, eight of them at a time.
///
/// A window of an odd size has no ties: its prediction is a majority, and so the sign of a balance that goes up with
/// each one that enters and down with each one that leaves. In a word of eight lanes, a lane for each of eight samples,
/// the balances before all of them are one addition and one subtraction.
enum MajorityKernel {
  /// Words of a block.
  private static let blockWords = 16
  private static let lanes: UInt64 = 0x0101_0101_0101_0101
  /// Multiplied by it, the lowest bits of eight bytes meet in the highest byte, the lowest byte's in the highest bit.
  private static let gather: UInt64 = 0x8040_2010_0804_0201

  /// Predicts and scores all bits.
  static func score(_ bits: BitString, windows: [Int]) -> Scoreboard {
    precondition(windows.allSatisfy { $0 > 0 && $0 % 2 == 1 }, "a majority needs an odd number")
    precondition(windows.count <= Scoreboard.predictorLimit, "there are at most 128 windows")
    var board = Scoreboard(predictors: windows.count)
    // Predicted to be one where at least 0: the ones in the window, less the least number that are more than half.
    var balances = windows.map { -($0 + 1) / 2 }
    var planes = [UInt64](repeating: 0, count: windows.count * blockWords)
    let onesBefore = onesBeforeEachBit()
    let words = bits.wordCount
    // The range of every access below: all words of the string are there.
    precondition(bits.words.count >= words, "a bit string holds its bits")
    for first in stride(from: 0, to: words, by: blockWords) {
      let count = min(blockWords, words - first)
      unsafe bits.words.withUnsafeBufferPointer { words in
        unsafe planes.withUnsafeMutableBufferPointer { planes in
          unsafe onesBefore.withUnsafeBufferPointer { onesBefore in
            for window in windows.indices {
              let plane = unsafe UnsafeMutableBufferPointer(
                rebasing: planes[(window * count)..<((window + 1) * count)])
              unsafe predict(
                words, from: first, length: bits.count, window: windows[window], balance: &balances[window],
                onesBefore: onesBefore, into: plane)
            }
          }
        }
      }
      ScoreboardKernel.score(&board, planes: planes, words: count)
    }
    return board
  }

  /// For each byte, lane b: how many of its b most significant bits are ones.
  private static func onesBeforeEachBit() -> [UInt64] {
    (0..<256).map { byte in
      (0..<8).reduce(0) { lanes, bit in lanes | UInt64((byte >> (8 - bit)).nonzeroBitCount) << UInt64(8 * bit)
      }
    }
  }

  /// The hits of one window in a block.
  @inline(__always)
  private static func predict(
    _ words: UnsafeBufferPointer<UInt64>, from first: Int, length: Int, window: Int, balance: inout Int,
    onesBefore: UnsafeBufferPointer<UInt64>, into plane: UnsafeMutableBufferPointer<UInt64>
  ) {
    // What leaves the window: the string, later by its size. Zeros come before its beginning.
    let (lateWords, lateBits) = (window / 64, UInt64(window % 64))
    var current = balance
    for place in 0..<plane.count {
      let index = first &+ place
      let entering = unsafe words[index]
      let low = index &- lateWords
      let newer = low >= 0 ? unsafe words[low] : 0
      let older = low >= 1 ? unsafe words[low &- 1] : 0
      // The window's size is odd: neither shift is by 64.
      let leaving = newer &>> lateBits | older &<< (64 &- lateBits)
      var hits: UInt64
      if current >= 64 || current < -64 {
        // Too far off for 64 samples to change it.
        hits = current < 0 ? ~entering : entering
        current &+= entering.nonzeroBitCount &- leaving.nonzeroBitCount
      } else {
        var predicted: UInt64 = 0
        var shift: UInt64 = 56
        for _ in 0..<8 {
          let (new, old) = (entering &>> shift & 255, leaving &>> shift & 255)
          let (newOnes, oldOnes) = unsafe (onesBefore[Int(new)], onesBefore[Int(old)])
          // Bit 6 of a lane is the sign; all lanes stay within 64 - 40 ... 64 + 39 and do not borrow.
          let start = UInt64(bitPattern: Int64(max(-32, min(31, current)) &+ 64))
          let balances = start &* lanes &+ newOnes &- oldOnes
          let ones = ((balances &>> 6 & lanes) &* gather) &>> 56
          predicted = predicted &<< 8 | ones
          current &+= Int(newOnes &>> 56 &+ new & 1) &- Int(oldOnes &>> 56 &+ old & 1)
          shift &-= 8
        }
        hits = ~(predicted ^ entering)
      }
      // No prediction before the window is full, none behind the end.
      let start = index &* 64
      if start < window { hits = window &- start >= 64 ? 0 : hits & UInt64.max &>> UInt64(window &- start) }
      if length &- start < 64 { hits &= ~(UInt64.max &>> UInt64(length &- start)) }
      unsafe plane[place] = hits
    }
    balance = current
  }
}
