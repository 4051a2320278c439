// SPDX-License-Identifier: Apache-2.0
import EntropySources
import RandomnessService
import Telemetry
import TestSupport
import Testing

/// Each way in which a source can fail (B-25), through the whole service: its state, the event, the loss of its credit
/// and the way back. Time is virtual.
@Suite struct FailureModeTests {
  /// Noise that is no noise, and the test that finds it.
  struct Mode: CustomTestStringConvertible {
    let name: String
    let noise: ScriptedNoise
    let isRaw: Bool
    let tests: Set<String>
    var testDescription: String { name + (isRaw ? ", raw" : ", opaque") }

    /// Opaque devices have the total-failure tests too; the first to fail of equally grave ones is reported.
    static let all = [
      Mode(name: "stuck", noise: .stuck(at: 0x42), isRaw: true, tests: ["repetition count"]),
      Mode(name: "all zero", noise: .allZero, isRaw: true, tests: ["repetition count"]),
      Mode(name: "all ones", noise: .allOnes, isRaw: true, tests: ["repetition count"]),
      Mode(
        name: "biased", noise: .biased(towards: 9, probability: 0.35), isRaw: true,
        tests: ["adaptive proportion"]),
      Mode(name: "periodic", noise: .periodic([3, 1, 4, 5]), isRaw: true, tests: ["adaptive proportion"]),
      Mode(name: "stuck", noise: .stuck(at: 0x42), isRaw: false, tests: ["repetition count"]),
      Mode(name: "all zero", noise: .allZero, isRaw: false, tests: ["all-zero block", "repetition count"]),
      Mode(name: "all ones", noise: .allOnes, isRaw: false, tests: ["all-ones block", "repetition count"]),
      Mode(name: "repeated block", noise: .repeatedBlock(64), isRaw: false, tests: ["repeated block"]),
      Mode(name: "period of 48", noise: .repeatedBlock(48), isRaw: false, tests: ["repeated block"]),
      Mode(name: "text", noise: .text, isRaw: false, tests: ["text only"]),
    ]
  }

  static func configuration(isRaw: Bool) -> Configuration {
    .certified([
      isRaw
        ? .quantum() : .quantum(claim: 7, record: .some(.fixture(certificate: .fixture)), isRaw: false)
    ])
  }

  /// The last alarm of the source.
  static func alarm(_ bench: Bench) -> (test: String, isPermanent: Bool)? {
    for case .alarm(_, let test, _, _, let isPermanent) in bench.events.map(\.kind).reversed() {
      return (test, isPermanent)
    }
    return nil
  }

  @Test(arguments: Mode.all)
  func `a source that is bad from the start gives no byte until it was mended and reset`(mode: Mode) throws {
    let bench = try Bench(Self.configuration(isRaw: mode.isRaw), scripts: ["quantum": [.noise(mode.noise)]])
    let failure = try #require(bench.failure())
    #expect(failure.isZero)
    #expect(failure.milliseconds <= 2000)
    // It cannot come back by itself, so nobody waits for it.
    guard case .noCreditedSource(let sources) = failure.error else {
      Issue.record("\(failure.error)")
      return
    }
    #expect(sources.map(\.state) == [.failed])
    let alarm = try #require(Self.alarm(bench))
    #expect(mode.tests.contains(alarm.test), "\(alarm)")
    #expect(alarm.isPermanent)
    #expect(sources[0].reason.contains(alarm.test), "\(sources[0])")
    #expect(bench.path(of: "quantum") == [.starting, .failed])
    #expect(bench.ledger.isEmpty)
    let report = try #require(bench.report("quantum"))
    #expect(report.creditPerSample == 0 && report.samplesReady == 0)
    #expect(report.counters.alarms == 1 && report.counters.samplesDropped == 1024)

    // Latched: mending it is not enough, and neither are a test, or off and on again.
    bench.sources["quantum"]?.become(.noise(.uniform))
    #expect(bench.failure() != nil)
    try bench.service.act(.test, on: "quantum")
    #expect(bench.state("quantum") == .failed)
    try bench.service.act(.disable, on: "quantum")
    #expect(bench.state("quantum") == .disabled)
    try bench.service.act(.enable, on: "quantum")
    #expect(bench.state("quantum") == .failed)
    #expect(bench.report("quantum")?.reason.contains(alarm.test) == true)
    #expect(try bench.service.act(.reset, on: "quantum").state == .healthy)
    try bench.draw()
    let record = try #require(bench.ledger.last)
    #expect(record.contributions.map(\.source) == ["quantum"])
    #expect(record.dropped.contains { $0.samples == 1024 && $0.reason.contains(alarm.test) })
  }

