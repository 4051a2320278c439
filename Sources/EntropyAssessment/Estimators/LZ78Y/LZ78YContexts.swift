// SPDX-License-Identifier: Apache-2.0

/// The contexts of a sequence of symbols, those in the dictionary by a hash of their symbols.
struct SymbolContexts: ContextSequence {
  private let values: [UInt8]
  /// Open addressing: where a context ends, times 32, and its length; 0 for a free place. A third of the places is used
  /// at most.
  private var table: [UInt64]
  private let mask: Int

  init(_ values: [UInt8], limit: Int) {
    self.values = values
    var size = 1024
    while size < 3 * limit { size *= 2 }
    table = [UInt64](repeating: 0, count: size)
    mask = size - 1
  }

  func symbol(_ position: Int) -> Int { Int(values[position]) }

  func commonLength(_ first: Int, _ second: Int) -> Int {
    let most = min(LZ78Y.longestContext, first, second)
    var length = 0
    while length < most, values[first - 1 - length] == values[second - 1 - length] { length += 1 }
    return length
  }

  func contains(_ position: Int, length: Int) -> Bool { table[place(position, length)] != 0 }

  mutating func insert(_ position: Int, length: Int) {
    table[place(position, length)] = UInt64(position * 32 + length)
  }

  /// Where a context is, or would be put.
  private func place(_ position: Int, _ length: Int) -> Int {
    // FNV-1a's step over the symbols, and a last mixing: the low bits choose the place.
    var hash = UInt64(length)
    for index in (position - length)..<position {
      hash = (hash ^ UInt64(values[index])) &* 0x0000_0100_0000_01b3
    }
    hash = (hash ^ hash >> 29) &* 0x9e37_79b9_7f4a_7c15
    var place = Int(truncatingIfNeeded: hash >> 32) & mask
    while table[place] != 0 {
      let (other, otherLength) = (Int(table[place] / 32), Int(table[place] % 32))
      if otherLength == length && (other == position || commonLength(other, position) >= length) { break }
      place = (place + 1) & mask
    }
    return place
  }
}

/// The contexts of a bit string; one bit for each that there can be says whether it is in the dictionary.
struct BitContexts: ContextSequence {
  private let bits: BitString
  /// Bit 2^length + the context's bits as a number.
  private var members = [UInt64](repeating: 0, count: 1 << (LZ78Y.longestContext + 1) / 64)

  init(_ bits: BitString) { self.bits = bits }

  func symbol(_ position: Int) -> Int { Int(bits[position]) }

  func commonLength(_ first: Int, _ second: Int) -> Int {
    min(LZ78Y.longestContext, (context(first) ^ context(second)).trailingZeroBitCount)
  }

  func contains(_ position: Int, length: Int) -> Bool {
    let index = self.index(position, length)
    return members[index / 64] >> UInt64(index % 64) & 1 != 0
  }

  mutating func insert(_ position: Int, length: Int) {
    let index = self.index(position, length)
    members[index / 64] |= 1 << UInt64(index % 64)
  }

  private func index(_ position: Int, _ length: Int) -> Int {
    1 << length | Int(truncatingIfNeeded: context(position)) & (1 << length - 1)
  }

  /// The 16 bits before a position, in the lowest bits, and others above them.
  private func context(_ position: Int) -> UInt64 {
    let (index, offset) = (position / 64, UInt64(position % 64))
    let before = offset == 0 ? 0 : bits.words[index] >> (64 - offset)
    return index == 0 ? before : before | bits.words[index - 1] << offset
  }
}
