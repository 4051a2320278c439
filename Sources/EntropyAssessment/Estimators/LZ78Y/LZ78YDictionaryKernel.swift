// SPDX-License-Identifier: Apache-2.0

/// The contexts of a sequence, and which of them are in the dictionary of LZ78Y: an open hash table of positions.
///
/// A context is the symbols before a position that is at least ``LZ78Y/longestContext`` and at most the sequence's length.
@unsafe struct LZ78YDictionaryKernel {
  private let symbols: UnsafePointer<UInt8>
  private let limit: Int
  private let bits: Int
  /// Where a context ends, times 32, and its length; 0 for a free place, of which there are as many as others at least.
  private let table: UnsafeMutablePointer<UInt64>
  private var used = 0

  init(_ symbols: UnsafePointer<UInt8>, limit: Int) {
    precondition(limit >= LZ78Y.longestContext, "the first contexts always fit")
    var bits = 10
    while 1 << bits < 2 * limit { bits += 1 }
    unsafe (self.symbols, self.limit, self.bits) = (symbols, limit, bits)
    unsafe table = UnsafeMutablePointer<UInt64>.allocate(capacity: 1 << bits)
    unsafe table.initialize(repeating: 0, count: 1 << bits)
  }

  func deallocate() { unsafe table.deallocate() }

  /// Whether it takes no more contexts.
  var isFull: Bool { unsafe used == limit }

  /// How many symbols before two positions are the same, at most ``LZ78Y/longestContext``.
  @inline(__always)
  func commonLength(_ first: Int, _ second: Int) -> Int {
    let near = unsafe eight(first) ^ eight(second)
    if near != 0 { return near.leadingZeroBitCount / 8 }
    let far = unsafe eight(first &- 8) ^ eight(second &- 8)
    return 8 &+ far.leadingZeroBitCount / 8
  }

  /// The length of the longest context before a position that is in the dictionary, of those up to `length`; 0 for none.
  func longestKnown(_ position: Int, upTo length: Int) -> Int {
    var length = length
    while length > 0, unsafe table[place(position, length)] == 0 { length &-= 1 }
    return length
  }

  /// Puts in the contexts before a position, the longest first, until one is there, or there is no more room.
  ///
  /// - Returns: the length of the longest one that was not put in; 0 if none is left.
  mutating func extend(_ position: Int) -> Int {
    var length = LZ78Y.longestContext
    // With a context all shorter ones are there.
    while length > 0 {
      let place = unsafe self.place(position, length)
      guard unsafe table[place] == 0 && used < limit else { break }
      unsafe table[place] = UInt64(position) &<< 5 | UInt64(length)
      unsafe used &+= 1
      length &-= 1
    }
    return length
  }

  /// Eight symbols before a position, the last one in the highest bits.
  @inline(__always)
  private func eight(_ position: Int) -> UInt64 {
    let bytes = unsafe UnsafeRawPointer(symbols + (position &- 8))
    return unsafe UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
  }

  /// Where a context is, or would be put.
  @inline(__always)
  private func place(_ position: Int, _ length: Int) -> Int {
    var near = unsafe eight(position)
    var far: UInt64 = 0
    if length < 8 {
      near &>>= UInt64(64 &- 8 &* length)
    } else if length > 8 {
      far = unsafe eight(position &- 8) &>> UInt64(128 &- 8 &* length)
    }
    // Odd constants of Knuth's and of MurmurHash3; any will do, the symbols themselves are compared.
    var hash = (near ^ UInt64(length)) &* 0x9e37_79b9_7f4a_7c15
    hash = (hash ^ hash &>> 32 ^ far) &* 0xff51_afd7_ed55_8ccd
    hash ^= hash &>> 29
    hash = hash &* 0xc4ce_b9fe_1a85_ec53
    var place = unsafe Int(truncatingIfNeeded: hash &>> UInt64(64 &- bits))
    while true {
      let entry = unsafe table[place]
      if entry == 0 { return place }
      let other = Int(truncatingIfNeeded: entry &>> 5)
      if unsafe entry & 31 == UInt64(length) && commonLength(other, position) >= length {
        return place
      }
      place = unsafe (place &+ 1) & (1 &<< bits &- 1)
    }
  }
}
