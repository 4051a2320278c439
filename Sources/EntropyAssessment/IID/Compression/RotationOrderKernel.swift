// SPDX-License-Identifier: Apache-2.0

/// The rotations of a circle of pieces in ascending order.
///
/// Windows of 64 bits, which hold the ranks of several pieces, are sorted by their first 24 bits, and those that share
/// these by comparison; those of the pieces before the junction, which has no rank, are compared piece by piece and put in.
/// Where long parts repeat, which takes many comparisons, a suffix array is made instead.
///
/// - Cost: 5 to 10 ns a piece of random text (one Zen 4 core, 2026-11).
@safe struct RotationOrderKernel: ~Copyable {
  private struct Entry {
    var key: UInt64
    var piece: UInt32
  }

  /// Comparisons beyond the first window that are made for each piece before a suffix array is.
  private static let patience = 4

  /// Bits of a rank.
  private let rankBits: Int
  /// Pieces that a window holds as wholes, and those that it holds a part of.
  private let wholes: Int, parts: Int

  private let capacity: Int
  private let ranks: UnsafeMutablePointer<UInt8>
  private let keys: UnsafeMutablePointer<UInt64>
  private let entries: UnsafeMutablePointer<Entry>
  /// As ``order``, sorted by half of the first bits.
  private let halfSorted: UnsafeMutablePointer<UInt64>
  /// The result: for each rotation its first piece, in the lower 24 bits, and the rank of the piece before, in 8 bits above
  /// them. What is above those is of use here alone: a part of its window.
  let order: UnsafeMutablePointer<UInt64>

  /// Where pieces have their number in ``order``.
  static let pieceMask: UInt32 = 0xff_ffff

  private var pieces = 0
  /// The junction's place among ranks, as ``orderOf(_:)`` has it.
  private var junctionOrder = 0
  /// Whether the junction has no rank.
  private var isBroken = false
  private var comparisonsLeft = 0

  /// - Parameters:
  ///   - symbols: how many there are.
  ///   - capacity: pieces of the greatest circle.
  init(symbols: Int, capacity: Int) {
    rankBits = max(1, 8 - UInt8(clamping: symbols - 1).leadingZeroBitCount)
    wholes = 64 / rankBits
    parts = (63 + rankBits) / rankBits
    precondition(capacity <= Int(Self.pieceMask))
    self.capacity = capacity
    unsafe ranks = .allocate(capacity: capacity)
    unsafe keys = .allocate(capacity: capacity)
    unsafe entries = .allocate(capacity: capacity)
    unsafe halfSorted = .allocate(capacity: capacity)
    unsafe order = .allocate(capacity: capacity)
  }

  deinit {
    unsafe ranks.deallocate()
    unsafe keys.deallocate()
    unsafe entries.deallocate()
    unsafe halfSorted.deallocate()
    unsafe order.deallocate()
  }

  /// Sorts the rotations.
  ///
  /// - Parameters:
  ///   - block: at least 65 pieces, and not more than the capacity.
  ///   - symbols: of the whole text.
  ///   - rankOf: of each symbol.
  mutating func sort(_ block: BlockPieces, _ symbols: Span<UInt8>, rankOf: Span<UInt8>) {
    pieces = block.count
    precondition(pieces > 64 && pieces <= capacity, "windows do not meet themselves")
    isBroken = block.junctionRank == nil
    junctionOrder = block.junctionRank.map { 2 * Int($0) + 1 } ?? block.junctionOrder
    unsafe ranks[0] = block.junctionRank ?? 0
    for piece in 1..<pieces {
      // The capacity was checked.
      unsafe ranks[piece] = rankOf[Int(symbols[block.firstSymbol &+ piece &- 1])]
    }
    comparisonsLeft = Self.patience * pieces
    fillKeys()
    guard sortClean() else {
      sortSuffixes()
      return
    }
    if isBroken { insertBroken() }
  }

  private func fillKeys() {
    // From the last piece backwards, each window is the one behind it and a rank before.
    var window: UInt64 = 0
    for piece in 0..<parts {
      let shift = 64 - rankBits * (piece + 1)
      let rank = unsafe UInt64(ranks[piece])
      window |= shift >= 0 ? rank << UInt64(shift) : rank >> UInt64(0 - shift)
    }
    let (down, up) = (UInt64(rankBits), UInt64(64 - rankBits))
    for piece in stride(from: pieces &- 1, through: 0, by: -1) {
      window = unsafe window &>> down | UInt64(ranks[piece]) &<< up
      unsafe keys[piece] = window
    }
  }

