// SPDX-License-Identifier: Apache-2.0

/// A word of samples in which many predictors are close behind the winner, all of them at once.
///
/// One of 128 lanes of a bit each belongs to each rival; how many points they are behind is held in eight slices, the
/// lowest bits of all rivals in the first one, and so on. At a sample some rivals are right. If one of these was not
/// behind, the highest score grows by one: those that are wrong fall behind by one more. If not, those that are right
/// catch up by one. Of the ones that are right and now not behind, the highest number wins.
///
/// - Cost: the same for any number of rivals, about that of four of them looked at one by one that are right at random.
enum CloseRaceKernel {
  /// Rivals are at most 64 points behind before the word, and so at most 128 in it.
  private static let slices = 8

  /// Goes through a word; returns what the highest score grew by. The parameters are those of a word in
  /// ``ScoreboardKernel``.
  static func replay(
    _ board: inout Scoreboard, planes: UnsafePointer<UInt64>, words: Int, rivals: UnsafePointer<Int>,
    count: Int, behind: UnsafePointer<Int>, winner: inout Int
  ) -> Int {
    precondition(count <= 128, "a rival has a lane")
    return unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 128) { rows in
      // Rivals from the last row of each half up, so that the lowest one comes to be the lowest bit.
      for row in 0..<128 { unsafe rows[row] = 0 }
      var low = InlineArray<8, UInt64>(repeating: 0)
      var high = InlineArray<8, UInt64>(repeating: 0)
      var place = 0
      for rival in 0..<count {
        let predictor = unsafe rivals[rival]
        if predictor == winner { place = rival }
        unsafe rows[rival ^ 63] = planes[predictor &* words]
        let points = unsafe UInt64(truncatingIfNeeded: behind[predictor])
        for slice in 0..<slices {
          let bit = (points &>> UInt64(slice) & 1) &<< UInt64(rival & 63)
          if rival < 64 { low[slice] |= bit } else { high[slice] |= bit }
        }
      }
      guard let rows = rows.baseAddress else { return 0 }
      unsafe transpose(rows)
      if count > 64 { unsafe transpose(rows + 64) }
      var growth = 0
      for sample in 0..<64 {
        let (right, rightHigh) = unsafe (rows[sample], rows[sample &+ 64])
        let isRight = (place < 64 ? right &>> UInt64(place) : rightHigh &>> UInt64(place &- 64)) & 1
        if isRight == 1 {
          board.correct &+= 1
          board.run &+= 1
          board.longestRun = max(board.longestRun, board.run)
        } else {
          board.run = 0
        }
        var (leading, leadingHigh) = (right & level(low), rightHigh & level(high))
        if leading | leadingHigh != 0 {
          growth &+= 1
          fallBehind(&low, ~right)
          fallBehind(&high, ~rightHigh)
        } else {
          catchUp(&low, right)
          catchUp(&high, rightHigh)
          (leading, leadingHigh) = (right & level(low), rightHigh & level(high))
        }
        if leadingHigh != 0 {
          place = 127 &- leadingHigh.leadingZeroBitCount
        } else if leading != 0 {
          place = 63 &- leading.leadingZeroBitCount
        }
      }
      winner = unsafe rivals[place]
      return growth
    }
  }

  /// The lanes that are not behind.
  @inline(__always)
  private static func level(_ points: InlineArray<8, UInt64>) -> UInt64 {
    var some: UInt64 = 0
    for slice in 0..<slices { some |= points[slice] }
    return ~some
  }

  /// Adds one to some lanes.
  @inline(__always)
  private static func fallBehind(_ points: inout InlineArray<8, UInt64>, _ lanes: UInt64) {
    var carry = lanes
    for slice in 0..<slices {
      let sum = points[slice] ^ carry
      carry &= points[slice]
      points[slice] = sum
    }
  }

  /// Takes one from some lanes, none of which is 0.
  @inline(__always)
  private static func catchUp(_ points: inout InlineArray<8, UInt64>, _ lanes: UInt64) {
    var borrow = lanes
    for slice in 0..<slices {
      points[slice] ^= borrow
      borrow &= points[slice]
    }
  }

  /// Makes columns of 64 rows of 64 bits (Warren: Hacker's Delight, 7-3).
  private static func transpose(_ rows: UnsafeMutablePointer<UInt64>) {
    var distance = 32
    var mask: UInt64 = 0xffff_ffff
    while distance != 0 {
      var row = 0
      while row < 64 {
        let other = row | distance
        let swapped = unsafe (rows[row] ^ rows[other] &>> UInt64(distance)) & mask
        unsafe rows[row] ^= swapped
        unsafe rows[other] ^= swapped &<< UInt64(distance)
        row = (other &+ 1) & ~distance
      }
      distance /= 2
      mask ^= mask &<< UInt64(distance)
    }
  }
}
