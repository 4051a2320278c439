// SPDX-License-Identifier: Apache-2.0

/// The lag estimate over symbols: in a block of samples each is compared with the 128 before it, which counts all lags'
/// hits; where the winner was right, and the few that may take over from it, is found by a second comparison.
///
/// So the time hardly depends on how often lags are right.
enum LagSymbolsKernel {
  /// Words of hits in a block; its samples are counted in bytes.
  private static let blockWords = 3
  private static let blockSize = 64 * blockWords
  private static let highBits: UInt64 = 0x8080_8080_8080_8080
  /// Multiplied by it, the lowest bits of eight bytes meet in the highest byte, the lowest byte's in the highest bit.
  private static let gather: UInt64 = 0x8040_2010_0804_0201

  /// Predicts and scores all symbols but the first, by the lags of 1 to `lags`: lag d is predictor d - 1.
  static func score(_ symbols: [UInt8], lags: Int) -> Scoreboard {
    precondition((1...Lag.greatestLag).contains(lags), "there are 1 to 128 lags")
    var board = Scoreboard(predictors: lags)
    unsafe withUnsafeTemporaryAllocation(of: UInt16.self, capacity: Lag.greatestLag) { hits in
      unsafe withUnsafeTemporaryAllocation(of: Int.self, capacity: lags) { slots in
        unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: lags * blockWords) { planes in
          unsafe symbols.withUnsafeBufferPointer { symbols in
            guard
              let start = symbols.baseAddress, let hits = hits.baseAddress,
              let slots = slots.baseAddress, let planes = planes.baseAddress
            else { return }
            for first in stride(from: 0, to: symbols.count, by: blockSize) {
              unsafe score(
                start, first..<min(first + blockSize, symbols.count), &board, hits: hits, slots: slots,
                planes: planes)
            }
          }
        }
      }
    }
    return board
  }

  private static func score(
    _ symbols: UnsafePointer<UInt8>, _ block: Range<Int>, _ board: inout Scoreboard,
    hits: UnsafeMutablePointer<UInt16>, slots: UnsafeMutablePointer<Int>,
    planes: UnsafeMutablePointer<UInt64>
  ) {
    let words = (block.count &+ 63) / 64
    if block.lowerBound < Lag.greatestLag {
      for lag in 1...Lag.greatestLag {
        var equal = 0
        for position in block where position >= lag {
          if unsafe symbols[position] == symbols[position &- lag] { equal &+= 1 }
        }
        unsafe hits[lag &- 1] = UInt16(truncatingIfNeeded: equal)
      }
    } else {
      unsafe count(symbols, block, into: hits)
    }
    let winner = board.winner
    let misses = unsafe block.count &- Int(hits[winner])
    let count = unsafe ScoreboardKernel.contenders(board, hits: hits, winnerMisses: misses, into: slots)
    for slot in 0..<count {
      unsafe plane(symbols, block, lag: slots[slot] &+ 1, into: planes + slot &* words)
    }
    if count == 1 {
      unsafe ScoreboardKernel.follow(&board, plane: planes, words: words)
    } else {
      unsafe ScoreboardKernel.race(&board, planes: planes, words: words, contenders: slots, count: count)
    }
    unsafe ScoreboardKernel.add(&board, hits: hits)
  }

  /// How often each lag is right in a block that has 128 samples before it.
  private static func count(
    _ symbols: UnsafePointer<UInt8>, _ block: Range<Int>, into hits: UnsafeMutablePointer<UInt16>
  ) {
    // By the place in the history of 128 samples, the oldest one first; at most 192 each.
    var equal = InlineArray<128, UInt8>(repeating: 0)
    var position = block.lowerBound
    while position &+ 4 <= block.upperBound {
      let (first, second) = unsafe (symbols[position], symbols[position &+ 1])
      let (third, fourth) = unsafe (symbols[position &+ 2], symbols[position &+ 3])
      let history = unsafe symbols + (position &- 128)
      for place in 0..<128 {
        let pair =
          unsafe (history[place] == first ? 1 : 0) &+ (history[place &+ 1] == second ? 1 : 0) as UInt8
        let other =
          unsafe (history[place &+ 2] == third ? 1 : 0) &+ (history[place &+ 3] == fourth ? 1 : 0) as UInt8
        equal[place] &+= pair &+ other
      }
      position &+= 4
    }
    while position < block.upperBound {
      let symbol = unsafe symbols[position]
      let history = unsafe symbols + (position &- 128)
      for place in 0..<128 { unsafe equal[place] &+= history[place] == symbol ? 1 : 0 }
      position &+= 1
    }
    for lag in 1...128 { unsafe hits[lag &- 1] = UInt16(equal[128 &- lag]) }
  }

  /// Where a lag is right in a block.
  private static func plane(
    _ symbols: UnsafePointer<UInt8>, _ block: Range<Int>, lag: Int, into plane: UnsafeMutablePointer<UInt64>
  ) {
    var position = block.lowerBound
    var word = 0
    while position < block.upperBound {
      var hits: UInt64 = 0
      let end = min(position &+ 64, block.upperBound)
      let unused = UInt64(64 &- (end &- position))
      if unused == 0, position >= lag {
        for _ in 0..<8 {
          let current = unsafe UnsafeRawPointer(symbols + position).loadUnaligned(as: UInt64.self)
          let late = unsafe UnsafeRawPointer(symbols + (position &- lag)).loadUnaligned(as: UInt64.self)
          // The high bit of a byte: set where the two differ.
          let difference = current.littleEndian ^ late.littleEndian
          let differs = ((difference & ~highBits) &+ ~highBits | difference) & highBits
          hits = hits &<< 8 | (((differs ^ highBits) &>> 7) &* gather) &>> 56
          position &+= 8
        }
      } else {
        while position < end {
          hits &<<= 1
          if position >= lag, unsafe symbols[position] == symbols[position &- lag] { hits |= 1 }
          position &+= 1
        }
        hits &<<= unused
      }
      unsafe plane[word] = hits
      word &+= 1
    }
  }
}
