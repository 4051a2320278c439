// SPDX-License-Identifier: Apache-2.0

/// Scores predictors from planes of their hits, 64 samples at a time where the winner cannot change.
///
/// Three steps for a block: ``contenders(_:hits:winnerMisses:into:)`` finds the predictors that may take over in it;
/// ``race(_:planes:words:contenders:count:)`` looks at those, word by word and where need be sample by sample;
/// ``add(_:hits:)`` gives all their points. With `g` for the points that a predictor is behind the winner:
///
/// - A predictor gains on the winner only where it is right and the winner wrong. With fewer than `g` such samples it
///   cannot take over before another one does, nor after: the winner's score never falls below what the old one's has
///   become.
/// - With no such sample, `g` = 0, and a lower number than the winner's it does not either: where it is right, the
///   winner is visited after it.
enum ScoreboardKernel {
  /// With so many rivals and samples in a word, multiplied, it is faster to look at all rivals at once.
  private static let crowd = 256

  /// Scores a block for which all planes are there.
  ///
  /// - Parameter planes: `words` words for each predictor, in their order.
  static func score(_ board: inout Scoreboard, planes: [UInt64], words: Int) {
    let predictors = board.scores.count
    precondition(
      planes.count >= predictors * words && words < 1024, "a block has all planes, and counts of 16 bits")
    unsafe planes.withUnsafeBufferPointer { planes in
      guard let planes = planes.baseAddress else { return }
      unsafe score(&board, planes: planes, words: words)
    }
  }

