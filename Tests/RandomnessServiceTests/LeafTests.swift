// SPDX-License-Identifier: Apache-2.0
import RandomnessService
import Telemetry
import TestSupport
import Testing

/// When a leaf goes to the root, what it then does with its pool, and what it refuses.
@Suite struct LeafTests {
  static func bench(
    _ profile: Profile = .standard, clones: CloneRule = .mix, seconds: UInt64 = 6000, seed: UInt64 = 1,
    leafPolicy: LeafPolicy? = nil
  ) throws -> Bench {
    try Bench(
      Configuration(
        profile: profile, sources: [.quantum()], reseed: ReseedPolicy(requests: 1000, seconds: seconds),
        clones: clones), seed: seed, leafPolicy: leafPolicy)
  }

  static func leaves(_ bench: Bench) -> Snapshot.LeafReport { bench.service.snapshot().generator.leaves }

  @Test func `what was made before a tick is never served, and the seed goes on`() throws {
    // The same bytes, once with and once without a tick between two draws.
    let (one, other) = (try Self.bench(), try Self.bench())
    let before = try one.fill(64)
    one.service.tick()
    let fresh = try one.fill(64)
    #expect(Self.leaves(one) == LeafTests.report(seeds: 1, requests: 2, bytes: 8192))
    #expect(try other.fill(64) == before)
    #expect(try other.fill(64) != fresh)
    #expect(Self.leaves(other) == LeafTests.report(seeds: 1, requests: 1, bytes: 4096))
  }

  static func report(seeds: UInt64, requests: UInt64, bytes: UInt64) -> Snapshot.LeafReport {
    Snapshot.LeafReport(seeds: seeds, requests: requests, bytes: bytes, cloneProtection: "mixing")
  }

  @Test func `an operator's reseed discards the pool and reaches the leaf`() throws {
    let (one, other) = (try Self.bench(), try Self.bench())
    let before = try one.fill(64)
    try one.service.reseed()
    let fresh = try one.fill(64)
    #expect(Self.leaves(one).seeds == 2)
    #expect(one.ledger.count == 2)
    #expect(try other.fill(64) == before)
    #expect(try other.fill(64) != fresh)
  }

  @Test func `a leaf is reseeded after its requests, its bytes and its seconds`() throws {
    let requests = try Self.bench(leafPolicy: LeafPolicy(requests: 3, bytes: 1 << 20, seconds: 600))
    for expected: UInt64 in [1, 1, 1, 2, 2, 2, 3] {
      try requests.secret(32)
      #expect(Self.leaves(requests).seeds == expected)
    }
    let bytes = try Self.bench(leafPolicy: LeafPolicy(requests: 100, bytes: 10_000, seconds: 600))
    for expected: UInt64 in [1, 1, 2, 2, 3] {
      try bytes.fill(5000)
      #expect(Self.leaves(bytes).seeds == expected)
    }
    let seconds = try Self.bench()
    try seconds.fill()
    for _ in 0..<9 {
      seconds.pass(seconds: 60)
      seconds.service.tick()
      try seconds.fill()
    }
    #expect(Self.leaves(seconds).seeds == 1)
    // 600 s would be passed before the next tick.
    seconds.pass(seconds: 1)
    seconds.service.tick()
    try seconds.fill()
    #expect(Self.leaves(seconds).seeds == 2)
  }

  @Test func `a reseed of the root that falls due by time is made at a tick`() throws {
    let bench = try Self.bench(seconds: 100)
    try bench.fill()
    bench.pass(seconds: 101)
    try bench.fill()
    #expect(bench.ledger.count == 1)
    bench.service.tick()
    try bench.fill()
    #expect(bench.ledger.map(\.purpose) == ["instantiate", "reseed: interval"])
    #expect(Self.leaves(bench).seeds == 2)
  }

