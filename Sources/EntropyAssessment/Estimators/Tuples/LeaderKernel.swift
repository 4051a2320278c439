// SPDX-License-Identifier: Apache-2.0

/// Finds for each position the first one with the same window.
enum LeaderKernel {
  /// The first position with the window of each of the first positions: its leader.
  ///
  /// - Parameters:
  ///   - mask: the bits of a key that belong to whole symbols.
  /// - Cost: two passes over the windows and one over the keys; 8 bytes of memory for each position.
  static func leaders(of sequence: PackedSequence, positions: Int, mask: UInt32) -> [UInt32] {
    precondition(positions < Int(Int32.max))
    var sizes = [UInt32](repeating: 0, count: 1 << WindowKernel.bucketBits)
    WindowKernel.countBuckets(sequence, positions: positions, &sizes)
    var places = sizes
    var next: UInt32 = 0
    for bucket in places.indices { (places[bucket], next) = (next, next &+ places[bucket]) }
    let starts = places
    let keys = unsafe HugePages.allocate(positions)
    defer { unsafe keys.deallocate() }
    unsafe WindowKernel.distribute(sequence, positions: positions, mask: mask, places: &places, into: keys)
    for bucket in sizes.indices where sizes[bucket] > 0 {
      let (first, end) = (Int(starts[bucket]), Int(places[bucket]))
      unsafe replace(UnsafeMutableBufferPointer(rebasing: keys[first..<end]), first: starts[bucket])
    }
    return unsafe gather(sequence, positions: positions, starts, keys)
  }

  /// Replaces each key of a bucket by the place of the first one like it.
  ///
  /// - Parameter first: the place of the bucket's first key.
  private static func replace(_ keys: UnsafeMutableBufferPointer<UInt32>, first: UInt32) {
    // A hash table, at most half full, of one more than the index of each first key.
    let bits = UInt32(max(1, Int.bitWidth - keys.count.leadingZeroBitCount) + 1)
    precondition(1 << Int(bits) >= 2 * keys.count && bits < 32)
    unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: keys.count) { leaders in
      unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 1 << Int(bits)) { table in
        unsafe table.initialize(repeating: 0)
        for index in 0..<keys.count {
          let key = unsafe keys[index]
          var slot = Int((key &* 0x9e37_79b1) &>> (32 &- bits))
          while true {
            let entry = unsafe table[slot]
            if entry == 0 {
              unsafe table[slot] = UInt32(truncatingIfNeeded: index &+ 1)
              unsafe leaders[index] = UInt32(truncatingIfNeeded: index)
              break
            }
            if unsafe keys[Int(entry &- 1)] == key {
              unsafe leaders[index] = entry &- 1
              break
            }
            slot = (slot &+ 1) & (table.count &- 1)
          }
        }
      }
      for index in 0..<keys.count { unsafe keys[index] = leaders[index] &+ first }
    }
  }

  /// The leader of each position, from the places of the leaders' keys.
  ///
  /// - Parameter places: for each key; lost.
  private static func gather(
    _ sequence: PackedSequence, positions: Int, _ starts: [UInt32],
    _ places: UnsafeMutableBufferPointer<UInt32>
  ) -> [UInt32] {
    precondition(starts.count == 1 << WindowKernel.bucketBits && places.count == positions)
    // The place of a leader's key holds its position once that is known, with this bit.
    let isKnown: UInt32 = 1 << 31
    var nexts = starts
    return unsafe [UInt32](unsafeUninitializedCapacity: positions) { leaders, initialized in
      var position: UInt32 = 0
      unsafe nexts.withUnsafeMutableBufferPointer { nexts in
        // The windows come in the order in which their keys were distributed.
        WindowKernel.forEachWindow(of: sequence, positions: positions) { window in
          let bucket = Int(truncatingIfNeeded: window &>> 52)
          let place = unsafe nexts[bucket]
          unsafe nexts[bucket] = place &+ 1
          let leader = unsafe places[Int(place)]
          if leader == place { unsafe places[Int(place)] = position | isKnown }
          unsafe leaders[Int(position)] = places[Int(leader)] & ~isKnown
          position &+= 1
        }
      }
      initialized = positions
    }
  }
}