  /// As above; the block has fewer than 1024 words.
  static func score(_ board: inout Scoreboard, planes: UnsafePointer<UInt64>, words: Int) {
    let predictors = board.scores.count
    unsafe withUnsafeTemporaryAllocation(of: UInt16.self, capacity: predictors) { hits in
      unsafe withUnsafeTemporaryAllocation(of: Int.self, capacity: predictors) { slots in
        guard let hits = hits.baseAddress, let slots = slots.baseAddress else { return }
        for predictor in 0..<predictors {
          var ones = 0
          for word in 0..<words { unsafe ones &+= planes[predictor &* words &+ word].nonzeroBitCount }
          unsafe hits[predictor] = UInt16(truncatingIfNeeded: ones)
        }
        let misses = unsafe words &* 64 &- Int(hits[board.winner])
        let count = unsafe contenders(board, hits: hits, winnerMisses: misses, into: slots)
        if count == 1 {
          unsafe follow(&board, plane: planes + board.winner &* words, words: words)
        } else {
          unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: count &* words) { raced in
            guard let raced = raced.baseAddress else { return }
            for slot in 0..<count {
              unsafe (raced + slot &* words).update(from: planes + slots[slot] &* words, count: words)
            }
            unsafe race(&board, planes: raced, words: words, contenders: slots, count: count)
          }
        }
        unsafe add(&board, hits: hits)
      }
    }
  }

  /// Lists who may be the winner at some sample of the block: the winner and whoever may take over, ascending.
  ///
  /// - Parameters:
  ///   - hits: how often each predictor is right in the block.
  ///   - winnerMisses: how often the winner is wrong in it, or more.
  ///   - slots: room for all predictors.
  /// - Returns: how many there are; 1 if it is the winner alone.
  static func contenders(
    _ board: borrowing Scoreboard, hits: UnsafePointer<UInt16>, winnerMisses: Int,
    into slots: UnsafeMutablePointer<Int>
  ) -> Int {
    let winner = board.winner
    return unsafe board.scores.withUnsafeBufferPointer { scores in
      let high = unsafe scores[winner]
      // Most often the winner alone is near enough: count by the signs, which makes a vector loop.
      var near: UInt = 0
      for predictor in 0..<scores.count {
        let gain = unsafe min(Int(hits[predictor]), winnerMisses)
        let behind = unsafe high &- scores[predictor]
        near &+= UInt(bitPattern: behind &- gain &- 1) &>> 63
      }
      guard near > 1 else {
        unsafe slots[0] = winner
        return 1
      }
      var count = 0
      for predictor in 0..<scores.count {
        let gain = unsafe min(Int(hits[predictor]), winnerMisses)
        let behind = unsafe high &- scores[predictor]
        let mayTakeOver =
          unsafe behind <= gain && hits[predictor] > 0 && (predictor > winner || winnerMisses > 0)
        guard mayTakeOver || predictor == winner else { continue }
        unsafe slots[count] = predictor
        count &+= 1
      }
      return count
    }
  }

  /// Gives each predictor the points of the block, the last step for it.
  static func add(_ board: inout Scoreboard, hits: UnsafePointer<UInt16>) {
    unsafe board.scores.withUnsafeMutableBufferPointer { scores in
      for predictor in 0..<scores.count {
        unsafe scores[predictor] &+= Int(hits[predictor])
      }
    }
  }

  /// Goes through a block in which the winner stays.
  static func follow(_ board: inout Scoreboard, plane: UnsafePointer<UInt64>, words: Int) {
    for word in 0..<words { unsafe follow(&board, plane[word]) }
  }

  /// Goes through a block in which one of several contenders may take over.
  ///
  /// - Parameters:
  ///   - planes: `words` words for each contender, in their order.
  ///   - slots: the contenders' numbers, ascending, the winner among them.
  static func race(
    _ board: inout Scoreboard, planes: UnsafePointer<UInt64>, words: Int,
    contenders slots: UnsafePointer<Int>, count: Int
  ) {
    precondition(count <= board.scores.count, "no more contenders than predictors")
    unsafe withUnsafeTemporaryAllocation(of: Int.self, capacity: 2 * count) { scratch in
      guard let behind = scratch.baseAddress else { return }
      let rivals = unsafe behind + count
      // Within this function predictors go by their places among the contenders.
      var winner = 0
      let high = board.scores[board.winner]
      for place in 0..<count {
        unsafe behind[place] = high &- board.scores[slots[place]]
        if unsafe slots[place] == board.winner { winner = place }
      }
      for word in 0..<words {
        let hits = unsafe planes[winner &* words &+ word]
        var rivalCount = 0
        // Where any of them is right.
        var contested: UInt64 = 0
        for place in 0..<count {
          // 64 samples do not make up for more.
          guard unsafe behind[place] <= 64 else { continue }
          let own = unsafe planes[place &* words &+ word]
          let gain = (own & ~hits).nonzeroBitCount
          let mayTakeOver =
            unsafe behind[place] <= gain && own != 0 && (place > winner || gain > 0)
            && catchesUp(behind[place], gains: own & ~hits, losses: hits & ~own)
          guard mayTakeOver || place == winner else { continue }
          unsafe rivals[rivalCount] = place
          contested |= own
          rivalCount &+= 1
        }
        // What the highest score grows by in this word.
        var growth = hits.nonzeroBitCount
        if rivalCount == 1 {
          follow(&board, hits)
        } else if rivalCount &* contested.nonzeroBitCount > crowd {
          unsafe growth = CloseRaceKernel.replay(
            &board, planes: planes + word, words: words, rivals: rivals, count: rivalCount, behind: behind,
            winner: &winner)
        } else {
          unsafe growth = replay(
            &board, planes: planes + word, words: words, rivals: rivals, count: rivalCount, behind: behind,
            contested: contested, winner: &winner)
        }
        for place in 0..<count {
          let own = unsafe planes[place &* words &+ word]
          unsafe behind[place] &+= growth &- own.nonzeroBitCount
        }
      }
      unsafe board.winner = slots[winner]
    }
  }

  /// Whether a predictor may catch up within a word, by what it gains in each eight samples and loses before.
  @inline(__always)
  private static func catchesUp(_ behind: Int, gains: UInt64, losses: UInt64) -> Bool {
    let (gained, lost) = (bitsOfBytes(gains), bitsOfBytes(losses))
    var behind = behind
    var shift: UInt64 = 64
    while shift > 0 {
      shift &-= 8
      let gain = Int(gained &>> shift & 255)
      if gain >= behind { return true }
      behind &+= Int(lost &>> shift & 255) &- gain
    }
    return false
  }

  /// How many bits are set in each byte.
  @inline(__always)
  private static func bitsOfBytes(_ bits: UInt64) -> UInt64 {
    let pairs = bits &- (bits &>> 1 & 0x5555_5555_5555_5555)
    let nibbles = pairs & 0x3333_3333_3333_3333 &+ (pairs &>> 2 & 0x3333_3333_3333_3333)
    return (nibbles &+ nibbles &>> 4) & 0x0f0f_0f0f_0f0f_0f0f
  }

  /// Goes through one word sample by sample, as the standard says; returns what the highest score grew by.
  ///
  /// - Parameter contested: the samples at which any of the rivals is right, the winner among them; nothing happens at
  ///   others, but that a run ends.
  private static func replay(
    _ board: inout Scoreboard, planes: UnsafePointer<UInt64>, words: Int, rivals: UnsafePointer<Int>,
    count: Int, behind: UnsafePointer<Int>, contested: UInt64, winner: inout Int
  ) -> Int {
    unsafe withUnsafeTemporaryAllocation(of: Int.self, capacity: count) { scores in
      for rival in 0..<count { unsafe scores[rival] = 0 &- behind[rivals[rival]] }
      var (high, next, left) = (0, 0, contested)
      while left != 0 {
        let sample = left.leadingZeroBitCount
        let bit = UInt64(1) &<< UInt64(63 &- sample)
        left ^= bit
        if sample > next { board.run = 0 }
        next = sample &+ 1
        if unsafe planes[winner &* words] & bit != 0 {
          board.correct &+= 1
          board.run &+= 1
          board.longestRun = max(board.longestRun, board.run)
        } else {
          board.run = 0
        }
        for rival in 0..<count {
          let place = unsafe rivals[rival]
          guard unsafe planes[place &* words] & bit != 0 else { continue }
          unsafe scores[rival] &+= 1
          guard unsafe scores[rival] >= high else { continue }
          unsafe high = scores[rival]
          winner = place
        }
      }
      if next < 64 { board.run = 0 }
      return high
    }
  }

  /// Scores the winner by a word of its hits.
  @inline(__always)
  private static func follow(_ board: inout Scoreboard, _ hits: UInt64) {
    board.correct &+= hits.nonzeroBitCount
    guard hits != .max else {
      board.run &+= 64
      board.longestRun = max(board.longestRun, board.run)
      return
    }
    board.longestRun = max(board.longestRun, board.run &+ (~hits).leadingZeroBitCount)
    board.run = (~hits).trailingZeroBitCount
    // A longer run inside: first whether there is one of 8, rare where the longest one so far is short.
    guard board.longestRun < 64 else { return }
    var starts = hits & hits << 1
    starts &= starts << 2
    starts &= starts << 4
    if starts == 0, board.longestRun >= 7 { return }
    var length = 0
    starts = hits
    while starts != 0 {
      starts &= starts << 1
      length &+= 1
    }
    board.longestRun = max(board.longestRun, length)
  }
}
