// SPDX-License-Identifier: Apache-2.0

/// The lag estimate over bits, 64 of them at a time.
///
/// A lag's hits are where the string equals the string shifted by it. In a block all lags' hits are counted; the hits
/// themselves are made once more for the winner and for the few that may take over from it.
enum LagBitsKernel {
  /// Words of a block.
  private static let blockWords = 16
  /// Words before a block that the greatest lag reaches.
  private static let reach = 2

  /// Predicts and scores all bits but the first, by the lags of 1 to `lags`: lag d is predictor d - 1.
  static func score(_ bits: BitString, lags: Int) -> Scoreboard {
    precondition((1...Lag.greatestLag).contains(lags), "there are 1 to 128 lags")
    var board = Scoreboard(predictors: lags)
    let words = bits.wordCount
    precondition(bits.words.count >= words, "a bit string holds its bits")
    unsafe withUnsafeTemporaryAllocation(of: UInt16.self, capacity: Lag.greatestLag) { hits in
      unsafe withUnsafeTemporaryAllocation(of: Int.self, capacity: lags) { slots in
        unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: lags * blockWords) { planes in
          unsafe bits.words.withUnsafeBufferPointer { string in
            guard
              let string = string.baseAddress, let hits = hits.baseAddress,
              let slots = slots.baseAddress, let planes = planes.baseAddress
            else { return }
            for first in stride(from: 0, to: words, by: blockWords) {
              let block = unsafe Block(
                string: string, first: first, words: min(blockWords, words - first), length: bits.count)
              unsafe score(block, &board, hits: hits, slots: slots, planes: planes)
            }
          }
        }
      }
    }
    return board
  }

  /// A block of the string.
  @unsafe private struct Block {
    let string: UnsafePointer<UInt64>
    /// Its first word's place in the string.
    let first: Int
    let words: Int
    /// The bits of the string.
    let length: Int

    /// Whether all lags are right or wrong at all its bits, and it has its full size.
    var isPlain: Bool {
      unsafe first >= LagBitsKernel.reach && words == LagBitsKernel.blockWords
        && (first &+ words) &* 64 <= length
    }
  }

  private static func score(
    _ block: Block, _ board: inout Scoreboard, hits: UnsafeMutablePointer<UInt16>,
    slots: UnsafeMutablePointer<Int>, planes: UnsafeMutablePointer<UInt64>
  ) {
    let words = unsafe block.words
    if unsafe block.isPlain {
      unsafe count(block, lags: board.scores.count, into: hits)
    } else {
      for predictor in 0..<board.scores.count {
        unsafe plane(block, lag: predictor &+ 1, into: planes)
        var ones = 0
        for word in 0..<words { unsafe ones &+= planes[word].nonzeroBitCount }
        unsafe hits[predictor] = UInt16(truncatingIfNeeded: ones)
      }
    }
    let misses = unsafe words &* 64 &- Int(hits[board.winner])
    let count = unsafe ScoreboardKernel.contenders(board, hits: hits, winnerMisses: misses, into: slots)
    for slot in 0..<count { unsafe plane(block, lag: slots[slot] &+ 1, into: planes + slot &* words) }
    if count == 1 {
      unsafe ScoreboardKernel.follow(&board, plane: planes, words: words)
    } else {
      unsafe ScoreboardKernel.race(&board, planes: planes, words: words, contenders: slots, count: count)
    }
    unsafe ScoreboardKernel.add(&board, hits: hits)
  }

  /// How often each lag is right in a plain block.
  private static func count(_ block: Block, lags: Int, into hits: UnsafeMutablePointer<UInt16>) {
    let current = unsafe block.string + block.first
    for lag in 1...lags {
      let newer = unsafe current - lag / 64
      let shift = UInt64(lag % 64)
      var misses: UInt64 = 0
      if shift == 0 {
        for word in 0..<blockWords {
          unsafe misses &+= UInt64(truncatingIfNeeded: (current[word] ^ newer[word]).nonzeroBitCount)
        }
      } else {
        let (older, back) = unsafe (newer - 1, 64 &- shift)
        // Four words are added up to the three digits of a count at each bit, before bits are counted.
        for word in 0..<4 {
          let a = unsafe current[word] ^ (newer[word] &>> shift | older[word] &<< back)
          let b = unsafe current[word &+ 4] ^ (newer[word &+ 4] &>> shift | older[word &+ 4] &<< back)
          let c = unsafe current[word &+ 8] ^ (newer[word &+ 8] &>> shift | older[word &+ 8] &<< back)
          let d = unsafe current[word &+ 12] ^ (newer[word &+ 12] &>> shift | older[word &+ 12] &<< back)
          let half = a ^ b
          let (sum, carry) = (half ^ c, a & b | half & c)
          let (ones, other) = (sum ^ d, sum & d)
          let (twos, fours) = (carry ^ other, carry & other)
          misses &+= UInt64(truncatingIfNeeded: ones.nonzeroBitCount)
          misses &+= UInt64(truncatingIfNeeded: twos.nonzeroBitCount) &<< 1
          misses &+= UInt64(truncatingIfNeeded: fours.nonzeroBitCount) &<< 2
        }
      }
      unsafe hits[lag &- 1] = UInt16(truncatingIfNeeded: blockWords &* 64 &- Int(misses))
    }
  }

  /// Where a lag is right in a block.
  private static func plane(_ block: Block, lag: Int, into plane: UnsafeMutablePointer<UInt64>) {
    let string = unsafe block.string
    let shift = UInt64(lag % 64)
    if unsafe block.isPlain {
      let current = unsafe string + block.first
      let newer = unsafe current - lag / 64
      if shift == 0 {
        for word in 0..<blockWords { unsafe plane[word] = ~(current[word] ^ newer[word]) }
      } else {
        let older = unsafe newer - 1
        for word in 0..<blockWords {
          let late = unsafe newer[word] &>> shift | older[word] &<< (64 &- shift)
          unsafe plane[word] = ~(current[word] ^ late)
        }
      }
      return
    }
    for word in unsafe 0..<block.words {
      let index = unsafe block.first &+ word
      let low = index &- lag / 64
      var late: UInt64 = unsafe low >= 0 ? string[low] &>> shift : 0
      if shift > 0, low >= 1 { unsafe late |= string[low &- 1] &<< (64 &- shift) }
      var hits = unsafe ~(string[index] ^ late)
      // No prediction before the lag's first sample, none behind the end.
      let start = index &* 64
      if start < lag { hits = lag &- start >= 64 ? 0 : hits & UInt64.max &>> UInt64(lag &- start) }
      let left = unsafe block.length &- start
      if left < 64 { hits &= ~(UInt64.max &>> UInt64(left)) }
      unsafe plane[word] = hits
    }
  }
}
