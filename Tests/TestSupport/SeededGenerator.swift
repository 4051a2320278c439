// SPDX-License-Identifier: Apache-2.0

/// SplitMix64: a small generator for tests, the same stream from the same seed for ever. Not for anything secret.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Starts the stream of `seed`.
  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    // Steele, Lea, Flood: Fast splittable pseudorandom number generators (2014).
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// The next byte; eight times slower than `next()` and plain to follow.
  package mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: next() >> 56) }
}
