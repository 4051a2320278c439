// SPDX-License-Identifier: Apache-2.0
// The type is left out of release builds, and so are its tests.
#if DEBUG
  import RandomnessService
  import RandomnessTesting
  import SecretMemory
  import Telemetry
  import Testing

  @Suite struct SeededRandomnessTests {
    /// Code as a user writes it, which does not know whom it asks.
    func token(from source: some RandomBytes) throws(RandomnessError) -> [UInt8] {
      let secret = try source.secretBytes(12)
      return secret.withBytes { bytes in bytes.indices.map { bytes[$0] } }
    }

    func die(from source: any RandomBytes) -> Int {
      var generator = source.generator()
      return Int.random(in: 1...6, using: &generator)
    }

    @Test func `the same seed gives the same bytes for ever`() throws {
      // The published first outputs of SplitMix64 for the seed 1234567.
      var stream = SeededStream(seed: 1_234_567)
      #expect([stream.next(), stream.next()] == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973])
      var bytes = [UInt8](repeating: 0, count: 11)
      try SeededRandomness(seed: 1_234_567).fill(&bytes)
      let words: [UInt64] = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]
      let expected = (0..<11).map { index in
        UInt8(truncatingIfNeeded: words[index / 8] >> UInt64(index % 8 * 8))
      }
      #expect(bytes == expected)
      #expect(try token(from: SeededRandomness(seed: 5)) == token(from: SeededRandomness(seed: 5)))
      #expect(try token(from: SeededRandomness(seed: 5)) != token(from: SeededRandomness(seed: 6)))
    }

    @Test func `the same code runs on the real one`() throws {
      let randomness = try Randomness.start(.default, deadline: .seconds(5))
      #expect(try token(from: randomness) != token(from: randomness))
      #expect((1...6).contains(die(from: randomness)))
      let first = die(from: SeededRandomness(seed: 9))
      #expect(first == die(from: SeededRandomness(seed: 9)))
    }

    @Test func `failures can be told to it and taken back`() throws {
      let source = SeededRandomness(seed: 1)
      let dead = RandomnessError.sourcesUnavailable(
        sources: [.init(id: "getrandom", state: .absent, reason: "test")], waitedMilliseconds: 7)
      source.fail(with: dead)
      var buffer = [UInt8](repeating: 1, count: 20)
      #expect(throws: dead) { try source.fill(&buffer, predictionResistance: true) }
      #expect(buffer == [UInt8](repeating: 0, count: 20))
      #expect(throws: dead) { _ = try token(from: source) }
      source.fail(with: nil)
      try source.fill(&buffer)
      #expect(Set(buffer).count > 5)
    }

    @Test func `lengths are limited as in the real one`() {
      let source = SeededRandomness(seed: 1)
      for count in [0, -1, (1 << 20) + 1] {
        #expect(throws: RandomnessError.lengthOutOfRange(bytes: count, limit: 1 << 20)) {
          _ = try source.secretBytes(count)
        }
      }
    }
  }
#endif
