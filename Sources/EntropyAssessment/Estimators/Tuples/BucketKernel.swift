// SPDX-License-Identifier: Apache-2.0

/// Counts how many bits the windows of one bucket after the other share, pair by pair.
///
/// The first bits of a key choose a place in a table. Keys with a place of their own share it with no other; a few keys at
/// one place are compared with each other, many are sorted.
@safe struct BucketKernel: ~Copyable {
  /// Bits of a key that choose its place.
  let placeBits: Int
  /// The size from which the keys at one place are sorted.
  static let largeSize: UInt32 = 12
  /// The keys of a bucket that can be linked: an index and a size have 16 bits.
  private static let linkLimit = 1 << 16 - 1

  /// Pairs of keys that share just so many bits: 0 to 32 behind those of the bucket. Modulo 2^64 until all are in.
  let pairs: UnsafeMutableBufferPointer<UInt64>
  /// The most keys that share so many bits, as far as ``placeBits``, and further on among those at places with many.
  let highest: UnsafeMutableBufferPointer<UInt32>
  /// The most keys that share the bits of ``trackedMask``.
  private(set) var highestTracked: UInt32 = 1
  /// The bits of the first whole symbols that do not fit into a place.
  private let trackedMask: UInt32

  /// For each place, how many keys there are in the upper half, and one more than the index of the last one in the lower.
  private let links: UnsafeMutableBufferPointer<UInt32>
  /// For each key of a bucket, one more than the index of the one before at its place; 0 for none.
  private let previous: UnsafeMutableBufferPointer<UInt16>
  /// The keys with one before.
  private let followers: UnsafeMutableBufferPointer<UInt16>
  private let sizes: UnsafeMutableBufferPointer<UInt32>
  private let firsts: UnsafeMutableBufferPointer<UInt32>
  private let nexts: UnsafeMutableBufferPointer<UInt32>
  private let large: UnsafeMutableBufferPointer<UInt32>

  /// - Parameters:
  ///   - placeBits: 1 to 16.
  ///   - trackedBits: up to 32, and more than those.
  init(placeBits: Int, trackedBits: Int) {
    precondition((1...16).contains(placeBits) && trackedBits > placeBits && trackedBits <= 32)
    self.placeBits = placeBits
    trackedMask = UInt32.max << UInt32(32 - trackedBits)
    func zeros<Value: FixedWidthInteger>(_ count: Int) -> UnsafeMutableBufferPointer<Value> {
      let buffer = UnsafeMutableBufferPointer<Value>.allocate(capacity: count)
      unsafe buffer.initialize(repeating: 0)
      return unsafe buffer
    }
    unsafe pairs = zeros(33)
    unsafe highest = zeros(33)
    unsafe links = zeros(1 << placeBits)
    unsafe previous = zeros(Self.linkLimit)
    unsafe followers = zeros(Self.linkLimit)
    unsafe sizes = zeros(1 << placeBits)
    unsafe firsts = zeros(1 << placeBits)
    unsafe nexts = zeros(1 << placeBits)
    unsafe large = zeros(1 << placeBits)
  }

  deinit {
    unsafe pairs.deallocate()
    unsafe highest.deallocate()
    unsafe links.deallocate()
    unsafe previous.deallocate()
    unsafe followers.deallocate()
    unsafe sizes.deallocate()
    unsafe firsts.deallocate()
    unsafe nexts.deallocate()
    unsafe large.deallocate()
  }

  /// Counts the keys of one bucket.
  ///
  /// - Parameters:
  ///   - keys: in any order; their order is lost.
  ///   - scratch: as many places.
  ///   - repeated: receives the keys that occur more than once, each at least once, and how often they do; in all not more
  ///     than there are keys.
  mutating func count(
    _ keys: UnsafeMutableBufferPointer<UInt32>, _ scratch: UnsafeMutableBufferPointer<UInt32>,
    _ repeated: (_ key: UInt32, _ size: Int) -> Void
  ) {
    precondition(scratch.count >= keys.count && keys.count < Int(Int32.max))
    if keys.count <= Self.linkLimit {
      unsafe countLinked(keys, scratch, repeated)
    } else {
      unsafe countDistributed(keys, scratch, repeated)
    }
  }

