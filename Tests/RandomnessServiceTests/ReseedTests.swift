// SPDX-License-Identifier: Apache-2.0
import EntropySources
@testable import RandomnessService
import Telemetry
import TestSupport
import Testing

/// When the root is reseeded, what that is called, and where it ends (A-5, A-28, A-32, C-26, C-27).
@Suite struct ReseedTests {
  @Test func `exactly as many requests are served between reseeds as the policy says`() throws {
    let bench = try Bench(.certified(reseed: ReseedPolicy(requests: 5, seconds: 600)))
    for request in 1...23 {
      try bench.draw()
      #expect(bench.ledger.count == 1 + (request - 1) / 5, "request \(request)")
      #expect(bench.service.snapshot().generator.requestsSinceReseed == UInt64((request - 1) % 5 + 1))
    }
    #expect(bench.ledger.map(\.sequence) == [1, 2, 3, 4, 5])
    #expect(bench.ledger.map(\.purpose) == ["instantiate"] + Array(repeating: "reseed: requests", count: 4))
    #expect(bench.phases == [.unseeded, .seeded])
  }

  // What has waited in memory since the last seed is what a thief of that memory has, and the clone of the machine.
  @Test func `a reseed takes bytes that the operating system gave after it fell due`() throws {
    let bench = try Bench(
      Configuration(sources: [.getrandom], reseed: ReseedPolicy(requests: 5, seconds: 600)))
    func samples() -> UInt64 { bench.sources["getrandom"]?.activity.counters.samples ?? 0 }
    try bench.draw()
    bench.service.settle()
    let ready = samples()
    for _ in 0..<4 { try bench.draw() }
    #expect(samples() == ready)
    try bench.draw()
    #expect(bench.ledger.map(\.purpose) == ["instantiate", "reseed: requests"])
    #expect(samples() == ready + 48)
    #expect(bench.ledger.last?.dropped == [])
  }

  // C-11: two paths may lead to one device.
  @Test(arguments: [(UInt32(1), 448.0), (2, 896)])
  func `one device counts once, whatever groups are configured`(minor: UInt32, credited: Double) throws {
    var second = DeviceIdentity.scripted
    second.number = DeviceNumber(major: 240, minor: minor)
    var first = second
    first.number = DeviceNumber(major: 240, minor: 1)
    let bench = try Bench(
      .certified([.quantum("one", group: "a"), .quantum("two", group: "b")]),
      identities: ["one": first, "two": second])
    bench.service.settle()
    try bench.draw()
    guard case .entropy(let bits, _, _, _)? = bench.ledger.first?.worth else {
      Issue.record("no entropy")
      return
    }
    #expect(bits == credited)
    // The lines of the ledger add up to what counts.
    let lines = bench.ledger.first?.contributions ?? []
    #expect(lines.map(\.source) == ["one", "two"])
    #expect(lines.reduce(0) { $0 + $1.creditedBits } == credited)
  }

  @Test func `a reseed is due to the second`() throws {
    let bench = try Bench(.certified(reseed: ReseedPolicy(requests: 1000, seconds: 60)))
    try bench.draw()
    bench.pass(seconds: 59.999)
    try bench.draw()
    #expect(bench.ledger.count == 1)
    bench.pass(seconds: 0.001)
    try bench.draw()
    #expect(bench.ledger.map(\.purpose) == ["instantiate", "reseed: interval"])
    #expect(bench.service.snapshot().generator.secondsSinceReseed == 0)
  }

  @Test func `without a seed it is degraded up to twice the requests, then it stops`() throws {
    let bench = try Bench(
      .certified(reseed: ReseedPolicy(requests: 5, seconds: 600)),
      scripts: ["quantum": [.noise(.uniform, samples: 1024 + 112), .unplugged()]])
    for request in 1...10 {
      try bench.draw()
      #expect(bench.phase == (request <= 5 ? .seeded : .degraded), "request \(request)")
    }
    // C-27: output ends exactly here.
    for _ in 0..<3 {
      let failure = try #require(bench.failure())
      #expect(failure.isZero && failure.milliseconds == 2000)
      guard case .stopped(let reason, let sources) = failure.error else {
        Issue.record("\(failure.error)")
        return
      }
      #expect(reason == "10 requests since the last seed")
      #expect(sources.map(\.state) == [.absent])
      #expect(bench.phase == .stopped)
    }
    #expect(bench.service.snapshot().generator.requests == 10)
    #expect(bench.service.snapshot().generator.strength == 0)
    #expect(bench.service.snapshot().phaseReason == "10 requests since the last seed")
    #expect(throws: RandomnessError.self) { _ = try bench.service.secretBytes(1) }
    // A seed leads out, and nothing else.
    bench.sources["quantum"]?.become(.noise(.uniform))
    try bench.draw()
    #expect(bench.phases == [.unseeded, .seeded, .degraded, .stopped, .seeded])
    #expect(bench.ledger.map(\.purpose) == ["instantiate", "reseed: 10 requests since the last seed"])
  }

  @Test func `without a seed it stops at twice the time, even if nobody asked in between`() throws {
    let bench = try Bench(
      .certified(), scripts: ["quantum": [.noise(.uniform, samples: 1024 + 112), .silent()]])
    try bench.draw()
    bench.pass(seconds: 1199.9)
    try bench.draw()
    #expect(bench.phase == .degraded)
    bench.pass(seconds: 0.1)
    let failure = try #require(bench.failure())
    // It waited for its two seconds first.
    guard case .stopped("1202 s since the last seed", _) = failure.error else {
      Issue.record("\(failure.error)")
      return
    }
    // From seeded the way leads through degraded too.
    let idle = try Bench(
      .certified(), scripts: ["quantum": [.noise(.uniform, samples: 1024 + 112), .silent()]])
    try idle.draw()
    idle.pass(seconds: 5000)
    #expect(idle.failure() != nil)
    #expect(idle.phases == [.unseeded, .seeded, .degraded, .stopped])
  }