  /// The rotations whose windows do not have the junction in them, or all if that has a rank.
  private var clean: Range<Int> { isBroken ? 1..<(pieces - parts + 1) : 0..<pieces }

  /// Bits of a window that the radix sort looks at, in two digits. Of q random windows q^2 / 2^(b + 1) pairs share b bits: at the
  /// greatest q, 250,000, one in 67 windows with some other, and a third digit would cost more than to compare these.
  private static let sortedBits = 24, digitBits = 12
  private static let digits = 1 << digitBits

  /// Sorts clean rotations by the first bits of their windows, the lower digit first (a radix sort).
  private func sortFirstBits() {
    let clean = clean
    let mask = UInt64(Self.digits - 1)
    let (lowShift, highShift) = (UInt64(64 - Self.sortedBits), UInt64(64 - Self.digitBits))
    unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 2 * Self.digits) { counts in
      unsafe counts.initialize(repeating: 0)
      for piece in clean {
        let window = unsafe keys[piece]
        unsafe counts[Int(window &>> lowShift & mask)] &+= 1
        unsafe counts[Self.digits &+ Int(window &>> highShift)] &+= 1
      }
      for first in [0, Self.digits] {
        var next: UInt32 = 0
        for digit in first..<(first + Self.digits) {
          let count = unsafe counts[digit]
          unsafe counts[digit] = next
          next += count
        }
      }
      for piece in clean {
        // The upper half of a window, and where it is.
        let window = unsafe keys[piece]
        let digit = Int(window &>> lowShift & mask)
        let slot = unsafe counts[digit]
        unsafe counts[digit] = slot &+ 1
        unsafe halfSorted[Int(slot)] = window & 0xffff_ffff_0000_0000 | UInt64(labelled(piece))
      }
      for place in 0..<clean.count {
        let entry = unsafe halfSorted[place]
        let digit = Self.digits &+ Int(entry &>> highShift)
        let slot = unsafe counts[digit]
        unsafe counts[digit] = slot &+ 1
        unsafe order[Int(slot)] = entry
      }
    }
  }

  /// Sorts all clean rotations; `false` when that takes too many comparisons.
  private mutating func sortClean() -> Bool {
    sortFirstBits()
    let count = clean.count
    var start = 0
    while start < count {
      // Most of four in turn are alone with their first bits.
      if start &+ 4 < count, !isAlike(start), !isAlike(start &+ 1), !isAlike(start &+ 2), !isAlike(start &+ 3)
      {
        start &+= 4
        continue
      }
      var end = start &+ 1
      while end < count, isAlike(end &- 1) { end &+= 1 }
      if end &- start > 1 {
        for place in start..<end {
          let piece = unsafe UInt32(truncatingIfNeeded: order[place])
          unsafe entries[place] = Entry(key: keys[Int(piece & Self.pieceMask)], piece: piece)
        }
        if end &- start > Self.few { partition(start, end) } else { insert(start, end) }
        guard sortEquals(start, end) else { return false }
        for place in start..<end { unsafe order[place] = UInt64(entries[place].piece) }
      }
      start = end
    }
    return true
  }

  /// Whether a rotation and the next one have the same first bits.
  @inline(__always)
  private func isAlike(_ place: Int) -> Bool {
    unsafe (order[place] ^ order[place &+ 1]) &>> UInt64(64 - Self.sortedBits) == 0
  }

  /// As many entries are sorted by insertion.
  private static let few = 16

  /// Sorts entries by their keys, in parts until these are small.
  private func partition(_ first: Int, _ last: Int) {
    var (start, end) = (first, last)
    while end &- start > Self.few {
      // The median of three parts the rest (Hoare); the smaller part is sorted first, so that the depth stays logarithmic.
      let (a, b, c) = unsafe (entries[start].key, entries[(start &+ end) / 2].key, entries[end &- 1].key)
      let pivot = max(min(a, b), min(max(a, b), c))
      var (low, high) = (start, end &- 1)
      while low <= high {
        while unsafe entries[low].key < pivot { low &+= 1 }
        while unsafe entries[high].key > pivot { high &-= 1 }
        if low <= high {
          let entry = unsafe entries[low]
          unsafe entries[low] = entries[high]
          unsafe entries[high] = entry
          low &+= 1
          high &-= 1
        }
      }
      if high &+ 1 &- start < end &- low {
        partition(start, high &+ 1)
        start = low
      } else {
        partition(low, end)
        end = high &+ 1
      }
    }
    insert(start, end)
  }

  /// Sorts a few entries by their keys.
  @inline(__always)
  private func insert(_ start: Int, _ end: Int) {
    var next = start &+ 1
    while next < end {
      let entry = unsafe entries[next]
      var target = next
      while target > start, unsafe entries[target &- 1].key > entry.key {
        unsafe entries[target] = entries[target &- 1]
        target &-= 1
      }
      unsafe entries[target] = entry
      next &+= 1
    }
  }

  /// Sorts entries with equal keys, which lie together, by what follows; `false` when patience ends.
  private mutating func sortEquals(_ first: Int, _ last: Int) -> Bool {
    var start = first
    while start < last {
      var end = start &+ 1
      while end < last, unsafe entries[end].key == entries[start].key { end &+= 1 }
      if end &- start > 1 {
        for place in (start &+ 1)..<end {
          let entry = unsafe entries[place]
          let piece = number(entry.piece)
          var target = place
          while target > start, unsafe precedes(piece, number(entries[target &- 1].piece), wholes) {
            unsafe entries[target] = entries[target &- 1]
            target &-= 1
          }
          unsafe entries[target] = entry
        }
        if comparisonsLeft < 0 { return false }
      }
      start = end
    }
    return true
  }

  /// Whether a rotation comes before another one, from a number of pieces on that they share.
  private mutating func precedes(_ first: Int, _ second: Int, _ shared: Int) -> Bool {
    var distance = shared
    while distance < pieces, comparisonsLeft >= 0 {
      comparisonsLeft &-= 1
      let (a, b) = (wrapped(first &+ distance), wrapped(second &+ distance))
      if isBroken, a > pieces &- parts || a == 0 || b > pieces &- parts || b == 0 {
        let (one, other) = (orderOf(a), orderOf(b))
        if one != other { return one < other }
        distance &+= 1
      } else {
        let (one, other) = unsafe (keys[a], keys[b])
        if one != other { return one < other }
        distance &+= wholes
      }
    }
    return false
  }

  /// A piece as it is in ``order``.
  @inline(__always)
  private func labelled(_ piece: Int) -> UInt32 {
    let before = unsafe ranks[piece == 0 ? pieces &- 1 : piece &- 1]
    return UInt32(before) &<< 24 | UInt32(truncatingIfNeeded: piece)
  }

  @inline(__always)
  private func number(_ piece: UInt32) -> Int { Int(piece & Self.pieceMask) }

  @inline(__always)
  private func wrapped(_ piece: Int) -> Int { piece >= pieces ? piece &- pieces : piece }

  /// The place of a piece among ranks (odd) and between them (even).
  @inline(__always)
  private func orderOf(_ piece: Int) -> Int {
    piece == 0 ? junctionOrder : unsafe 2 &* Int(ranks[piece]) &+ 1
  }

  /// Puts the rotations with the junction in their windows among the others.
  private mutating func insertBroken() {
    let count = pieces - clean.count
    comparisonsLeft = .max
    var broken: [Int] = []
    for piece in [0] + Array(clean.upperBound..<pieces) {
      let place = broken.firstIndex { precedes(piece, $0, 0) } ?? broken.count
      broken.insert(piece, at: place)
    }
    // From the last one on: those behind it move by as many places as there are before it in `broken`.
    var end = clean.count
    for left in stride(from: count, to: 0, by: -1) {
      let piece = broken[left - 1]
      // The first of the others that it precedes.
      var (low, high) = (0, end)
      while low < high {
        let middle = (low &+ high) / 2
        if unsafe precedes(piece, number(UInt32(truncatingIfNeeded: order[middle])), 0) {
          high = middle
        } else {
          low = middle &+ 1
        }
      }
      unsafe (order + low + left).update(from: order + low, count: end - low)
      unsafe order[low &+ left &- 1] = UInt64(labelled(piece))
      end = low
    }
  }

  /// Sorts all rotations as the suffixes of the circle gone round twice.
  private mutating func sortSuffixes() {
    let pieces = pieces
    unsafe withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 2 * pieces) { text in
      for piece in 0..<pieces {
        let value = UInt16(truncatingIfNeeded: orderOf(piece))
        unsafe text[piece] = value
        unsafe text[piece + pieces] = value
      }
      unsafe withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * pieces) { suffixes in
        // Orders go up to 2 * 256.
        unsafe SuffixArrayKernel.sort(UnsafeBufferPointer(text), alphabetSize: 513, into: suffixes)
        var place = 0
        for suffix in 0..<suffixes.count where unsafe suffixes[suffix] < Int32(truncatingIfNeeded: pieces) {
          unsafe order[place] = UInt64(labelled(Int(suffixes[suffix])))
          place &+= 1
        }
      }
    }
  }
}
