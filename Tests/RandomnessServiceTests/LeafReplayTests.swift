// SPDX-License-Identifier: Apache-2.0
import DRBG
import RandomnessService
import Telemetry
import TestSupport
import Testing

/// The bytes that a thread draws, computed a second time by the mechanism for known answers: the root's seeds, the
/// requests with their additional inputs, and the order in which they come.
@Suite struct LeafReplayTests {
  /// A service whose leaves are computed beside it. What the operating system gives to them is the n-th SplitMix64 stream
  /// at the n-th draw, by the root and by leaves.
  struct Twin: ~Copyable {
    var replay: ReplayTests.Replay
    let isMixing: Bool
    let usesDerivationFunction: Bool
    private var draws: UInt64 = 0

    var bench: Bench { replay.bench }

    init(profile: Profile, clones: CloneRule, leafPolicy: LeafPolicy? = nil) throws {
      isMixing = clones == .mix
      usesDerivationFunction = profile == .sp800x90c
      var replay = try ReplayTests.Replay(
        Configuration(
          profile: profile, sources: [.quantum()], reseed: ReseedPolicy(requests: 100, seconds: 6000),
          clones: clones), leafPolicy: leafPolicy)
      _ = try replay.samples(1024)  // the start-up test
      try replay.instantiate(try replay.samples(112), delivery: 1)
      self.replay = replay
    }

    mutating func fresh() -> [UInt8] {
      guard isMixing else { return [] }
      defer { draws += 1 }
      var stream = SplitMix64(seed: draws)
      return stream.bytes(32)
    }

    /// A leaf's instance, seeded by 48 bytes of one request of the root.
    mutating func leaf() throws -> KnownAnswerDRBG {
      let seed = try replay.generate(48, additionalInput: fresh())
      var leaf = try KnownAnswerDRBG(usesDerivationFunction: usesDerivationFunction)
      try leaf.instantiate(entropy: seed, nonce: [], personalization: [])
      return leaf
    }

    mutating func reseed(_ leaf: inout KnownAnswerDRBG) throws {
      try leaf.reseed(entropy: try replay.generate(48, additionalInput: fresh()))
    }

    mutating func generate(_ leaf: inout KnownAnswerDRBG, _ count: Int) throws -> [UInt8] {
      try leaf.generate(byteCount: count, additionalInput: fresh())
    }
  }

  static let kinds: [(Profile, CloneRule)] = [
    (.standard, .mix), (.standard, .neverCloned), (.sp800x90c, .mix), (.sp800x90c, .neverCloned),
  ]

  @Test(arguments: kinds)
  func `the pooled stream is the concatenation of strict requests of 4096 bytes`(
    profile: Profile, clones: CloneRule
  ) throws {
    var twin = try Twin(profile: profile, clones: clones)
    var leaf = try twin.leaf()
    var expected: [UInt8] = []
    for _ in 0..<6 { expected += try twin.generate(&leaf, 4096) }
    // Lengths of every kind, words among them; the whole stream is read.
    var lengths = SplitMix64(seed: 5)
    var generator = twin.bench.service.generator()
    var read: [UInt8] = []
    while read.count < expected.count {
      let rest = expected.count - read.count
      switch lengths.integer(in: 0...3) {
      case 0 where rest >= 8:
        let word = generator.next()
        read += (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
      case 1: read += try twin.bench.fill(min(rest, lengths.integer(in: 1...1024)))
      default: read += try twin.bench.fill(min(rest, lengths.integer(in: 1...40)))
      }
    }
    #expect(zip(read, expected).enumerated().first { $1.0 != $1.1 }?.offset == nil)
    #expect(read.count == expected.count)
  }

  @Test(arguments: kinds)
  func `a long request that the pool does not hold is one of its own and leaves the pool as it is`(
    profile: Profile, clones: CloneRule
  ) throws {
    var twin = try Twin(profile: profile, clones: clones)
    var leaf = try twin.leaf()
    let pool = try twin.generate(&leaf, 4096)
    #expect(try twin.bench.fill(1000) == Array(pool[..<1000]))
    #expect(try twin.bench.fill(2000) == Array(pool[1000..<3000]))
    let first = try twin.generate(&leaf, 1100)
    #expect(try twin.bench.fill(1100) == first)
    let second = try twin.generate(&leaf, 65_536) + twin.generate(&leaf, 1)
    #expect(try twin.bench.fill(65_537) == second)
    #expect(try twin.bench.fill(1000) == Array(pool[3000..<4000]))
    // Up to 1 KiB the rest of the pool is used up, and the next one begun.
    let next = try twin.generate(&leaf, 4096)
    #expect(try twin.bench.fill(1024) == Array(pool[4000...]) + next[..<928])
  }

  @Test(arguments: kinds)
  func `secrets and nonces are strict requests of instances of their own`(
    profile: Profile, clones: CloneRule
  ) throws {
    var twin = try Twin(profile: profile, clones: clones)
    var secret = try twin.leaf()
    let first = try twin.generate(&secret, 32)
    #expect(try twin.bench.secret(32) == first)
    var published = try twin.leaf()
    let nonce = try twin.generate(&published, 12)
    let drawn = try twin.bench.service.nonce()
    #expect((0..<12).map { drawn[$0] } == nonce)
    var general = try twin.leaf()
    let pool = try twin.generate(&general, 4096)
    #expect(try twin.bench.fill(16) == Array(pool[..<16]))
    for count in [1, 32, 48, 1000] {
      let expected = try twin.generate(&secret, count)
      #expect(try twin.bench.secret(count) == expected)
    }
  }

  @Test func `at a limit the leaf is reseeded by the root and keeps its state`() throws {
    var twin = try Twin(
      profile: .sp800x90c, clones: .mix, leafPolicy: LeafPolicy(requests: 2, bytes: 1 << 20, seconds: 600))
    var secret = try twin.leaf()
    for round in 0..<3 {
      if round > 0 { try twin.reseed(&secret) }
      for _ in 0..<2 {
        let expected = try twin.generate(&secret, 32)
        #expect(try twin.bench.secret(32) == expected)
      }
    }
    #expect(twin.bench.service.snapshot().generator.leaves.seeds == 3)
  }
}