  @Test func `at the hard limit a source that answers in time is waited for`() throws {
    let bench = try Bench(
      .certified(),
      scripts: ["quantum": [.noise(.uniform, samples: 1024 + 112), .slow(samplesPerSecond: 100)]])
    try bench.draw()
    bench.pass(seconds: 1200)
    let started = bench.clock.now()
    try bench.draw()
    // 112 samples at 100 a second.
    #expect(bench.clock.now().nanoseconds(since: started) / 10_000_000 == 112)
    #expect(bench.phases == [.unseeded, .seeded])
  }

  @Test func `an operator's reseed uses nothing collected before it, and in vain it changes nothing`() throws
  {
    let bench = try Bench(.certified())
    try bench.draw()
    bench.service.settle()
    let before = try #require(bench.report("quantum")).counters.samples
    try bench.service.reseed()
    let record = try #require(bench.ledger.last)
    #expect(record.purpose == "reseed: operator")
    #expect(record.dropped.map(\.samples) == [112])
    #expect(record.dropped.map(\.reason) == ["older than the operator's reseed"])
    #expect(try #require(bench.report("quantum")).counters.samples == before + 112)

    bench.sources["quantum"]?.become(.unplugged())
    let started = bench.clock.now()
    #expect(throws: RandomnessError.self) { try bench.service.reseed() }
    #expect(bench.clock.now().nanoseconds(since: started) == 2_000_000_000)
    #expect(bench.phase == .seeded)
    #expect(bench.ledger.count == 2)
    try bench.draw()
  }

  @Test func `a reseed keeps the old state: it is the mechanism's reseed, never an instantiation`() throws {
    // Were the state made anew, equal seeds would give equal output; ReplayTests shows it byte by byte.
    let bench = try Bench(.certified(reseed: ReseedPolicy(requests: 1, seconds: 600)))
    for _ in 0..<3 { try bench.draw() }
    #expect(bench.ledger.dropFirst().allSatisfy { $0.purpose == "reseed: requests" })
    let instantiations = bench.phases.filter { $0 == .unseeded }
    #expect(instantiations == [.unseeded])
  }

  @Test func `long requests are as many requests as the mechanism needs`() throws {
    let bench = try Bench(.certified(reseed: ReseedPolicy(requests: 2, seconds: 600)))
    let bytes = try bench.draw(5 * 65_536 + 1)
    #expect(bench.service.snapshot().generator.requests == 6)
    #expect(bench.ledger.count == 3)
    let tail = bytes.suffix(4096)
    #expect(Set(tail).count > 200)
    #expect(bytes.count == 5 * 65_536 + 1)
  }

  @Test func `a long request that fails half-way leaves zeros only`() throws {
    let bench = try Bench(
      .certified(reseed: ReseedPolicy(requests: 1, seconds: 600)),
      scripts: ["quantum": [.noise(.uniform, samples: 1024 + 112), .unplugged()]])
    var bytes = [UInt8](repeating: 0xaa, count: 3 * 65_536)
    #expect(throws: RandomnessError.self) {
      var span = bytes.mutableSpan
      try bench.service.fillFromRoot(&span)
    }
    #expect(bytes.allSatisfy { $0 == 0 })
    #expect(bench.service.snapshot().generator.requests == 2)
  }

  @Test func `the ledger keeps the last sixteen seeds and counts them all`() throws {
    let bench = try Bench(.certified(reseed: ReseedPolicy(requests: 1, seconds: 600)))
    for _ in 1...40 { try bench.draw() }
    #expect(bench.ledger.map(\.sequence) == Array(25...40))
    #expect(bench.service.snapshot().generator.seeds == 40)
    let seeded = bench.events.compactMap { event -> UInt64? in
      if case .seeded(let sequence, _) = event.kind { return sequence }
      return nil
    }
    #expect(seeded == Array(1...40))
  }

  // MARK: - The policy alone

  @Test func `the soft limit is due and twice the soft limit is over`() {
    let policy = ReseedPolicy(requests: 10, seconds: 60)
    #expect(policy.hardRequests == 20 && policy.hardSeconds == 120)
    let second: UInt64 = 1_000_000_000
    #expect(policy.standing(requestsServed: 0, nanosecondsOld: 0) == .current)
    #expect(policy.standing(requestsServed: 9, nanosecondsOld: 60 * second - 1) == .current)
    #expect(policy.standing(requestsServed: 10, nanosecondsOld: 0) == .due(reason: "requests"))
    #expect(policy.standing(requestsServed: 0, nanosecondsOld: 60 * second) == .due(reason: "interval"))
    #expect(policy.standing(requestsServed: 19, nanosecondsOld: 120 * second - 1) == .due(reason: "requests"))
    #expect(
      policy.standing(requestsServed: 20, nanosecondsOld: 0)
        == .over(reason: "20 requests since the last seed"))
    #expect(
      policy.standing(requestsServed: 0, nanosecondsOld: 120 * second)
        == .over(reason: "120 s since the last seed"))
    #expect(policy.standing(requestsServed: .max, nanosecondsOld: .max) != .current)
    // The largest policy stays within the mechanism's 2^48 (table 3).
    #expect(ReseedPolicy(requests: ReseedPolicy.requestRange.upperBound).hardRequests == 1 << 48)
  }
}