  /// Counts by linking the keys at a place, without moving them.
  ///
  /// - Parameter keys: at most ``linkLimit``.
  private mutating func countLinked(
    _ keys: UnsafeMutableBufferPointer<UInt32>, _ scratch: UnsafeMutableBufferPointer<UInt32>,
    _ repeated: (_ key: UInt32, _ size: Int) -> Void
  ) {
    // Each key's top bits are a place, and indices of keys fit into 16 bits.
    let shift = UInt32(32 &- placeBits)
    let (links, previous, followers, pairs) = unsafe (self.links, self.previous, self.followers, self.pairs)
    unsafe links.update(repeating: 0)
    var followerCount = 0
    for index in 0..<keys.count {
      let place = Int(unsafe keys[index] &>> shift)
      let link = unsafe links[place]
      unsafe links[place] = link & 0xffff_0000 &+ (0x1_0001 &+ UInt32(truncatingIfNeeded: index))
      unsafe previous[index] = UInt16(truncatingIfNeeded: link)
      // Written in any case, so that nothing is to be predicted.
      unsafe followers[followerCount] = UInt16(truncatingIfNeeded: index)
      // 1 for any link but 0.
      followerCount &+= Int(truncatingIfNeeded: (link & 0xffff &+ 0xffff) &>> 16)
    }

    let trackedMask = self.trackedMask
    let equalBefore = unsafe pairs[32]
    var tracked: UInt32 = 0
    for follower in 0..<followerCount {
      let index = unsafe Int(followers[follower])
      let key = unsafe keys[index]
      guard unsafe links[Int(key &>> shift)] < Self.largeSize &<< 16 else { continue }
      var other = unsafe Int(previous[index])
      var alike: UInt32 = 0
      repeat {
        let difference = unsafe keys[other &- 1] ^ key
        unsafe pairs[difference.leadingZeroBitCount] &+= 1
        alike &+= difference & trackedMask == 0 ? 1 : 0
        other = unsafe Int(previous[other &- 1])
      } while other != 0
      tracked = max(tracked, alike)
    }
    highestTracked = max(highestTracked, tracked &+ 1)
    if unsafe pairs[32] != equalBefore {
      for follower in 0..<followerCount {
        let index = unsafe Int(followers[follower])
        var other = unsafe Int(previous[index])
        guard unsafe links[Int(keys[index] &>> shift)] < Self.largeSize &<< 16 else { continue }
        while other != 0, unsafe keys[other &- 1] != keys[index] { other = unsafe Int(previous[other &- 1]) }
        if other != 0 { unsafe repeated(keys[index], 1) }
      }
    }

    let sizes = unsafe self.sizes
    var most: UInt32 = 0
    for place in 0..<sizes.count {
      let size = unsafe links[place] &>> 16
      unsafe sizes[place] = size
      most = max(most, size)
    }
    if most >= Self.largeSize { unsafe sweepLinked(keys, scratch, repeated) }
    unsafe Self.fold(sizes, nexts, bits: placeBits, pairs, highest)
  }