  @Test func `no leaf serves on behind a root that has stopped`() throws {
    let bench = try Bench(
      Configuration(
        sources: [.quantum()], reseed: ReseedPolicy(requests: 1000, seconds: 100), deadlineMilliseconds: 50),
      scripts: ["quantum": [.noise(.uniform, samples: 1024 + 112), .unplugged()]])
    try bench.fill()
    bench.pass(seconds: 150)
    bench.service.tick()
    try bench.fill()
    #expect(bench.phase == .degraded)
    bench.pass(seconds: 100)
    bench.service.tick()
    for _ in 0..<2 {
      #expect(throws: RandomnessError.self) { try bench.fill() }
      #expect(throws: RandomnessError.self) { try bench.secret(32) }
    }
    #expect(bench.phase == .stopped)
  }

  @Test func `an error of the generator stops every leaf until an operator's reset`() throws {
    let bench = try Self.bench()
    try bench.fill()
    try bench.secret(32)
    bench.failTest("CTR_DRBG AES-256 df, reseed")
    #expect(throws: RandomnessError.self) { try bench.service.reset() }
    var bytes = [UInt8](repeating: 0xaa, count: 16)
    #expect(throws: RandomnessError.self) { try bench.service.fill(&bytes) }
    #expect(bytes == [UInt8](repeating: 0, count: 16))
    #expect(throws: RandomnessError.self) { try bench.secret(32) }
    #expect(throws: RandomnessError.self) { try bench.service.nonce() }
    #expect(throws: RandomnessError.self) { try bench.service.uniform(in: 0..<6) }
    bench.failTest(nil)
    try bench.service.reset()
    try bench.fill()
    try bench.secret(32)
  }

