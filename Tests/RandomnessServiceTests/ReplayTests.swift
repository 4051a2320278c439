// SPDX-License-Identifier: Apache-2.0
import Conditioning
import DRBG
import EntropySources
import HealthTests
import Primitives
import RandomnessService
import Telemetry
import TestSupport
import Testing

/// The bytes of a service, computed a second time from the noise of its source: conditioning by a plain SHA3-384 over the
/// documented framing, and the mechanism for known answers. It shows which samples went in, and that nothing else did.
@Suite struct ReplayTests {
  /// A source and a service beside each other, with the same noise.
  struct Replay: ~Copyable {
    let bench: Bench
    private let session: any NoiseSession
    private let epoch: UInt64
    private var drbg: KnownAnswerDRBG
    private var seeds = 0

    static let step = [ScriptedStep.noise(.uniform)]

    init(
      _ configuration: Configuration = .certified(reseed: ReseedPolicy(requests: 100, seconds: 600)),
      leafPolicy: LeafPolicy? = nil
    ) throws {
      let bench = try Bench(
        configuration, scripts: ["quantum": Self.step], seed: 77, leafPolicy: leafPolicy)
      let descriptor = try #require(Bench.descriptor(of: .quantum()))
      let device = ScriptedSource(descriptor: descriptor, seed: 77, script: Self.step)
      let session = try device.open(clock: FakeClock())
      let drbg = try KnownAnswerDRBG(usesDerivationFunction: true, predictionResistance: true)
      self.bench = bench
      self.session = session
      self.drbg = drbg
      epoch = bench.clock.now().nanoseconds
    }

    /// The next samples of the source.
    func samples(_ count: Int) throws -> [UInt8] {
      try session.collectBytes(sampleCount: count, deadline: .distantFuture)
    }

    private func digest(_ body: (inout Hash) throws -> Void) throws -> [UInt8] {
      var hash = try Hash(.sha3x384)
      try body(&hash)
      var digest = [UInt8](repeating: 0, count: 48)
      var span = digest.mutableSpan
      try hash.finalize(into: &span)
      return digest
    }

    /// The seed of one delivery of the source, with its number.
    func seed(_ bytes: [UInt8], delivery: UInt64) throws -> [UInt8] {
      try digest { hash in
        try hash.update(framed: "wellspring seed 1")
        try hash.update(framed: "quantum")
        try hash.update(bigEndian: delivery)
        try hash.update(bigEndian: 8)
        try hash.update(bigEndian: UInt64(bytes.count))
        try hash.update(bytes.span)
      }
    }

    /// The additional input of the next seed; as a rule nothing uncredited has contributed to it.
    mutating func additionalInput(_ offers: [Offer] = []) throws -> [UInt8] {
      seeds += 1
      let label = "root generator \(Randomness.version), epoch \(epoch), seed \(seeds)"
      return try digest { hash in
        try hash.update(framed: "wellspring additional input 1")
        try hash.update(framed: label)
        for offer in offers {
          try hash.update(framed: "solar")
          try hash.update(bigEndian: offer.sequence)
          try hash.update(bigEndian: UInt64(offer.bytes.count))
          try hash.update(offer.bytes.span)
        }
      }
    }

    /// Public data that has contributed.
    struct Offer {
      let sequence: UInt64
      let bytes: [UInt8]
    }

    mutating func instantiate(_ bytes: [UInt8], delivery: UInt64, offers: [Offer] = []) throws {
      try drbg.instantiate(
        entropy: try seed(bytes, delivery: delivery), nonce: [], personalization: try additionalInput(offers))
    }

    mutating func reseed(_ bytes: [UInt8], delivery: UInt64, offers: [Offer] = []) throws {
      try drbg.reseed(
        entropy: try seed(bytes, delivery: delivery), additionalInput: try additionalInput(offers))
    }

    mutating func generate(_ count: Int, additionalInput: [UInt8] = []) throws -> [UInt8] {
      try drbg.generate(byteCount: count, additionalInput: additionalInput)
    }

