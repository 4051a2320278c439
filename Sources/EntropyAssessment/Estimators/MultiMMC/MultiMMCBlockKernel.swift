// SPDX-License-Identifier: Apache-2.0

/// A block of whole words of a bit string, and what each length of context makes of them.
@unsafe struct MultiMMCBlockKernel {
  /// Words of a block.
  static let wordLimit = 16
  /// Words of ``storage`` that a block needs.
  static let storageCount = (2 * MultiMMC.longestContext + 1) * wordLimit

  let string: UnsafePointer<UInt64>
  /// The first word's place in the string.
  let first: Int
  let words: Int
  /// The bits of the string.
  let length: Int
  /// For each length of context ``words`` words: where it is right.
  let hits: UnsafeMutablePointer<UInt64>
  /// Likewise where it makes no prediction.
  let absent: UnsafeMutablePointer<UInt64>
  /// The words of the string with their first bits in the lowest places.
  let reversed: UnsafeMutablePointer<UInt64>

  /// Takes the words from `first` on, fewer at the end of the string. No length makes a prediction yet.
  init(_ string: UnsafePointer<UInt64>, length: Int, first: Int, storage: UnsafeMutablePointer<UInt64>) {
    unsafe (self.string, self.length, self.first) = (string, length, first)
    unsafe words = min(Self.wordLimit, (length &+ 63) / 64 &- first)
    unsafe hits = storage
    unsafe absent = storage + MultiMMC.longestContext * Self.wordLimit
    unsafe reversed = storage + 2 * MultiMMC.longestContext * Self.wordLimit
    unsafe absent.update(repeating: 0, count: MultiMMC.longestContext * Self.wordLimit)
    for word in unsafe 0..<words { unsafe reversed[word] = Self.reversed(string[first &+ word]) }
  }

  /// Whether all its bits are there and have a word before them.
  var isInner: Bool { unsafe first > 0 && length &- first &* 64 >= words &* 64 }

  /// The place of a length's word in ``hits`` and ``absent``.
  @inline(__always)
  func plane(_ length: Int, _ word: Int) -> Int { unsafe (length &- 1) &* words &+ word }

  /// The bits before a word, the last of them the lowest; zeros before the string.
  @inline(__always)
  func history(_ word: Int) -> UInt64 { unsafe first &+ word > 0 ? string[first &+ word &- 1] : 0 }

  /// The bits of a word that there are.
  func bits(_ word: Int) -> Int { unsafe min(64, length &- (first &+ word) &* 64) }

  private static func reversed(_ word: UInt64) -> UInt64 {
    var word = word.byteSwapped
    word = word &>> 4 & 0x0f0f_0f0f_0f0f_0f0f | (word & 0x0f0f_0f0f_0f0f_0f0f) &<< 4
    word = word &>> 2 & 0x3333_3333_3333_3333 | (word & 0x3333_3333_3333_3333) &<< 2
    return word &>> 1 & 0x5555_5555_5555_5555 | (word & 0x5555_5555_5555_5555) &<< 1
  }
}
