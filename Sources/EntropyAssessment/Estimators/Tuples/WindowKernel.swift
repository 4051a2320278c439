// SPDX-License-Identifier: Apache-2.0

/// The inner loops of ``WindowTuples``.
///
/// A window is the next 44 bits at a position, in the most significant bits of a word. Its first 12 bits are its bucket,
/// the others, shifted to the top of 32 bits, its key.
enum WindowKernel {
  /// Bits that choose the bucket.
  static let bucketBits = 12
  /// Bits of a key.
  static let keyBits = 32

  /// Counts the windows of each bucket.
  ///
  /// - Parameter sizes: 4096 zeros.
  static func countBuckets(_ sequence: PackedSequence, positions: Int, _ sizes: inout [UInt32]) {
    precondition(sizes.count == 1 << bucketBits)
    unsafe sizes.withUnsafeMutableBufferPointer { sizes in
      // The top 12 bits of a word are less than 4096.
      forEachWindow(of: sequence, positions: positions) { window in
        unsafe sizes[Int(truncatingIfNeeded: window &>> 52)] &+= 1
      }
    }
  }

  /// Puts the keys into their buckets, in the order of their positions.
  ///
  /// - Parameters:
  ///   - places: where each bucket's next key goes; then, behind its last one.
  ///   - mask: the bits of a key that belong to whole symbols.
  ///   - keys: as many as there are positions.
  static func distribute(
    _ sequence: PackedSequence, positions: Int, mask: UInt32, places: inout [UInt32],
    into keys: UnsafeMutableBufferPointer<UInt32>
  ) {
    precondition(places.count == 1 << bucketBits && keys.count == positions)
    unsafe places.withUnsafeMutableBufferPointer { places in
      // The places were summed up from counts of the same windows.
      forEachWindow(of: sequence, positions: positions) { window in
        let bucket = Int(truncatingIfNeeded: window &>> 52)
        let place = unsafe places[bucket]
        unsafe places[bucket] = place &+ 1
        unsafe keys[Int(place)] = UInt32(truncatingIfNeeded: window &>> 20) & mask
      }
    }
  }

  /// What was counted.
  struct Counts {
    /// Pairs of windows that share just so many bits: 0 to 44, which is all.
    var pairs = [UInt64](repeating: 0, count: 45)
    /// The most windows that share so many bits. Behind ``tabledBits`` and ``trackedBits`` it may be too low, if it is
    /// less than ``BucketKernel/largeSize``.
    var highest = [Int](repeating: 0, count: 45)
    /// The windows that occur more than once, each at least once, in no order.
    var repeated: [UInt64] = []
    /// For each of the tails, how many windows share just so many bits of it.
    var tailPairs: [[UInt64]] = []
  }

