// SPDX-License-Identifier: Apache-2.0
import EntropySources
import RandomnessService
import Telemetry
import TestSupport
import Testing

/// Public data that a program offers is mixed in once, is worth nothing, and nobody waits for it (F-1 to F-7).
@Suite struct OfferTests {
  static let digest = [UInt8](repeating: 5, count: 48)

  static func bench(_ sources: [SourceConfiguration] = [.solar, .quantum()]) throws -> Bench {
    try Bench(.certified(sources, reseed: ReseedPolicy(requests: 100, seconds: 600)))
  }

  @Test func `an offer goes into one seed, with its note and credit 0`() throws {
    let bench = try Self.bench()
    #expect(bench.service.offer(publicData: Self.digest, from: "solar", note: "observed now"))
    try bench.draw()
    bench.pass(seconds: 600)
    try bench.draw()
    let mixed = bench.ledger.map { $0.additionalInput.map(\.verdict) }
    #expect(mixed == [["public: credit 0; observed now"], []])
    #expect(bench.ledger[0].additionalInput.map(\.creditedBits) == [0])
  }

  @Test func `a reseed falls due for an offer, at most once a minute`() throws {
    let bench = try Self.bench()
    try bench.draw()
    for second in 0..<180 {
      bench.service.offer(publicData: Self.digest, from: "solar", note: "\(second)")
      try bench.draw()
      bench.pass(seconds: 1)
    }
    #expect(
      bench.ledger.map(\.purpose) == ["instantiate"] + Array(repeating: "reseed: public data", count: 3))
    // What waited for a minute went in together, as much of it as may wait.
    #expect(bench.ledger.map(\.additionalInput.count) == [0, 1, 16, 16])
    #expect(bench.ledger[3].additionalInput.last?.verdict == "public: credit 0; 120")
  }

  @Test func `an offer that no source can seed for makes nobody wait`() throws {
    let bench = try Bench(
      .certified([.solar, .quantum()], reseed: ReseedPolicy(requests: 100, seconds: 600)),
      scripts: ["quantum": [.noise(.uniform, samples: 1024 + 112), .silent()]])
    try bench.draw()
    let before = bench.clock.now()
    bench.service.offer(publicData: Self.digest, from: "solar")
    for _ in 0..<10 { try bench.draw() }
    #expect(bench.clock.now() == before)
    #expect(bench.phase == .seeded && bench.ledger.count == 1)
  }

  @Test func `who is not configured, or switched off, offers nothing`() throws {
    var off = SourceConfiguration.solar
    off.isEnabled = false
    for sources in [[.quantum()], [off, .quantum()], [PublicDataTests.beacon, .quantum()]] {
      let bench = try Self.bench(sources)
      #expect(!bench.service.offer(publicData: Self.digest, from: "solar"))
      #expect(!bench.service.offer(publicData: Self.digest, from: "beacon"))
      #expect(!bench.service.offer(publicData: Self.digest, from: "quantum"))
      try bench.draw()
      #expect(bench.ledger.flatMap(\.additionalInput).isEmpty)
    }
  }

  @Test func `an offer neither seeds nor makes ready`() throws {
    let bench = try Bench(
      .certified([.solar, .quantum()]), scripts: ["quantum": [.silent()]])
    bench.service.offer(publicData: [UInt8](repeating: 1, count: 100_000), from: "solar")
    let failure = try #require(bench.failure())
    guard case .sourcesUnavailable = failure.error else {
      Issue.record("\(failure.error)")
      return
    }
    #expect(failure.isZero && bench.phase == .unseeded)
  }

  @Test
  func `a feed that is dead, lies or is chosen by an enemy changes neither order nor credit of the start`()
    throws
  {
    // F-5: the events of a start, without those of the feed itself, and the ledger's worth.
    let feeds: [(Bench) throws -> Void] = [
      { _ in },
      { bench in bench.service.note(PublicFeedReport(id: "solar", name: "feed", failure: "dead")) },
      { bench in
        for byte in 0..<255 {
          bench.service.offer(publicData: [UInt8](repeating: UInt8(byte), count: 48), from: "solar")
        }
      },
      { bench in bench.service.offer(publicData: [UInt8](repeating: 0, count: 10_000_000), from: "solar") },
      { bench in
        // The very samples that the source will give, as if the feed could know them: chosen by an enemy who sees all.
        let descriptor = try #require(Bench.descriptor(of: .quantum()))
        let twin = ScriptedSource(descriptor: descriptor, seed: 1, script: [.noise(.uniform)])
        let samples = try twin.open(clock: FakeClock()).collectBytes(
          sampleCount: 1024 + 112, deadline: .distantFuture)
        bench.service.offer(publicData: samples, from: "solar")
        bench.service.offer(publicData: Array(samples.suffix(112)), from: "solar")
      },
    ]
    var starts: [[Event.Kind]] = []
    var worths: [[SeedRecord.Worth]] = []
    var moments: [UInt64] = []
    for feed in feeds {
      let bench = try Self.bench()
      try feed(bench)
      try bench.draw()
      starts.append(
        bench.events.map(\.kind).filter { if case .publicFeedChanged = $0 { false } else { true } })
      worths.append(bench.ledger.map(\.worth))
      moments.append(bench.clock.now().nanoseconds)
    }
    for index in feeds.indices {
      #expect(starts[index] == starts[0] && worths[index] == worths[0] && moments[index] == moments[0])
    }
  }

  @Test func `a report is an event for each product whose state is another`() throws {
    let bench = try Self.bench()
    var product = PublicFeedReport.Product(name: "xrays")
    product.state = "accepted"
    bench.service.note(PublicFeedReport(id: "solar", name: "feed", products: [product]))
    bench.service.note(PublicFeedReport(id: "solar", name: "feed", products: [product]))
    product.state = "stale"
    product.stateText = "too old"
    bench.service.note(PublicFeedReport(id: "solar", name: "feed", products: [product]))
    bench.service.note(PublicFeedReport(id: "other", name: "feed", products: [product]))
    let changes = bench.events.map(\.kind).filter { if case .publicFeedChanged = $0 { true } else { false } }
    #expect(
      changes == [
        .publicFeedChanged(feed: "solar", product: "xrays", state: "accepted", detail: ""),
        .publicFeedChanged(feed: "solar", product: "xrays", state: "stale", detail: "too old"),
      ])
    #expect(bench.service.snapshot().publicFeeds.map(\.id) == ["solar"])
  }
}