  /// Ways to lose a device that works, what it is then, and the reason that the ledger gives.
  struct Loss: CustomTestStringConvertible {
    let testDescription: String
    let steps: [ScriptedStep]
    let state: SourceState
    let reason: String
    /// Whether the operator has to reset it.
    var isLatched = false
    /// Samples that were collected in vain beside the 20 on the shelf.
    var inVain = 0

    static let other = DeviceIdentity(generator: "scripted.9", driver: "other", serial: "2")
    static let all = [
      Loss(
        testDescription: "stuck", steps: [.noise(.stuck(at: 3))], state: .failed, reason: "repetition count",
        isLatched: true, inVain: 92),
      Loss(
        testDescription: "all zero", steps: [.noise(.allZero)], state: .failed, reason: "repetition count",
        isLatched: true, inVain: 92),
      Loss(
        testDescription: "a short run", steps: [.noise(.stuck(at: 3), samples: 13), .noise(.uniform)],
        state: .intermittent, reason: "repetition count", inVain: 92),
      Loss(testDescription: "unplugged", steps: [.unplugged()], state: .absent, reason: "gone"),
      Loss(testDescription: "denied", steps: [.denied()], state: .denied, reason: "may not be read"),
      Loss(
        testDescription: "broken",
        steps: [.fails(.io(call: "read", path: "/dev/quantum", errno: .inputOutput))],
        state: .intermittent, reason: "read of /dev/quantum failed"),
      Loss(
        testDescription: "another width", steps: [.fails(.malformed(bitsPerSample: 8))], state: .failed,
        reason: "wider than", isLatched: true),
    ]
  }

  @Test(arguments: Loss.all)
  func `what a source lost in mid-operation has collected seeds nothing`(loss: Loss) throws {
    let bench = try Bench(.certified(), scripts: ["quantum": [.shortReads(atMost: 20)]])
    try bench.draw()
    bench.service.settle()
    #expect(bench.report("quantum")?.samplesReady == 20)

    // The first request that is due finds the loss, and is served in spite of it.
    bench.sources["quantum"]?.become(loss.steps[0])
    if loss.steps.count > 1 { bench.sources["quantum"]?.become(loss.steps[0], loss.steps[1]) }
    bench.pass(seconds: 600)
    try bench.draw()
    #expect(bench.state("quantum") == loss.state)
    #expect(bench.phase == .degraded)
    #expect(bench.ledger.count == 1)
    #expect(bench.report("quantum")?.samplesReady == 0)
    #expect(bench.report("quantum")?.creditPerSample == 0)
    let dropped = bench.events.contains { event in
      if case .samplesDropped("quantum", 20, let reason) = event.kind { return reason.contains(loss.reason) }
      return false
    }
    #expect(dropped, "\(bench.events.map(\.kind))")

    // It comes back, passes its start-up test, and a later request is seeded by new samples alone.
    bench.sources["quantum"]?.become(.noise(.uniform))
    bench.pass(seconds: 1)
    if loss.isLatched {
      for _ in 0..<3 { try bench.draw() }
      #expect(bench.state("quantum") == .failed)
      try bench.service.act(.reset, on: "quantum")
    }
    for _ in 0..<4 where bench.phase == .degraded { try bench.draw() }
    #expect(bench.phase == .seeded)
    #expect(bench.state("quantum") == .healthy)
    let record = try #require(bench.ledger.last)
    #expect(record.sequence == 2)
    #expect(record.contributions.map(\.samples) == [112])
    #expect(record.contributions.map(\.creditedBits) == [448])
    // Everything of before is in the ledger as dropped.
    let samples = record.dropped.filter { $0.reason.contains(loss.reason) }.map(\.samples).reduce(0, +)
    #expect(samples == 20 + loss.inVain, "\(record.dropped)")
    #expect(bench.phases == [.unseeded, .seeded, .degraded, .seeded])
  }

