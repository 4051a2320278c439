// SPDX-License-Identifier: Apache-2.0

/// MultiMMC over bits: a table for each length of context, and the hits of each as a plane.
///
/// A length of which all pairs fit below the entry limit is a matter of signs: for each context there is how much more
/// often a zero followed than a one. The other lengths, 16 alone with the limit of the standard, have both counts.
enum MultiMMCBitsKernel {
  /// Words of a block.
  private static let blockWords = 16
  /// Lengths that are looked up in one pass.
  private static let group = 5
  private static let lengths = MultiMMC.longestContext
  /// A context with a one before it, which also tells its length.
  private static let contexts = 1 << (lengths + 1)

  /// Predicts and scores all bits: the contexts of n bits are predictor n - 1.
  static func score(_ bits: BitString, entryLimit: Int) -> Scoreboard {
    precondition(entryLimit >= 1, "the first pair is always known")
    precondition(bits.count < 1 << 30, "twice a difference has 32 bits")
    let words = bits.wordCount
    precondition(bits.words.count >= words, "a bit string holds its bits")
    var board = Scoreboard(predictors: lengths)
    // There are two pairs for each context.
    let plain = (1...lengths).prefix { 2 << $0 <= entryLimit }.count
    var balances = [Int32](repeating: 0, count: contexts)
    var counts = [UInt32](repeating: 0, count: plain < lengths ? 2 * contexts : 0)
    var entries = [Int](repeating: 0, count: lengths + 1)
    var planes = [UInt64](repeating: 0, count: 2 * lengths * blockWords)
    unsafe bits.words.withUnsafeBufferPointer { string in
      unsafe balances.withUnsafeMutableBufferPointer { balances in
        unsafe counts.withUnsafeMutableBufferPointer { counts in
          unsafe entries.withUnsafeMutableBufferPointer { entries in
            unsafe planes.withUnsafeMutableBufferPointer { planes in
              guard
                let string = string.baseAddress, let balances = balances.baseAddress,
                let entries = entries.baseAddress, let planes = planes.baseAddress
              else { return }
              for first in stride(from: 0, to: words, by: blockWords) {
                let block = unsafe Block(
                  string: string, first: first, words: min(blockWords, words - first), length: bits.count,
                  hits: planes, absent: planes + lengths * blockWords)
                unsafe block.absent.update(repeating: 0, count: lengths * blockWords)
                unsafe predict(block, balances, lengths: plain)
                if let counts = counts.baseAddress {
                  unsafe predict(
                    block, counts, entries, lengths: (plain + 1)...lengths, entryLimit: entryLimit)
                }
                unsafe score(block, &board)
              }
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
    /// For each length of context ``words`` words: where it is right.
    let hits: UnsafeMutablePointer<UInt64>
    /// Likewise where it makes no prediction.
    let absent: UnsafeMutablePointer<UInt64>

    /// The bits before a word, the last of them the lowest; zeros before the string.
    @inline(__always)
    func history(_ word: Int) -> UInt64 { unsafe first &+ word > 0 ? string[first &+ word &- 1] : 0 }

    /// The bits of a word that there are.
    func bits(_ word: Int) -> Int { unsafe min(64, length &- (first &+ word) &* 64) }
  }

  // MARK: - Lengths without a limit

  /// The hits of the contexts of 1 to `lengths` bits.
  ///
  /// A balance is twice the zeros' lead over the ones, less one: never 0 but for a context that has not been seen, and
  /// negative where a one is to be expected.
  private static func predict(_ block: Block, _ balances: UnsafeMutablePointer<Int32>, lengths: Int) {
    for word in unsafe 0..<block.words {
      var done = 0
      if unsafe block.first &+ word > 0, unsafe block.bits(word) == 64 {
        while done &+ group <= lengths {
          unsafe predictGroup(block, word, balances, from: done &+ 1)
          done &+= group
        }
      }
      while done < lengths {
        done &+= 1
        unsafe predict(block, word, balances, length: done)
      }
    }
  }

  /// The hits of five lengths in a whole word that is not the first.
  @inline(never)  // It needs all registers.
  private static func predictGroup(
    _ block: Block, _ word: Int, _ balances: UnsafeMutablePointer<Int32>, from length: Int
  ) {
    var bits = unsafe block.string[block.first &+ word]
    var history = unsafe block.history(word)
    let plane = unsafe block.absent + ((length &- 1) &* block.words &+ word)
    let stride = unsafe block.words
    let shortest = 1 &<< length
    let mask = UInt64(truncatingIfNeeded: shortest &- 1)
    let (second, third) = (mask &<< 1 | 1, mask &<< 2 | 3)
    let (fourth, fifth) = (mask &<< 3 | 7, mask &<< 4 | 15)
    var (a, b, c, d, e) = (UInt64(0), UInt64(0), UInt64(0), UInt64(0), UInt64(0))
    for sample in 0..<64 {
      let one = Int32(truncatingIfNeeded: bits &>> 63)
      unsafe step(balances + shortest, history & mask, one, &a, plane, sample)
      unsafe step(balances + shortest &<< 1, history & second, one, &b, plane + stride, sample)
      unsafe step(balances + shortest &<< 2, history & third, one, &c, plane + 2 &* stride, sample)
      unsafe step(balances + shortest &<< 3, history & fourth, one, &d, plane + 3 &* stride, sample)
      unsafe step(balances + shortest &<< 4, history & fifth, one, &e, plane + 4 &* stride, sample)
      history = history &<< 1 | bits &>> 63
      bits &<<= 1
    }
    let hits = unsafe block.hits + ((length &- 1) &* stride &+ word)
    unsafe hits[0] = a
    unsafe hits[stride] = b
    unsafe hits[2 &* stride] = c
    unsafe hits[3 &* stride] = d
    unsafe hits[4 &* stride] = e
  }

  /// The hits of one length in any word.
  private static func predict(
    _ block: Block, _ word: Int, _ balances: UnsafeMutablePointer<Int32>, length: Int
  ) {
    var bits = unsafe block.string[block.first &+ word]
    var history = unsafe block.history(word)
    let plane = unsafe (length &- 1) &* block.words &+ word
    let mask = UInt64(1) &<< UInt64(length) &- 1
    let count = unsafe block.bits(word)
    var hits: UInt64 = 0
    for sample in 0..<count {
      if unsafe (block.first &+ word) &* 64 &+ sample < length {
        // There are not enough bits before it.
        hits &<<= 1
        unsafe block.absent[plane] |= 1 &<< UInt64(63 &- sample)
      } else {
        unsafe step(
          balances + 1 &<< length, history & mask, Int32(truncatingIfNeeded: bits &>> 63), &hits,
          block.absent + plane, sample)
      }
      history = history &<< 1 | bits &>> 63
      bits &<<= 1
    }
    unsafe block.hits[plane] = count == 64 ? hits : hits &<< UInt64(64 &- count)
  }

  /// Looks up a context, counts the bit that follows and appends to the hits.
  @inline(__always)
  private static func step(
    _ balances: UnsafeMutablePointer<Int32>, _ context: UInt64, _ one: Int32, _ hits: inout UInt64,
    _ absent: UnsafeMutablePointer<UInt64>, _ sample: Int
  ) {
    var balance = unsafe balances[Int(truncatingIfNeeded: context)]
    // All ones if a zero follows: then the sign is turned, and negative means right.
    let flip = one &- 1
    let sign = UInt32(bitPattern: (balance ^ flip) &- flip) &>> 31
    hits = hits &<< 1 | UInt64(sign)
    if balance == 0 {
      unsafe absent.pointee |= 1 &<< UInt64(63 &- sample)
      balance = -1
    }
    unsafe balances[Int(truncatingIfNeeded: context)] = balance &+ 2 &- 4 &* one
  }

  // MARK: - Lengths with a limit

  /// The hits of the longer lengths.
  private static func predict(
    _ block: Block, _ counts: UnsafeMutablePointer<UInt32>, _ entries: UnsafeMutablePointer<Int>,
    lengths: ClosedRange<Int>, entryLimit: Int
  ) {
    let length = lengths.upperBound
    for word in unsafe 0..<block.words {
      let isWhole = unsafe block.first &+ word > 0 && block.bits(word) == 64
      // With a single length, and one that does not fill up within the word, there are no branches.
      if isWhole, lengths.count == 1, unsafe entries[length] == entryLimit {
        _ = unsafe predict(block, word, counts, length: length, isOpen: false)
      } else if isWhole, lengths.count == 1, unsafe entries[length] &+ 64 <= entryLimit {
        unsafe entries[length] &+= unsafe predict(block, word, counts, length: length, isOpen: true)
      } else {
        unsafe predict(block, word, counts, entries, lengths: lengths, entryLimit: entryLimit)
      }
    }
  }

  /// The hits of a length in a whole word that is not the first; all pairs become known if it is open, or none. Returns
  /// how many do.
  @inline(__always)
  private static func predict(
    _ block: Block, _ word: Int, _ counts: UnsafeMutablePointer<UInt32>, length: Int, isOpen: Bool
  ) -> Int {
    var bits = unsafe block.string[block.first &+ word]
    var history = unsafe block.history(word)
    let table = unsafe counts + 2 &<< length
    let mask = UInt64(1) &<< UInt64(length) &- 1
    var (hits, absent, added) = (UInt64(0), UInt64(0), UInt64(0))
    for _ in 0..<64 {
      let bit = bits &>> 63
      let pair = Int(truncatingIfNeeded: (history & mask) &<< 1 | bit)
      let own = unsafe UInt64(table[pair])
      let other = unsafe UInt64(table[pair ^ 1])
      // Each is the sign of a difference of 33 bits. Of equal counts, one is the guess.
      let isPairKnown = (0 &- own) &>> 63
      let isGreater = (other &- own &- bit) &>> 63
      hits = hits &<< 1 | isGreater & isPairKnown
      absent = absent &<< 1 | ((own | other) &- 1) &>> 63
      added &+= 1 &- isPairKnown
      unsafe table[pair] = UInt32(truncatingIfNeeded: own &+ (isOpen ? 1 : isPairKnown))
      history = history &<< 1 | bit
      bits &<<= 1
    }
    let plane = unsafe (length &- 1) &* block.words &+ word
    unsafe block.hits[plane] = hits
    unsafe block.absent[plane] = absent
    return Int(truncatingIfNeeded: added)
  }

  /// The hits of the longer lengths, the shortest one first, in any word.
  private static func predict(
    _ block: Block, _ word: Int, _ counts: UnsafeMutablePointer<UInt32>, _ entries: UnsafeMutablePointer<Int>,
    lengths: ClosedRange<Int>, entryLimit: Int
  ) {
    var bits = unsafe block.string[block.first &+ word]
    var history = unsafe block.history(word)
    let start = unsafe (block.first &+ word) &* 64
    for length in lengths { unsafe block.hits[(length &- 1) &* block.words &+ word] = 0 }
    for sample in unsafe 0..<block.bits(word) {
      let bit = Int(truncatingIfNeeded: bits &>> 63)
      let mark = UInt64(1) &<< UInt64(63 &- sample)
      var isKnown = true
      for length in lengths {
        let plane = unsafe (length &- 1) &* block.words &+ word
        guard start &+ sample >= length else {
          unsafe block.absent[plane] |= mark
          continue
        }
        let context = 1 &<< length | Int(truncatingIfNeeded: history) & (1 &<< length &- 1)
        let followers = unsafe counts + 2 &* context
        let (zeros, ones) = unsafe (followers[0], followers[1])
        // A context is unknown, too, where a shorter one is.
        isKnown = isKnown && zeros | ones != 0
        let own = isKnown ? unsafe followers[bit] : 0
        let isRight = isKnown && (zeros > ones ? 0 : 1) == bit
        unsafe block.hits[plane] |= isRight ? mark : 0
        unsafe block.absent[plane] |= isKnown ? 0 : mark
        if own != 0 {
          unsafe followers[bit] = own &+ 1
        } else if unsafe entries[length] < entryLimit {
          unsafe followers[bit] = 1
          unsafe entries[length] &+= 1
        }
      }
      history = history &<< 1 | bits &>> 63
      bits &<<= 1
    }
  }

  // MARK: - Scores

  private static func score(_ block: Block, _ board: inout Scoreboard) {
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
  private static func replay(_ block: Block, _ board: inout Scoreboard, contenders: UInt32) {
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
