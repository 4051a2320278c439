// SPDX-License-Identifier: Apache-2.0

/// MultiMMC over bits: a table for each length of context, and the hits of each as a plane, a block of words at a time.
///
/// A length of which all pairs fit below the entry limit is a matter of signs: ``MultiMMCBalanceKernel``. The other
/// lengths, 16 alone with the limit of the standard, have counts: ``MultiMMCCountsKernel``.
enum MultiMMCBitsKernel {
  private static let lengths = MultiMMC.longestContext

  /// Predicts and scores all bits: the contexts of n bits are predictor n - 1.
  static func score(_ bits: BitString, entryLimit: Int) -> Scoreboard {
    precondition(entryLimit >= 1, "the first pair is always known")
    precondition(bits.count < 1 << 30, "twice a difference has 32 bits")
    let words = bits.wordCount
    precondition(bits.words.count >= words, "a bit string holds its bits")
    var board = Scoreboard(predictors: lengths)
    // There are two pairs for each context.
    let plain = (1...lengths).prefix { 2 << $0 <= entryLimit }.count
    // Those of the plain lengths; behind them, if 16 is not one of them, those of 16.
    let balances = UnsafeMutablePointer<Int32>.allocate(capacity: 2 << lengths)
    let counts = UnsafeMutablePointer<UInt32>.allocate(capacity: 4 << lengths)
    let numbers = UnsafeMutablePointer<Int>.allocate(capacity: 2 * (lengths + 1))
    let planes = UnsafeMutablePointer<UInt64>.allocate(capacity: unsafe MultiMMCBlockKernel.storageCount)
    unsafe balances.initialize(repeating: 0, count: 2 << lengths)
    unsafe counts.initialize(repeating: 0, count: plain < lengths ? 4 << lengths : 0)
    unsafe numbers.initialize(repeating: 0, count: 2 * (lengths + 1))
    unsafe planes.initialize(repeating: 0, count: unsafe MultiMMCBlockKernel.storageCount)
    defer {
      unsafe balances.deallocate()
      unsafe counts.deallocate()
      unsafe numbers.deallocate()
      unsafe planes.deallocate()
    }
    let unlimited = unsafe MultiMMCBalanceKernel(balances: balances, unseen: numbers, lengths: plain)
    var limited = unsafe MultiMMCCountsKernel(
      counts: counts, balances: balances + 1 << lengths, entries: numbers + lengths + 1,
      entryLimit: entryLimit, lengths: min(plain + 1, lengths)...lengths)
    unsafe bits.words.withUnsafeBufferPointer { string in
      guard let string = string.baseAddress else { return }
      for first in stride(from: 0, to: words, by: unsafe MultiMMCBlockKernel.wordLimit) {
        let block = unsafe MultiMMCBlockKernel(string, length: bits.count, first: first, storage: planes)
        unsafe unlimited.predict(block)
        if plain < lengths { unsafe limited.predict(block) }
        unsafe score(block, &board)
      }
    }
    return board
  }

  private static func score(_ block: MultiMMCBlockKernel, _ board: inout Scoreboard) {
    let words = unsafe block.words
    // Who may be the winner at some sample, and whether one of them makes no prediction at some.
    var contenders: UInt32 = 0
    var isAbsent = false
    let high = board.scores[board.winner]
    for length in 0..<lengths {
      var (ones, absent) = (0, UInt64(0))
      for word in 0..<words {
        unsafe ones &+= block.hits[length &* words &+ word].nonzeroBitCount
        unsafe absent |= block.absent[length &* words &+ word]
      }
      guard length == board.winner || board.scores[length] &+ ones >= high else { continue }
      contenders |= 1 &<< UInt32(length)
      if absent != 0 { isAbsent = true }
    }
    if isAbsent {
      unsafe replay(block, &board, contenders: contenders)
    } else {
      unsafe ScoreboardKernel.score(&board, planes: block.hits, words: words)
    }
  }

  /// Goes through a block sample by sample, as the standard says.
  private static func replay(_ block: MultiMMCBlockKernel, _ board: inout Scoreboard, contenders: UInt32) {
    let words = unsafe block.words
    var scores = InlineArray<16, Int>(repeating: 0)
    for length in 0..<lengths { scores[length] = board.scores[length] }
    var winner = board.winner
    for word in 0..<words {
      for sample in unsafe 0..<block.bits(word) {
        let mark = UInt64(1) &<< UInt64(63 &- sample)
        if unsafe block.hits[winner &* words &+ word] & mark != 0 {
          board.correct &+= 1
          board.run &+= 1
          board.longestRun = max(board.longestRun, board.run)
        } else if unsafe block.absent[winner &* words &+ word] & mark == 0 {
          board.run = 0
        }
        var left = contenders
        while left != 0 {
          let length = left.trailingZeroBitCount
          left &= left &- 1
          guard unsafe block.hits[length &* words &+ word] & mark != 0 else { continue }
          scores[length] &+= 1
          if scores[length] >= scores[winner] { winner = length }
        }
      }
    }
    board.winner = winner
    for length in 0..<lengths {
      var ones = 0
      for word in 0..<words { unsafe ones &+= block.hits[length &* words &+ word].nonzeroBitCount }
      board.scores[length] &+= ones
    }
  }
}