    mutating func generate(_ count: Int, reseedingWith bytes: [UInt8], delivery: UInt64) throws -> [UInt8] {
      try drbg.generate(
        byteCount: count, reseedingWith: try seed(bytes, delivery: delivery),
        additionalInput: try additionalInput())
    }
  }

  @Test func `instantiation, requests and a reseed are those of the standard, over this noise`() throws {
    var replay = try Replay()
    let bench = replay.bench
    _ = try replay.samples(1024)  // the start-up test; none of it is used
    try replay.instantiate(try replay.samples(112), delivery: 1)
    for count in [32, 1, 65_536, 100] {
      let expected = try replay.generate(count)
      #expect(try bench.draw(count) == expected)
    }
    // the old state goes on.
    bench.pass(seconds: 600)
    try replay.reseed(try replay.samples(112), delivery: 2)
    for _ in 0..<3 {
      let expected = try replay.generate(48)
      #expect(try bench.draw(48) == expected)
    }
  }

  @Test func `public data changes the additional input and nothing else`() throws {
    // F-4: the same noise with and without offers; each output is that of the mechanism over it.
    let digests = [[UInt8](repeating: 7, count: 48), [UInt8](repeating: 0, count: 48), [UInt8](1...48)]
    var outputs: [[UInt8]] = []
    var ledgers: [[SeedRecord]] = []
    for isOffered in [false, true] {
      var replay = try Replay(
        .certified([.quantum(), .solar], reseed: ReseedPolicy(requests: 100, seconds: 600)))
      let bench = replay.bench
      _ = try replay.samples(1024)
      if isOffered {
        for digest in digests.prefix(2) { #expect(bench.service.offer(publicData: digest, from: "solar")) }
      }
      try replay.instantiate(
        try replay.samples(112), delivery: 1,
        offers: isOffered
          ? [.init(sequence: 1, bytes: digests[0]), .init(sequence: 2, bytes: digests[1])] : [])
      let first = try replay.generate(32)
      #expect(try bench.draw() == first)
      bench.pass(seconds: 600)
      if isOffered { #expect(bench.service.offer(publicData: digests[2], from: "solar")) }
      try replay.reseed(
        try replay.samples(112), delivery: 2, offers: isOffered ? [.init(sequence: 3, bytes: digests[2])] : []
      )
      let second = try replay.generate(32)
      #expect(try bench.draw() == second)
      outputs.append(first + second)
      ledgers.append(bench.ledger)
    }
    #expect(outputs[0] != outputs[1])
    #expect(ledgers[0].map(\.worth) == ledgers[1].map(\.worth))
    #expect(ledgers[0].map(\.contributions) == ledgers[1].map(\.contributions))
    #expect(ledgers[1].map { $0.additionalInput.map(\.samples) } == [[48, 48], [48]])
  }

  @Test func `prediction resistance takes the samples after the request and not those on the shelf`() throws {
    var replay = try Replay()
    let bench = replay.bench
    _ = try replay.samples(1024)
    try replay.instantiate(try replay.samples(112), delivery: 1)
    let first = try replay.generate(32)
    #expect(try bench.draw() == first)
    bench.service.settle()
    _ = try replay.samples(112)  // on the shelf before the request, and dropped
    let resistant = try replay.generate(32, reseedingWith: try replay.samples(112), delivery: 3)
    #expect(try bench.draw(predictionResistance: true) == resistant)
    let after = try replay.generate(32)
    #expect(try bench.draw() == after)
  }

  @Test func `of a batch that was dropped nothing is in the seed`() throws {
    var replay = try Replay()
    let bench = replay.bench
    _ = try replay.samples(1024)
    try replay.instantiate(try replay.samples(112), delivery: 1)
    let first = try replay.generate(32)
    #expect(try bench.draw() == first)
    bench.service.settle()
    _ = try replay.samples(112)
    // The operator's test drops the shelf and 1024 samples more.
    try bench.service.act(.test, on: "quantum")
    _ = try replay.samples(1024)
    bench.pass(seconds: 600)
    try replay.reseed(try replay.samples(112), delivery: 3)
    let second = try replay.generate(32)
    #expect(try bench.draw() == second)
  }
}