  @Test func `after a shutdown nothing is served by any thread`() async throws {
    let bench = try Self.bench()
    try bench.fill()
    try bench.secret(32)
    bench.service.shutDown()
    for _ in 0..<2 {
      var bytes = [UInt8](repeating: 0xaa, count: 16)
      #expect(throws: RandomnessError.shutDown) { try bench.service.fill(&bytes) }
      #expect(bytes == [UInt8](repeating: 0, count: 16))
    }
    #expect(throws: RandomnessError.shutDown) { try bench.secret(32) }
    #expect(throws: RandomnessError.shutDown) { try bench.draw() }
    #expect(throws: RandomnessError.shutDown) { try bench.service.reseed() }
    await Task.detached { _ = #expect(throws: RandomnessError.shutDown) { try bench.fill() } }.value
    #expect(bench.phase == .stopped)
    #expect(bench.service.snapshot().phaseReason == "shut down")
  }

  @Test func `one thread draws from two services in turn and mixes nothing up`() throws {
    let benches = [try Self.bench(seed: 1), try Self.bench(seed: 2)]
    var seen: Set<[UInt8]> = []
    for round in 0..<100 {
      let bench = benches[round % 2]
      for bytes in [try bench.fill(16), try bench.secret(16)] { #expect(seen.insert(bytes).inserted) }
    }
    // Each turn is a leaf anew, seeded by the root of its own service.
    for bench in benches { #expect(Self.leaves(bench).seeds == 100) }
  }

  @Test func `an empty request asks nobody`() throws {
    let bench = try Self.bench()
    try bench.fill(0)
    try bench.secret(0)
    #expect(bench.phase == .unseeded)
  }

  // MARK: - DRG.4.10

  @Test func `with drg4 no leaf passes 2^17 bits between entropy inputs of the root`() throws {
    let bench = try Bench(
      .certified(reseed: ReseedPolicy(requests: 1 << 20, seconds: 6000)), leafPolicy: .drg4)
    // Counted here from the outside, by what the leaf has generated: pools with their unread bytes, long requests, secrets
    // and nonces. A request never spans two seeds of the root, since none is longer than the limit.
    var bits: [UInt64: Int] = [:]
    var generated: UInt64 = 0
    var lengths = SplitMix64(seed: 3)
    for _ in 0..<2000 {
      let count = lengths.integer(in: 1...(lengths.integer(in: 0...9) == 0 ? 16_384 : 600))
      if lengths.integer(in: 0...49) == 0 { bench.service.tick() }
      switch lengths.integer(in: 0...2) {
      case 0: try bench.secret(count)
      case 1: try bench.fill(count)
      default: _ = try bench.service.nonce()
      }
      let snapshot = bench.service.snapshot()
      let added = Int(snapshot.generator.leaves.bytes - generated) * 8
      generated = snapshot.generator.leaves.bytes
      bits[snapshot.generator.seeds, default: 0] += added
    }
    #expect(bits.values.allSatisfy { $0 <= 1 << 17 })
    // The limit is used, not undercut by a margin that would hide a wrong count.
    #expect(bits.values.contains { $0 > 3 << 15 })
    #expect(bench.ledger.last?.purpose == "reseed: output of a leaf")
  }

  @Test func `a request beyond the limit of drg4 is cut at fresh entropy inputs`() throws {
    let bench = try Bench(
      .certified(reseed: ReseedPolicy(requests: 1 << 20, seconds: 6000)), leafPolicy: .drg4)
    try bench.fill(5 * 16_384)
    #expect(bench.ledger.count == 5)
  }

  // MARK: - Fresh randomness of the operating system

  @Test func `without it the service goes on where it holds credited entropy, and says so`() throws {
    let bench = try Self.bench()
    try bench.fill()
    bench.failFreshRandomness(errno: 38)
    for epoch in 1...2 {
      bench.service.tick()
      for _ in 0..<10 { try bench.fill(1000) }
      let events = bench.events.filter { $0.kind == .freshRandomnessUnavailable(errno: 38) }
      #expect(events.count == epoch)
    }
  }

  @Test func `without it no secret and no nonce is made, whatever the service holds`() throws {
    let bench = try Self.bench()
    try bench.secret(32)
    _ = try bench.service.nonce()
    bench.failFreshRandomness(errno: 38)
    #expect(throws: RandomnessError.freshRandomnessUnavailable(errno: 38)) { try bench.secret(32) }
    #expect(throws: RandomnessError.freshRandomnessUnavailable(errno: 38)) { try bench.service.nonce() }
    bench.failFreshRandomness(errno: 0)
    try bench.secret(32)
  }

  @Test func `after an operator's reset a leaf is instantiated anew`() throws {
    // Without fresh randomness a leaf that went on would give what a reseed of it gives.
    var outputs: [[UInt8]] = []
    for isReset in [true, false] {
      let bench = try Self.bench(clones: .neverCloned)
      try bench.secret(32)
      if isReset { try bench.service.reset() } else { try bench.service.reseed() }
      outputs.append(try bench.secret(32))
      #expect(Self.leaves(bench).seeds == 2)
    }
    #expect(outputs[0] != outputs[1])
  }

  @Test func `a thread that has ended, or draws elsewhere now, has told what it drew`() async throws {
    let (bench, other) = (try Self.bench(), try Self.bench())
    try bench.secret(100)
    try other.secret(10)
    #expect(Self.leaves(bench) == Self.report(seeds: 1, requests: 1, bytes: 100))
  }

  @Test func `the latched value of a word is never taken for an epoch`() throws {
    let bench = try Self.bench()
    bench.service.shutDown()
    for _ in 0..<3 {
      #expect(throws: RandomnessError.shutDown) { try bench.fill() }
      #expect(throws: RandomnessError.shutDown) { try bench.secret(32) }
    }
  }

  @Test func `without it and without credited entropy nothing is served`() throws {
    let bench = try Bench(Configuration(sources: [.getrandom]))
    try bench.fill(10)
    bench.failFreshRandomness(errno: 38)
    try bench.fill(10)  // of the pool, which had it
    var bytes = [UInt8](repeating: 0xaa, count: 5000)
    #expect(throws: RandomnessError.freshRandomnessUnavailable(errno: 38)) {
      try bench.service.fill(&bytes)
    }
    #expect(bytes.allSatisfy { $0 == 0 })
    #expect(throws: RandomnessError.freshRandomnessUnavailable(errno: 38)) { try bench.secret(32) }
    bench.failFreshRandomness(errno: 0)
    try bench.secret(32)
  }
}

extension Bench {
  /// Draws a secret of the calling thread's leaf, as bytes that can be compared.
  @discardableResult
  func secret(_ count: Int) throws(RandomnessError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var span = bytes.mutableSpan
    try service.fillSecret(&span)
    return bytes
  }
}