  /// Counts for each two windows how many bits they share.
  ///
  /// - Parameters:
  ///   - sizes: of the buckets.
  ///   - mask: the bits of a key that belong to whole symbols.
  ///   - placeBits: how many bits of a key choose its place in a table, and `trackedBits`: how many belong to the first whole
  ///     symbols that are longer.
  ///   - tails: windows that are compared with the others, but not counted among them.
  ///   - limit: of the windows that occur more than once, and `positionLimit` of the positions that have them; `nil` is
  ///     returned once there are more.
  static func count(
    _ sequence: PackedSequence, positions: Int, sizes: [UInt32], mask: UInt32, placeBits: Int,
    trackedBits: Int, tails: [UInt64], limit: Int, positionLimit: Int
  ) -> Counts? {
    precondition(sizes.count == 1 << bucketBits && sizes.reduce(0) { $0 + Int($1) } == positions)
    let keys = unsafe HugePages.allocate(positions, of: UInt32.self)
    defer { unsafe keys.deallocate() }
    let sorted = UnsafeMutableBufferPointer<UInt32>.allocate(capacity: Int(sizes.max() ?? 0))
    defer { unsafe sorted.deallocate() }
    var places = sizes
    var next: UInt32 = 0
    for bucket in places.indices { (places[bucket], next) = (next, next &+ places[bucket]) }
    unsafe distribute(sequence, positions: positions, mask: mask, places: &places, into: keys)

    var counts = Counts()
    counts.tailPairs = tails.map { _ in [UInt64](repeating: 0, count: 45) }
    var isTailed = [Bool](repeating: false, count: sizes.count)
    for tail in tails { isTailed[Int(tail >> 52)] = true }
    var kernel = BucketKernel(placeBits: placeBits, trackedBits: trackedBits)
    var repeatedPositions = 0
    for bucket in sizes.indices where sizes[bucket] > 0 {
      let (size, end) = (Int(sizes[bucket]), Int(places[bucket]))
      let bucketKeys = unsafe UnsafeMutableBufferPointer(rebasing: keys[(end - size)..<end])
      if isTailed[bucket] {
        for (index, tail) in tails.enumerated() where Int(tail >> 52) == bucket {
          unsafe compare(tail, bucketKeys, &counts.tailPairs[index])
        }
      }
      unsafe kernel.count(bucketKeys, UnsafeMutableBufferPointer(rebasing: sorted[0..<size])) { key, size in
        repeatedPositions += size
        if counts.repeated.count <= limit { counts.repeated.append(UInt64(bucket) << 52 | UInt64(key) << 20) }
      }
      // One bucket may have many, all together not.
      if counts.repeated.count > min(limit, end / 16 + 4096) || repeatedPositions > positionLimit {
        return nil
      }
    }
    kernel.add(to: &counts)
    return counts
  }

  /// Counts how many of its bits the windows of its bucket share with a tail.
  private static func compare(
    _ tail: UInt64, _ keys: UnsafeMutableBufferPointer<UInt32>, _ pairs: inout [UInt64]
  ) {
    let key = UInt32(truncatingIfNeeded: tail >> 20)
    for index in 0..<keys.count {
      pairs[bucketBits &+ (unsafe keys[index] ^ key).leadingZeroBitCount] &+= 1
    }
  }

  /// Calls with the window at each of the first positions.
  @inline(__always)
  static func forEachWindow(
    of sequence: PackedSequence, positions: Int, _ body: (UInt64) -> Void
  ) {
    let bits = sequence.symbolBits
    precondition(positions >= 0 && positions <= sequence.count)
    // A window reaches into the next word at most, and there is one behind the last position's.
    precondition(sequence.words.count * 64 >= sequence.count * bits + 64)
    unsafe sequence.words.withUnsafeBufferPointer { words in
      // As many positions to a word as leave each of them 44 bits.
      switch bits {
      case 1: unsafe forEachWindow(words, 1, 16, positions, body)
      case 2: unsafe forEachWindow(words, 2, 8, positions, body)
      case 8: unsafe forEachWindow(words, 8, 2, positions, body)
      default: unsafe forEachWindow(words, bits, bits > 6 ? 2 : 4, positions, body)
      }
    }
  }

  @inline(__always)
  private static func forEachWindow(
    _ words: UnsafeBufferPointer<UInt64>, _ bits: Int, _ group: Int, _ positions: Int,
    _ body: (UInt64) -> Void
  ) {
    var bit = 0
    var position = 0
    while position &+ group <= positions {
      var window = unsafe self.window(words, bit)
      for _ in 0..<group {
        body(window)
        window &<<= UInt64(truncatingIfNeeded: bits)
      }
      bit &+= group &* bits
      position &+= group
    }
    while position < positions {
      unsafe body(window(words, bit))
      bit &+= bits
      position &+= 1
    }
  }

  /// The 64 bits from a bit on.
  @inline(__always)
  static func window(_ words: UnsafeBufferPointer<UInt64>, _ bit: Int) -> UInt64 {
    let (word, offset) = (bit &>> 6, UInt64(truncatingIfNeeded: bit & 63))
    return unsafe words[word] &<< offset | (words[word &+ 1] &>> 1) &>> (63 &- offset)
  }
}
