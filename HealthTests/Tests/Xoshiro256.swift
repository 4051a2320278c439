// SPDX-License-Identifier: Apache-2.0

/// xoshiro256** (Blackman, Vigna 2018): fast, seeded, no cryptography. Its words are not linear in their low
/// bits, unlike those of its relatives, so all of them can be samples.
struct Xoshiro256: RandomNumberGenerator {
  private var s: (UInt64, UInt64, UInt64, UInt64)

  init(seed: UInt64) {
    var seeder = SplitMix64(seed: seed)
    s = (seeder.next(), seeder.next(), seeder.next(), seeder.next())
  }

  mutating func next() -> UInt64 {
    let product = s.1 &* 5
    let result = (product &<< 7 | product &>> 57) &* 9
    let t = s.1 &<< 17
    s.2 ^= s.0
    s.3 ^= s.1
    s.1 ^= s.2
    s.0 ^= s.3
    s.2 ^= t
    s.3 = s.3 &<< 45 | s.3 &>> 19
    return result
  }
}
