// SPDX-License-Identifier: Apache-2.0

/// Runs of equal bits.
enum RunKernel {
  /// How many runs there are.
  ///
  /// - Parameters:
  ///   - words: the bits, most significant first; what lies behind the last one does not matter.
  ///   - count: how many bits; at least 1.
  static func count(_ words: Span<UInt64>, count: Int) -> Int {
    var runs = 1
    forEachChange(words, count) { runs &+= $0.nonzeroBitCount }
    return runs
  }

  /// The length of the longest run.
  static func longest(_ words: Span<UInt64>, count: Int) -> Int {
    // The run that is open at the beginning of a word, which has at least the bit before.
    var (open, longest) = (1, 1)
    var left = count &- 1
    forEachChange(words, count) { changes in
      let bits = min(left, 64)
      left &-= bits
      if changes == 0 {
        open &+= bits
        longest = max(longest, open)
        return
      }
      let first = changes.leadingZeroBitCount
      longest = max(longest, open &+ first)
      open = bits &- (63 &- changes.trailingZeroBitCount)
      longest = max(longest, open)
      // Within the word: places without a change that follow each other, only looked at if they can be the longest.
      let inner = changes.leadingZeroBitCount &+ changes.trailingZeroBitCount
      guard 64 &- inner > longest else { return }
      longest = max(longest, 1 &+ longestOnes(~changes & inside(changes), atLeast: longest &- 1))
    }
    return longest
  }

  /// The places between the first and the last one.
  @inline(__always)
  private static func inside(_ word: UInt64) -> UInt64 {
    (UInt64.max &>> UInt64(word.leadingZeroBitCount)) & (UInt64.max &<< UInt64(word.trailingZeroBitCount))
  }

  /// The longest sequence of ones if it is longer than `least`, else `least`.
  @inline(__always)
  private static func longestOnes(_ word: UInt64, atLeast least: Int) -> Int {
    // A bit is left where `length` ones begin.
    var (rest, length) = (word, 1)
    while length <= least {
      let step = min(length, least &+ 1 &- length)
      rest &= rest &<< UInt64(step)
      length &+= step
      if rest == 0 { return least }
    }
    while rest != 0 {
      rest &= rest &<< 1
      length &+= 1
    }
    return length &- 1
  }

  /// Goes through the words of changes: a bit is set where a bit of the sequence, from the second one on, differs from the one
  /// before. The last word may be filled up with zeros.
  @inline(__always)
  private static func forEachChange(_ words: Span<UInt64>, _ count: Int, _ body: (UInt64) -> Void) {
    let changes = count &- 1
    guard changes > 0 else { return }
    let last = (changes &- 1) / 64
    for index in 0...last {
      let word = words[index]
      let next = index &+ 1 < words.count ? words[index &+ 1] : 0
      var change = word ^ (word &<< 1 | next &>> 63)
      if index == last { change &= UInt64.max &<< UInt64(63 &- (changes &- 1) % 64) }
      body(change)
    }
  }
}
