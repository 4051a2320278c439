// SPDX-License-Identifier: Apache-2.0

/// Sorts many keys that share their first bits, and counts from what neighbours share.
enum KeySweepKernel {
  /// - Parameters:
  ///   - keys: lost.
  ///   - scratch: as many places.
  ///   - shared: how many bits they all share at least.
  ///   - pairs: 33 counts of pairs that share just so many bits, modulo 2^64.
  ///   - highest: 33 counts of the most keys that share so many bits; what they share in addition to `shared` is added.
  ///   - repeated: receives each key that occurs more than once, and how often it does.
  static func count(
    _ keys: UnsafeMutableBufferPointer<UInt32>, _ scratch: UnsafeMutableBufferPointer<UInt32>,
    from shared: Int, _ pairs: UnsafeMutableBufferPointer<UInt64>,
    _ highest: UnsafeMutableBufferPointer<UInt32>, _ repeated: (_ key: UInt32, _ size: Int) -> Void
  ) {
    precondition(scratch.count == keys.count && pairs.count == 33 && highest.count == 33)
    let keys = unsafe sort(keys, scratch, by: 0)
    // What is open: groups of ascending depth, each from a place on; 34 depths at most.
    unsafe withUnsafeTemporaryAllocation(of: (depth: Int, first: Int).self, capacity: 35) { open in
      var top = 0
      unsafe open[0] = (shared, 0)
      for index in 1...keys.count {
        let isEnd = index == keys.count
        let depth = isEnd ? shared : unsafe (keys[index] ^ keys[index &- 1]).leadingZeroBitCount
        var first = index &- 1
        while unsafe open[top].depth > depth {
          let group = unsafe open[top]
          top &-= 1
          let parentDepth = unsafe max(open[top].depth, depth)
          let size = index &- group.first
          let count = UInt64(truncatingIfNeeded: size &* (size &- 1) / 2)
          unsafe pairs[group.depth] &+= count
          unsafe pairs[parentDepth] &-= count
          unsafe highest[group.depth] = max(highest[group.depth], UInt32(truncatingIfNeeded: size))
          if group.depth == 32 { unsafe repeated(keys[group.first], size) }
          first = group.first
        }
        if unsafe open[top].depth < depth {
          top &+= 1
          unsafe open[top] = (depth, first)
        }
      }
    }
    let count = UInt64(truncatingIfNeeded: keys.count &* (keys.count &- 1) / 2)
    unsafe pairs[shared] &+= count
  }

  /// Sorts keys by their bits from `lowest` on; stable.
  static func sort(_ keys: inout [UInt64], by lowest: Int) {
    // Two are most, and want no call.
    guard keys.count > 2 else {
      if keys.count == 2, keys[0] >> UInt64(lowest) > keys[1] >> UInt64(lowest) { keys.swapAt(0, 1) }
      return
    }
    unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: keys.count) { scratch in
      unsafe keys.withUnsafeMutableBufferPointer { keys in
        let sorted = unsafe sort(keys, scratch, by: lowest)
        if unsafe sorted.baseAddress != keys.baseAddress { unsafe _ = keys.update(from: sorted) }
      }
    }
  }

  /// Sorts keys in one of the two buffers by their bits from `lowest` on; stable.
  static func sort<Key: FixedWidthInteger & UnsignedInteger>(
    _ keys: UnsafeMutableBufferPointer<Key>, _ scratch: UnsafeMutableBufferPointer<Key>, by lowest: Int
  ) -> UnsafeMutableBufferPointer<Key> {
    precondition(scratch.count == keys.count && (0..<Key.bitWidth).contains(lowest))
    guard keys.count > 64 else {
      for index in 1..<max(keys.count, 1) {
        let key = unsafe keys[index]
        var hole = index
        while hole > 0, unsafe keys[hole &- 1] &>> Key(lowest) > key &>> Key(lowest) {
          unsafe keys[hole] = keys[hole &- 1]
          hole &-= 1
        }
        unsafe keys[hole] = key
      }
      return unsafe keys
    }
    var (source, target) = unsafe (keys, scratch)
    unsafe withUnsafeTemporaryAllocation(of: Int.self, capacity: 256) { places in
      for shift in stride(from: lowest, to: Key.bitWidth, by: 8) {
        let shift = Key(shift)
        unsafe places.initialize(repeating: 0)
        for index in 0..<source.count {
          unsafe places[Int(truncatingIfNeeded: source[index] &>> shift & 255)] &+= 1
        }
        // All alike: nothing to do.
        if unsafe places[Int(truncatingIfNeeded: source[0] &>> shift & 255)] == source.count { continue }
        var next = 0
        for digit in 0..<256 {
          let size = unsafe places[digit]
          unsafe places[digit] = next
          next &+= size
        }
        for index in 0..<source.count {
          let key = unsafe source[index]
          let digit = Int(truncatingIfNeeded: key &>> shift & 255)
          let place = unsafe places[digit]
          unsafe places[digit] = place &+ 1
          unsafe target[place] = key
        }
        unsafe swap(&source, &target)
      }
    }
    return unsafe source
  }
}