  /// Sorts the keys at each place with many.
  private func sweepLinked(
    _ keys: UnsafeMutableBufferPointer<UInt32>, _ scratch: UnsafeMutableBufferPointer<UInt32>,
    _ repeated: (_ key: UInt32, _ size: Int) -> Void
  ) {
    for place in unsafe 0..<links.count {
      let size = unsafe Int(links[place] &>> 16)
      guard size >= Self.largeSize else { continue }
      var index = unsafe Int(links[place] & 0xffff)
      unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: size) { members in
        for member in 0..<size {
          unsafe members[member] = keys[index &- 1]
          index = unsafe Int(previous[index &- 1])
        }
        unsafe KeySweepKernel.count(
          members, UnsafeMutableBufferPointer(rebasing: scratch[0..<size]), from: placeBits, pairs, highest,
          repeated)
      }
    }
  }

  /// Counts by moving the keys to their places.
  private mutating func countDistributed(
    _ keys: UnsafeMutableBufferPointer<UInt32>, _ sorted: UnsafeMutableBufferPointer<UInt32>,
    _ repeated: (_ key: UInt32, _ size: Int) -> Void
  ) {
    // Each key's top bits are a place; the places sum up to the number of keys.
    let shift = UInt32(32 &- placeBits)
    let (sizes, firsts, nexts, large) = unsafe (self.sizes, self.firsts, self.nexts, self.large)
    unsafe sizes.update(repeating: 0)
    for index in 0..<keys.count { unsafe sizes[Int(unsafe keys[index] &>> shift)] &+= 1 }
    var largeCount = 0
    var next: UInt32 = 0
    for place in 0..<sizes.count {
      let size = unsafe sizes[place]
      unsafe nexts[place] = next
      unsafe firsts[place] = next
      if size >= Self.largeSize {
        unsafe large[largeCount] = UInt32(truncatingIfNeeded: place)
        largeCount &+= 1
        // No key there has one before it to be compared with.
        unsafe firsts[place] = UInt32.max
      }
      next &+= size
    }

    let (pairs, trackedMask) = unsafe (self.pairs, self.trackedMask)
    let equalBefore = unsafe pairs[32]
    var tracked: UInt32 = 0
    for index in 0..<keys.count {
      let key = unsafe keys[index]
      let place = Int(key &>> shift)
      let end = unsafe nexts[place]
      var other = unsafe firsts[place]
      unsafe nexts[place] = end &+ 1
      unsafe sorted[Int(end)] = key
      var alike: UInt32 = 0
      while other < end {
        let difference = unsafe sorted[Int(other)] ^ key
        unsafe pairs[difference.leadingZeroBitCount] &+= 1
        alike &+= difference & trackedMask == 0 ? 1 : 0
        other &+= 1
      }
      tracked = max(tracked, alike)
    }
    highestTracked = max(highestTracked, tracked &+ 1)
    if unsafe pairs[32] != equalBefore { unsafe findRepeated(sorted, repeated) }
    for index in 0..<largeCount {
      let place = unsafe Int(large[index])
      let end = unsafe Int(nexts[place])
      let first = unsafe end &- Int(sizes[place])
      unsafe KeySweepKernel.count(
        UnsafeMutableBufferPointer(rebasing: sorted[first..<end]),
        UnsafeMutableBufferPointer(rebasing: keys[first..<end]), from: placeBits, pairs, highest, repeated)
    }
    unsafe Self.fold(sizes, nexts, bits: placeBits, pairs, highest)
  }

  /// Adds what all buckets together gave; their sizes are counted by the caller.
  borrowing func add(to counts: inout WindowKernel.Counts) {
    let bucketBits = WindowKernel.bucketBits
    for bits in 0...32 {
      unsafe counts.pairs[bucketBits + bits] &+= pairs[bits]
      unsafe counts.highest[bucketBits + bits] = Int(highest[bits])
    }
    let tracked = bucketBits + trackedMask.nonzeroBitCount
    counts.highest[tracked] = max(counts.highest[tracked], Int(highestTracked))
    // Fewer bits are shared by as many keys at least.
    for bits in stride(from: bucketBits + 31, through: bucketBits, by: -1) {
      counts.highest[bits] = max(counts.highest[bits], counts.highest[bits + 1])
    }
  }

  /// Finds the equal keys at places with few.
  private func findRepeated(
    _ sorted: UnsafeMutableBufferPointer<UInt32>, _ repeated: (_ key: UInt32, _ size: Int) -> Void
  ) {
    for place in unsafe 0..<sizes.count {
      let first = unsafe firsts[place]
      guard first != UInt32.max, unsafe sizes[place] > 1 else { continue }
      for index in unsafe first..<nexts[place] {
        for other in first..<index where unsafe sorted[Int(other)] == sorted[Int(index)] {
          unsafe repeated(sorted[Int(index)], 1)
          break
        }
      }
    }
  }

  /// Joins the counts of neighbouring places for one bit less after the other: what two of them do not share is the last
  /// bit.
  ///
  /// - Parameters:
  ///   - sizes: for all values of so many bits; lost.
  ///   - scratch: as many.
  private static func fold(
    _ sizes: UnsafeMutableBufferPointer<UInt32>, _ scratch: UnsafeMutableBufferPointer<UInt32>, bits: Int,
    _ pairs: UnsafeMutableBufferPointer<UInt64>, _ highest: UnsafeMutableBufferPointer<UInt32>
  ) {
    precondition(sizes.count == 1 << bits && scratch.count == sizes.count)
    precondition(pairs.count >= bits && highest.count > bits)
    var most: UInt32 = 0
    for place in 0..<sizes.count { unsafe most = max(most, sizes[place]) }
    unsafe highest[bits] = max(highest[bits], most)
    var (source, target) = unsafe (sizes, scratch)
    for bits in stride(from: bits &- 1, through: 0, by: -1) {
      var sum: UInt64 = 0
      most = 0
      for place in 0..<(1 &<< bits) {
        let (left, right) = unsafe (source[2 &* place], source[2 &* place &+ 1])
        unsafe target[place] = left &+ right
        sum &+= UInt64(left) &* UInt64(right)
        most = max(most, left &+ right)
      }
      unsafe pairs[bits] &+= sum
      unsafe highest[bits] = max(highest[bits], most)
      unsafe swap(&source, &target)
    }
  }
}
