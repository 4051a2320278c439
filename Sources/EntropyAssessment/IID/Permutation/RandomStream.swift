// SPDX-License-Identifier: Apache-2.0

/// Random numbers of one round of the permutation tests: xoshiro256++ (Blackman and Vigna, 2019), seeded from the seed of
/// the test and the number of the round, so that a round does not depend on who computes the others.
///
/// For statistics; it makes no secrets.
struct RandomStream: RandomNumberGenerator {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  init(seed: UInt64, round: Int) {
    // SplitMix64 (Steele, Lea, Flood, 2014) in counter mode: four counts for each round, which no other round uses.
    func word(_ number: UInt64) -> UInt64 {
      var z = Self.mixed(seed) &+ (4 &* UInt64(truncatingIfNeeded: round) &+ number) &* Self.golden
      z = Self.mixed(z)
      return z
    }
    state = (word(1), word(2), word(3), word(4))
    // The one state that stays as it is.
    if state == (0, 0, 0, 0) { state.0 = 1 }
  }

  /// 2^64 / the golden ratio.
  private static let golden: UInt64 = 0x9e37_79b9_7f4a_7c15

  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z &>> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z &>> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z &>> 31)
  }

  @inline(__always)
  mutating func next() -> UInt64 {
    let sum = state.0 &+ state.3
    let result = (sum &<< 23 | sum &>> 41) &+ state.0
    let shifted = state.1 &<< 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = state.3 &<< 45 | state.3 &>> 19
    return result
  }

  /// A number below a limit, each with the same probability (Lemire, 2019), from 32 random bits.
  ///
  /// - Parameters:
  ///   - bits: 32 random bits; drawn anew in the rare case that they would favour a number.
  ///   - limit: at least 1.
  @inline(__always)
  mutating func number(below limit: UInt32, from bits: UInt32) -> UInt32 {
    var product = UInt64(bits) &* UInt64(limit)
    if UInt32(truncatingIfNeeded: product) < limit {
      let threshold = (0 &- limit) % limit
      while UInt32(truncatingIfNeeded: product) < threshold {
        product = UInt64(UInt32(truncatingIfNeeded: next())) &* UInt64(limit)
      }
    }
    return UInt32(truncatingIfNeeded: product &>> 32)
  }
}
