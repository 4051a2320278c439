// SPDX-License-Identifier: Apache-2.0

/// The hits of MultiMMC's contexts of the lengths of which not all pairs may become known: for each pair a count.
///
/// With the limit of the standard that is length 16 alone. Once it takes no more pairs it goes by balances, as the
/// shorter ones: a context of which both pairs are known has an odd one, twice the zeros' lead less one; one of which a
/// single pair is known has 2 or -2 and keeps it, since the prediction cannot change; an unknown one has 0.
@unsafe struct MultiMMCCountsKernel {
  /// For each context, its bits with a one before them, how often a zero and a one followed.
  private let counts: UnsafeMutablePointer<UInt32>
  /// For the longest contexts, once they have them.
  private let balances: UnsafeMutablePointer<Int32>
  private var hasBalances = false
  /// For each length how many pairs are known.
  private let entries: UnsafeMutablePointer<Int>
  private let entryLimit: Int
  private let lengths: ClosedRange<Int>

  /// - Parameters:
  ///   - counts: 4 times 2^(the longest length), all 0.
  ///   - balances: 2^(the longest length).
  ///   - entries: one for each length up to the longest and 0, all 0.
  init(
    counts: UnsafeMutablePointer<UInt32>, balances: UnsafeMutablePointer<Int32>,
    entries: UnsafeMutablePointer<Int>, entryLimit: Int, lengths: ClosedRange<Int>
  ) {
    unsafe (self.counts, self.balances, self.entries) = (counts, balances, entries)
    unsafe (self.entryLimit, self.lengths) = (entryLimit, lengths)
  }

  /// Predicts a block and counts it.
  mutating func predict(_ block: MultiMMCBlockKernel) {
    let length = unsafe lengths.upperBound
    for word in unsafe 0..<block.words {
      let isInner = unsafe block.isInner && lengths.count == 1
      // With a single length, and one that does not fill up within the word, there are no branches.
      if isInner, unsafe entries[length] == entryLimit {
        if unsafe !hasBalances { unsafe makeBalances() }
        unsafe predictClosed(block, word)
      } else if isInner, unsafe entries[length] &+ 64 <= entryLimit {
        unsafe predictOpen(block, word)
      } else {
        if unsafe hasBalances { unsafe makeCounts() }
        unsafe predict(block, word)
      }
    }
  }

  /// The longest contexts in a whole word that is not the first, when all pairs become known.
  private func predictOpen(_ block: MultiMMCBlockKernel, _ word: Int) {
    let length = unsafe lengths.upperBound
    var bits = unsafe block.reversed[word]
    var history = unsafe block.history(word)
    let table = unsafe counts + 2 &<< length
    let mask = UInt64(1) &<< UInt64(length) &- 1
    var (hits, absent, added) = (UInt64(0), UInt64(0), UInt64(0))
    for _ in 0..<64 {
      let bit = bits & 1
      let pair = Int(truncatingIfNeeded: (history & mask) &<< 1 | bit)
      let own = unsafe UInt64(table[pair])
      let other = unsafe UInt64(table[pair ^ 1])
      // Each is the sign of a difference of 33 bits. Of equal counts, one is the guess.
      let isPairKnown = (0 &- own) &>> 63
      let isGreater = (other &- own &- bit) &>> 63
      hits = hits &<< 1 | isGreater & isPairKnown
      absent = absent &<< 1 | ((own | other) &- 1) &>> 63
      added &+= 1 &- isPairKnown
      unsafe table[pair] = UInt32(truncatingIfNeeded: own &+ 1)
      history = history &<< 1 | bit
      bits &>>= 1
    }
    unsafe entries[length] &+= Int(truncatingIfNeeded: added)
    unsafe block.hits[block.plane(length, word)] = hits
    unsafe block.absent[block.plane(length, word)] = absent
  }

  /// The longest contexts in a whole word that is not the first, when no pair becomes known.
  private func predictClosed(_ block: MultiMMCBlockKernel, _ word: Int) {
    let length = unsafe lengths.upperBound
    var bits = unsafe block.reversed[word]
    var history = unsafe block.history(word)
    let table = unsafe balances
    let mask = UInt64(1) &<< UInt64(length) &- 1
    var (predicted, absent) = (UInt64(0), UInt64(0))
    for _ in 0..<64 {
      let bit = bits & 1
      let context = Int(truncatingIfNeeded: history & mask)
      let balance = unsafe table[context]
      predicted = predicted &<< 1 | UInt64(UInt32(bitPattern: balance) &>> 31)
      absent = absent &<< 1 | (balance == 0 ? 1 : 0)
      // All ones if both pairs are known.
      let isLive = 0 &- (balance & 1)
      unsafe table[context] = balance &+ (2 &- 4 &* Int32(truncatingIfNeeded: bit)) & isLive
      history = history &<< 1 | bit
      bits &>>= 1
    }
    unsafe block.hits[block.plane(length, word)] = ~(predicted ^ history) & ~absent
    unsafe block.absent[block.plane(length, word)] = absent
  }

  private mutating func makeBalances() {
    unsafe hasBalances = true
    let table = unsafe counts + 2 &<< lengths.upperBound
    for context in unsafe 0..<(1 &<< lengths.upperBound) {
      let (zeros, ones) = unsafe (table[2 &* context], table[2 &* context &+ 1])
      let lead = Int32(truncatingIfNeeded: zeros) &- Int32(truncatingIfNeeded: ones)
      unsafe balances[context] =
        zeros == 0 ? (ones == 0 ? 0 : -2) : ones == 0 ? 2 : 2 &* lead &- 1
    }
  }

  /// Counts that lead to the same predictions from now on.
  private mutating func makeCounts() {
    unsafe hasBalances = false
    let table = unsafe counts + 2 &<< lengths.upperBound
    for context in unsafe 0..<(1 &<< lengths.upperBound) {
      let balance = unsafe balances[context]
      guard balance & 1 != 0 else { continue }
      let lead = (balance &+ 1) / 2
      unsafe table[2 &* context] = UInt32(1 &+ max(0, lead))
      unsafe table[2 &* context &+ 1] = UInt32(1 &+ max(0, -lead))
    }
  }

  /// All the lengths in any word, the shortest one first.
  private func predict(_ block: MultiMMCBlockKernel, _ word: Int) {
    let lengths = unsafe self.lengths
    var bits = unsafe block.reversed[word]
    var history = unsafe block.history(word)
    let start = unsafe (block.first &+ word) &* 64
    for length in lengths { unsafe block.hits[block.plane(length, word)] = 0 }
    for sample in unsafe 0..<block.bits(word) {
      let bit = Int(truncatingIfNeeded: bits & 1)
      let mark = UInt64(1) &<< UInt64(63 &- sample)
      var isKnown = true
      for length in lengths {
        let plane = unsafe block.plane(length, word)
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
      history = history &<< 1 | UInt64(bit)
      bits &>>= 1
    }
  }
}
