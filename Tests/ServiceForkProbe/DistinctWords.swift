// SPDX-License-Identifier: Apache-2.0

/// Words of 64 bits of output, no two of which may be equal.
///
/// Whoever repeats a block repeats its words, so this finds more than a comparison of blocks. That n random words are
/// not all distinct happens with a probability below n^2 / 2^65. Zero is there from the start: it is what wiped memory
/// reads as, and may not come out either.
struct DistinctWords {
  private var words: [UInt64] = [0]

  /// Takes one in.
  mutating func insert(_ word: UInt64) { words.append(word) }

  /// Takes in all whole words of some output.
  mutating func insert(_ bytes: [UInt8]) {
    for start in stride(from: 0, through: bytes.count - 8, by: 8) { insert(Self.word(bytes, at: start)) }
  }

  /// Takes in what somebody else has collected.
  mutating func insert(_ others: DistinctWords) { words += others.words.dropFirst() }

  /// The word at an offset, least significant byte first.
  static func word(_ bytes: [UInt8], at start: Int) -> UInt64 {
    bytes.span.extracting(start..<start + 8).indices.reduce(0) { word, index in
      word | UInt64(bytes[start + index]) << UInt64(8 * index)
    }
  }

  /// Sorts them and compares neighbours; says how many there are.
  mutating func requireDistinct() throws(Finding) -> String {
    words.sort()
    for index in words.indices.dropFirst() where words[index] == words[index - 1] {
      throw Finding(description: "the word \(words[index]) came out twice, or is zero")
    }
    return "\(words.count - 1) words, all distinct"
  }
}
