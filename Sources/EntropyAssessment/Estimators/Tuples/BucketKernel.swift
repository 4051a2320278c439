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

  /// Pairs of keys that share just so many bits: 0 to 32 behind those of the bucket. Modulo 2^64 until all are in.
  let pairs: UnsafeMutableBufferPointer<UInt64>
  /// The most keys that share so many bits, as far as ``placeBits``, and further on among those at places with many.
  let highest: UnsafeMutableBufferPointer<UInt32>
  /// The most keys that share the bits of ``trackedMask``.
  private(set) var highestTracked: UInt32 = 1
  /// The bits of the first whole symbols that do not fit into a place.
  private let trackedMask: UInt32

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
    unsafe sizes = zeros(1 << placeBits)
    unsafe firsts = zeros(1 << placeBits)
    unsafe nexts = zeros(1 << placeBits)
    unsafe large = zeros(1 << placeBits)
  }

  deinit {
    unsafe pairs.deallocate()
    unsafe highest.deallocate()
    unsafe sizes.deallocate()
    unsafe firsts.deallocate()
    unsafe nexts.deallocate()
    unsafe large.deallocate()
  }

  /// Counts the keys of one bucket.
  ///
  /// - Parameters:
  ///   - keys: in any order; their order is lost.
  ///   - sorted: as many places.
  ///   - repeated: receives the keys that occur more than once, each at least once.
  mutating func count(
    _ keys: UnsafeMutableBufferPointer<UInt32>, _ sorted: UnsafeMutableBufferPointer<UInt32>,
    _ repeated: (UInt32) -> Void
  ) {
    precondition(sorted.count >= keys.count && keys.count < Int(Int32.max))
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
    unsafe Self.fold(sizes, bits: placeBits, pairs, highest)
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
    _ sorted: UnsafeMutableBufferPointer<UInt32>, _ repeated: (UInt32) -> Void
  ) {
    for place in unsafe 0..<sizes.count {
      let first = unsafe firsts[place]
      guard first != UInt32.max, unsafe sizes[place] > 1 else { continue }
      for index in unsafe first..<nexts[place] {
        for other in first..<index where unsafe sorted[Int(other)] == sorted[Int(index)] {
          unsafe repeated(sorted[Int(index)])
          break
        }
      }
    }
  }

  /// Joins the counts of neighbouring places for one bit less after the other: what two of them do not share is the last
  /// bit.
  ///
  /// - Parameter sizes: for all values of so many bits; lost.
  static func fold(
    _ sizes: UnsafeMutableBufferPointer<UInt32>, bits: Int, _ pairs: UnsafeMutableBufferPointer<UInt64>,
    _ highest: UnsafeMutableBufferPointer<UInt32>
  ) {
    precondition(sizes.count == 1 << bits && pairs.count >= bits && highest.count > bits)
    var most: UInt32 = 0
    for place in 0..<sizes.count { unsafe most = max(most, sizes[place]) }
    unsafe highest[bits] = max(highest[bits], most)
    for bits in stride(from: bits &- 1, through: 0, by: -1) {
      var sum: UInt64 = 0
      most = 0
      for place in 0..<(1 &<< bits) {
        let (left, right) = unsafe (sizes[2 &* place], sizes[2 &* place &+ 1])
        unsafe sizes[place] = left &+ right
        sum &+= UInt64(left) &* UInt64(right)
        most = max(most, left &+ right)
      }
      unsafe pairs[bits] &+= sum
      unsafe highest[bits] = max(highest[bits], most)
    }
  }
}