  /// At 4 bits and 10,000 samples a second the cutoffs are 11 and, for the permanent verdict, 16.
  @Test func `an intermittent alarm costs a start-up test, the third within 2^20 samples the source`() throws
  {
    let bench = try Bench(.certified(reseed: ReseedPolicy(requests: 100, seconds: 600)))
    try bench.draw()
    for alarm in 1...3 {
      bench.sources["quantum"]?.become(
        .noise(.uniform, samples: 30), .noise(.stuck(at: 7), samples: 13), .noise(.uniform))
      #expect(bench.state("quantum") == .healthy)
      // A vain collection and, but for the last time, a good one.
      if alarm < 3 {
        try bench.service.reseed()
      } else {
        #expect(throws: RandomnessError.self) { try bench.service.reseed() }
      }
      #expect(bench.report("quantum")?.counters.alarms == UInt64(alarm))
    }
    #expect(
      bench.path(of: "quantum") == [
        .starting, .healthy, .intermittent, .healthy, .intermittent, .healthy, .failed,
      ])
    #expect(bench.report("quantum")?.reason.contains("third alarm") == true)
    // The generator is still within its limits.
    #expect(bench.phase == .seeded)
    try bench.draw()
  }

  @Test func `short reads are no failure`() throws {
    let bench = try Bench(.certified(), scripts: ["quantum": [.shortReads(atMost: 7)]])
    try bench.draw()
    let report = try #require(bench.report("quantum"))
    #expect(report.state == .healthy)
    // 147 for the start-up test and 16 for the seed, the last of each of which may be a whole one.
    #expect((161...163).contains(report.counters.shortBatches))
    #expect(report.counters.alarms == 0 && report.counters.errors == 0)
    #expect(bench.ledger.map { $0.contributions.map(\.samples) } == [[112]])
    #expect(report.counters.samples == 1024 + 112)
  }

  @Test func `a slow source seeds when it has given enough, and not before`() throws {
    let bench = try Bench(
      .certified(reseed: ReseedPolicy(requests: 4, seconds: 86_400)),
      scripts: ["quantum": [.slow(samplesPerSecond: 100)]])
    // 1024 + 112 samples take 11.36 s, and each request waits for two of them.
    for request in 1...5 {
      let failure = try #require(bench.failure(), "request \(request)")
      #expect((1990...2000).contains(failure.milliseconds), "\(failure)")
      guard case .sourcesUnavailable(let sources, let waited) = failure.error else {
        Issue.record("\(failure.error)")
        return
      }
      #expect((1990...2000).contains(waited))
      #expect(sources.map(\.state) == [.starting])
      #expect(failure.isZero)
    }
    try bench.draw()
    #expect(bench.path(of: "quantum") == [.starting, .healthy])
    #expect(bench.report("quantum")?.counters.timeouts == 0)
  }

  @Test func `a silent source is intermittent after two seconds and then asked once a second`() throws {
    let bench = try Bench(
      .certified(deadlineMilliseconds: 3000),
      scripts: ["quantum": [.shortReads(atMost: 500, samples: 500), .silent()]])
    let first = try #require(bench.failure())
    guard case .sourcesUnavailable(let sources, _) = first.error else {
      Issue.record("\(first.error)")
      return
    }
    #expect(first.milliseconds == 3000 && first.isZero)
    #expect(sources.map(\.state) == [.intermittent])
    #expect(sources[0].reason.contains("no sample within"))
    #expect(bench.path(of: "quantum") == [.starting, .intermittent])
    let asked = try #require(bench.report("quantum")).counters.timeouts
    _ = bench.failure()
    #expect(try #require(bench.report("quantum")).counters.timeouts - asked <= 4)
    // It answers again; the 500 samples of before do not count for the start-up test.
    bench.sources["quantum"]?.become(.noise(.uniform))
    try bench.draw()
    #expect(bench.report("quantum")?.counters.samples == 500 + 1024 + 112)
    #expect(bench.state("quantum") == .healthy)
  }

  @Test func `a source that was not asked for minutes is not silent at its first pause`() throws {
    let bench = try Bench(
      .certified([.quantum(), .quantum("z", record: .some(nil))]), scripts: ["z": [.shortReads(atMost: 100)]])
    try bench.draw()
    bench.service.settle()
    // The other one's start-up test turns the crank of this one too, which has nothing to do.
    try bench.service.act(.test, on: "z")
    bench.pass(seconds: 600)
    // /dev/hwrng pauses for up to 0.2 s; a slice is 0.1 s.
    bench.sources["quantum"]?.become(.silent(attempts: 2), .noise(.uniform))
    try bench.service.reseed()
    #expect(bench.path(of: "quantum") == [.starting, .healthy])
    #expect(bench.report("quantum")?.counters.timeouts == 2)
  }

  @Test func `an unplugged device is found again within a second of being plugged in`() throws {
    let bench = try Bench(.certified(), scripts: ["quantum": [.unplugged(attempts: 3), .noise(.uniform)]])
    // Probes at 0, 1 and 2 s; the fourth at 3 s finds it.
    let failure = try #require(bench.failure())
    #expect(failure.milliseconds == 2000)
    #expect(bench.path(of: "quantum") == [.starting, .absent])
    let started = bench.clock.now()
    try bench.draw()
    #expect(bench.clock.now().nanoseconds(since: started) <= 1_000_000_000)
    #expect(bench.path(of: "quantum") == [.starting, .absent, .starting, .healthy])
    #expect(bench.report("quantum")?.counters.opens == 1)
  }

  @Test func `another device behind the name has no credit, and the first one has it again`() throws {
    let bench = try Bench(.certified(), scripts: ["quantum": [.shortReads(atMost: 20)]])
    try bench.draw()
    bench.service.settle()
    bench.sources["quantum"]?.become(.swapped(Loss.other), .noise(.uniform))
    bench.pass(seconds: 600)
    try bench.draw()
    #expect(bench.state("quantum") == .intermittent)
    bench.pass(seconds: 1)
    for _ in 0..<3 { try bench.draw() }
    #expect(bench.state("quantum") == .unrated)
    let report = try #require(bench.report("quantum"))
    #expect(report.identity.contains("scripted.9"))
    #expect(report.creditPerSample == 0 && report.record == nil)
    #expect(report.creditReason.contains("found was: scripted.9"))
    #expect(report.counters.identityChanges == 1)
    #expect(bench.phase == .degraded && bench.ledger.count == 1)

    bench.sources["quantum"]?.become(.swapped(.scripted), .noise(.uniform))
    // What the other one has left on the shelf is mixed in without credit at the earliest with the next seed.
    try bench.service.act(.test, on: "quantum")
    bench.pass(seconds: 1)
    try bench.service.act(.test, on: "quantum")
    #expect(bench.state("quantum") == .healthy)
    try bench.draw()
    #expect(bench.phase == .seeded)
    #expect(bench.ledger.last?.contributions.map(\.samples) == [112])
    #expect(bench.ledger.last?.additionalInput == [])
  }

  @Test func `with every source dead no byte comes out, and each source's reason is named`() throws {
    let sources: [SourceConfiguration] = [
      .getrandom, .quantum("broken"), .quantum("forbidden"), .quantum("mute"), .quantum("gone"),
      .quantum("off", isEnabled: false), .quantum("stuck"),
    ]
    let bench = try Bench(
      Configuration(sources: sources, deadlineMilliseconds: 3000),
      scripts: [
        "getrandom": [.fails(.unsupported(call: "getrandom"))],
        "broken": [.fails(.io(call: "read", path: "/dev/broken", errno: .inputOutput))],
        "forbidden": [.denied()], "mute": [.silent()], "gone": [.unplugged()], "stuck": [.noise(.allOnes)],
      ])
    let failure = try #require(bench.failure())
    #expect((3000...3000).contains(failure.milliseconds))
    #expect(failure.isZero)
    guard case .sourcesUnavailable(let failures, let waited) = failure.error else {
      Issue.record("\(failure.error)")
      return
    }
    #expect(waited == 3000)
    let states = Dictionary(uniqueKeysWithValues: failures.map { ($0.id, $0.state) })
    #expect(
      states == [
        "getrandom": .absent, "broken": .intermittent, "forbidden": .denied, "mute": .intermittent,
        "gone": .absent, "off": .disabled, "stuck": .failed,
      ])
    for failure in failures { #expect(!failure.reason.isEmpty, "\(failure)") }
    let sentence = "\(failure.error)"
    for id in states.keys { #expect(sentence.contains("\(id) is "), "\(sentence)") }
    #expect(sentence.contains("let this script take its next step"))  // the fix of the denied one
    #expect(bench.phase == .unseeded && bench.ledger.isEmpty)
    #expect(throws: RandomnessError.self) { _ = try bench.service.secretBytes(32) }
    #expect(throws: RandomnessError.self) { try bench.service.reseed() }
    #expect(bench.service.snapshot().generator.requests == 0)
  }
}
