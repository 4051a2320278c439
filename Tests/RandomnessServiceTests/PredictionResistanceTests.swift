// SPDX-License-Identifier: Apache-2.0
import EntropySources
import RandomnessService
import SecretMemory
import Telemetry
import TestSupport
import Testing

/// Prediction resistance at the root (A-38, A-39; SP 800-90A 8.8).
@Suite struct PredictionResistanceTests {
  @Test func `only samples collected after the request go in`() throws {
    let bench = try Bench(.certified([.getrandom, .quantum()]))
    try bench.draw()
    bench.service.settle()
    let before = try #require(bench.report("quantum")).counters.samples
    try bench.draw(predictionResistance: true)
    let record = try #require(bench.ledger.last)
    #expect(record.purpose == "prediction resistance")
    #expect(record.contributions.map(\.source) == ["quantum"])
    #expect(record.contributions.map(\.samples) == [112])
    #expect(try #require(bench.report("quantum")).counters.samples == before + 112)
    let quantum = record.dropped.first { $0.source == "quantum" }
    #expect(quantum?.samples == 112)
    #expect(quantum?.reason == "older than a request for prediction resistance")
    #expect(bench.service.snapshot().generator.requestsSinceReseed == 1)
    // Uncredited sources go in as additional input.
    #expect(record.additionalInput.map(\.source) == ["getrandom"])
    #expect(record.additionalInput.map(\.creditedBits) == [0])
  }

  @Test func `every request has a seed of its own`() throws {
    let bench = try Bench(.certified())
    for request in 1...5 {
      try bench.draw(predictionResistance: true)
      // The first one finds nothing seeded and seeds that first.
      #expect(bench.ledger.count == request + 1)
    }
    #expect(bench.ledger.dropFirst().allSatisfy { $0.purpose == "prediction resistance" })
  }

  @Test func `a long request is covered by one seed, unless another one is due within it`() throws {
    let bench = try Bench(.certified(reseed: ReseedPolicy(requests: 100, seconds: 600)))
    try bench.draw()
    let bytes = try bench.draw(2 * 65_536 + 5, predictionResistance: true)
    #expect(bytes.suffix(5) != [0, 0, 0, 0, 0])
    #expect(bench.ledger.map(\.purpose) == ["instantiate", "prediction resistance"])
  }

  @Test func `a generator's strength is no substitute, and that is said at once`() throws {
    let bench = try Bench(Configuration(sources: [.getrandom, .hwrng]))
    try bench.draw()
    let failure = try #require(bench.failure(predictionResistance: true))
    guard case .predictionResistanceUnavailable(let sources, let waited) = failure.error else {
      Issue.record("\(failure.error)")
      return
    }
    #expect(waited == 0 && failure.milliseconds == 0 && failure.isZero)
    #expect(sources.map(\.id) == ["getrandom", "hwrng"])
    #expect(bench.phase == .seeded && bench.ledger.count == 1)
    try bench.draw()
  }

  @Test func `a credited source that does not deliver is waited for up to the deadline`() throws {
    let bench = try Bench(
      Configuration(sources: [.getrandom, .quantum()]), scripts: ["quantum": [.slow(samplesPerSecond: 10)]])
    try bench.draw()
    let failure = try #require(bench.failure(predictionResistance: true))
    guard case .predictionResistanceUnavailable = failure.error else {
      Issue.record("\(failure.error)")
      return
    }
    #expect(failure.milliseconds == 2000 && failure.isZero)
    // The service goes on without it.
    try bench.draw()
    #expect(bench.phase == .seeded)
  }

  @Test func `secrets can be made with it`() throws {
    let bench = try Bench(.certified())
    let secret = try bench.service.secretBytes(32, predictionResistance: true)
    #expect(secret.count == 32)
    #expect(bench.ledger.last?.purpose == "prediction resistance")
  }

  @Test func `it leads out of stopped`() throws {
    let bench = try Bench(
      .certified(), scripts: ["quantum": [.noise(.uniform, samples: 1024 + 112), .unplugged()]])
    try bench.draw()
    bench.pass(seconds: 1200)
    #expect(bench.failure() != nil)
    #expect(bench.phase == .stopped)
    #expect(bench.failure(predictionResistance: true) != nil)
    bench.sources["quantum"]?.become(.noise(.uniform))
    try bench.draw(predictionResistance: true)
    #expect(bench.phase == .seeded)
  }
}
