// SPDX-License-Identifier: Apache-2.0
import EntropySources
import RandomnessService
import Telemetry
import TestSupport
import Testing

/// What seeds in which profile, and what the result is called (C-8 to C-10, C-15).
@Suite struct ProfileTests {
  @Test func `getrandom alone is refused at once in sp800-90c, with the reason`() throws {
    let bench = try Bench(.certified([.getrandom, .hwrng]), scripts: ["hwrng": [.unplugged()]])
    let failure = try #require(bench.failure())
    #expect(failure.milliseconds == 0 && failure.isZero)
    guard case .noCreditedSource(let sources) = failure.error else {
      Issue.record("\(failure.error)")
      return
    }
    #expect(
      sources.map(\.reason) == [
        "the operating system's generator is additional input in profile sp800-90c",
        "there is no device at /dev/hwrng (ENOENT); attach one; no claim is configured",
      ])
    #expect("\(failure.error)".contains("attach the missing assessment record"))
    #expect(bench.service.snapshot().construction.name == "none")
  }

  @Test func `a device with a claim and no record is named as the one that lacks it`() throws {
    let bench = try Bench(.certified([.getrandom, .quantum(record: .some(nil))]))
    guard case .noCreditedSource(let sources)? = bench.failure()?.error else {
      Issue.record("served")
      return
    }
    #expect(sources.last?.reason == "no assessment record is attached")
    #expect(throws: RandomnessError.self) { try bench.draw(predictionResistance: true) }
  }

  @Test(arguments: [(true, "RBG2(P)"), (false, "RBG2(NP)")])
  func `a credited source seeds, and the construction is named after it`(
    isPhysical: Bool, name: String
  ) throws {
    let bench = try Bench(.certified([.getrandom, .quantum(isPhysical: isPhysical)]))
    try bench.draw()
    let snapshot = bench.service.snapshot()
    #expect(snapshot.construction.name == name)
    #expect(snapshot.construction.reasons.contains { $0.contains("not RBG3") })
    #expect(snapshot.construction.reasons.contains { $0.contains("not RBG2(P)") } == !isPhysical)
    #expect(snapshot.generator.strength == 256)
    let record = try #require(snapshot.ledger.first)
    guard case .entropy(448, 896, 384, let deficit) = record.worth else {
      Issue.record("\(record.worth)")
      return
    }
    #expect(deficit > 0 && deficit < 1e-18)
    let part = try #require(record.contributions.first)
    #expect(record.contributions.count == 1)
    #expect(part.source == "quantum" && part.samples == 112 && part.creditedBits == 448)
    #expect(part.claim == 4 && part.record == "fixture 1, 2024-10-04")
    #expect(part.verdict == "passed the health tests")
  }

  @Test func `what the operating system's generator gives is additional input there`() throws {
    let bench = try Bench(.certified([.getrandom, .quantum("a-quantum")]))
    try bench.draw()
    bench.service.settle()
    try bench.service.reseed()
    // Everything collected before the call was dropped; getrandom comes second and was not asked in time.
    bench.pass(seconds: 600)
    bench.service.settle()
    try bench.draw()
    let record = try #require(bench.ledger.last)
    #expect(record.additionalInput.map(\.source) == ["getrandom"])
    #expect(record.additionalInput.map(\.creditedBits) == [0])
    #expect(record.additionalInput.map(\.verdict) == ["passed the output sanity checks"])
  }

  @Test func `uncertified operation serves on strength and says so`() throws {
    let bench = try Bench(.certified([.getrandom], allowsUncertified: true))
    try bench.draw()
    let snapshot = bench.service.snapshot()
    #expect(snapshot.construction.name == "none")
    #expect(snapshot.construction.reasons.contains("uncertified operation is allowed by configuration"))
    #expect(snapshot.ledger.map(\.worth) == [.strength(bits: 256, origin: "getrandom")])
    // With a credited source beside it both seed, and the name stays honest.
    let both = try Bench(.certified([.getrandom, .quantum("a-quantum")], allowsUncertified: true))
    try both.draw()
    both.service.settle()
    try both.service.reseed()
    #expect(both.service.snapshot().construction.name == "none")
  }

  @Test
  func `the default profile serves on strength, credits a source with a record, and adds the two never`()
    throws
  {
    let bench = try Bench(
      Configuration(sources: [.getrandom, .quantum("a-quantum"), .quantum("m-noise", record: .some(nil))]))
    try bench.draw()
    bench.service.settle()
    bench.pass(seconds: 600)
    try bench.draw()
    let worths = bench.ledger.suffix(2).map(\.worth)
    guard case .entropy(448, _, 384, _) = worths.first,
      worths.last == .strength(bits: 256, origin: "getrandom")
    else {
      Issue.record("\(worths)")
      return
    }
    // What was mixed in and what was dropped is booked once, with the first of the two.
    try bench.service.act(.test, on: "getrandom")
    try bench.service.act(.test, on: "m-noise")
    bench.pass(seconds: 600)
    try bench.draw()
    #expect(bench.ledger.suffix(2).map { $0.additionalInput.map(\.source) } == [["m-noise"], []])
    #expect(bench.ledger.suffix(2).map { $0.dropped.isEmpty } == [false, true])
    #expect(bench.service.snapshot().construction.name == "none")
    #expect(bench.report("getrandom")?.creditPerSample == 0)
    #expect(bench.report("getrandom")?.strength == 256)
  }

  @Test func `a record of another device gives no credit`() throws {
    let record = AssessmentRecord.fixture(driver: "another")
    let bench = try Bench(.certified([.quantum(record: .some(record))]))
    guard case .noCreditedSource(let sources)? = bench.failure()?.error else {
      Issue.record("served")
      return
    }
    #expect(sources.map(\.state) == [.unrated])
    #expect(
      sources[0].reason.hasPrefix(
        "the assessment record is for the device another, and found was: scripted.0"))
    let serial = try Bench(.certified([.quantum(record: .some(.fixture(driver: nil, serial: "77")))]))
    #expect(serial.failure()?.error.description.contains("serial number 77") == true)
  }

  @Test func `a record that expires takes the credit with it, on the day after its last`() throws {
    let record = AssessmentRecord.fixture(expires: Bench.day(20_909))
    let bench = try Bench(.certified([.quantum(record: .some(record))], reseed: ReseedPolicy(requests: 1)))
    try bench.draw()
    bench.today = Bench.day(20_909)
    bench.pass(seconds: 600)
    try bench.draw()
    #expect(bench.phase == .seeded)
    bench.today = Bench.day(20_910)
    bench.pass(seconds: 600)
    try bench.draw()
    #expect(bench.phase == .degraded)
    #expect(bench.state("quantum") == .unrated)
    #expect(bench.report("quantum")?.creditReason == "the assessment record expired on 2027-04-01")
    #expect(bench.ledger.count == 2)
    let failure = try #require(bench.failure())
    guard case .stopped = failure.error else {
      Issue.record("\(failure.error)")
      return
    }
    // And a service is not started with it.
    #expect(throws: RandomnessError.self) {
      _ = try Bench(.certified([.quantum(record: .some(.fixture(expires: Bench.day(20_907))))]))
    }
  }

  @Test func `an opaque device without certificate is credited in default only`() throws {
    let opaque = SourceConfiguration.quantum(isRaw: false)
    guard case .noCreditedSource(let sources)? = try Bench(.certified([opaque])).failure()?.error else {
      Issue.record("served")
      return
    }
    #expect(sources[0].reason == "an opaque device needs a certificate in profile sp800-90c")
    let bench = try Bench(Configuration(sources: [opaque]))
    try bench.draw()
    #expect(bench.ledger[0].contributions.map(\.verdict) == ["passed the output sanity checks"])
    let certified = try Bench(FailureModeTests.configuration(isRaw: false))
    try certified.draw()
    #expect(certified.ledger[0].contributions.map(\.record) == ["certificate E123 (fixture)"])
  }

  @Test func `two devices of one group are credited once`() throws {
    // 448 bits of each would be there with 112 samples; of a group only one counts, so both give a whole quota.
    let bench = try Bench(
      .certified([.quantum("a", group: "board"), .quantum("b", group: "board")]),
      scripts: ["a": [.shortReads(atMost: 16)], "b": [.shortReads(atMost: 16)]])
    try bench.draw()
    let record = try #require(bench.ledger.first)
    let bits = record.contributions.map(\.creditedBits)
    guard case .entropy(let credited, _, _, _) = record.worth else {
      Issue.record("\(record.worth)")
      return
    }
    #expect(credited == bits.max())
    #expect(bits.reduce(0, +) == credited)
    #expect(
      bits.contains(0) && record.contributions.contains { $0.verdict.contains("group board counts once") })
    let apart = try Bench(
      .certified([.quantum("a"), .quantum("b")]),
      scripts: ["a": [.shortReads(atMost: 16)], "b": [.shortReads(atMost: 16)]])
    try apart.draw()
    guard case .entropy(let sum, _, _, _) = apart.ledger[0].worth else {
      Issue.record("\(apart.ledger)")
      return
    }
    #expect(sum == apart.ledger[0].contributions.map(\.creditedBits).reduce(0, +))
    #expect(apart.ledger[0].contributions.allSatisfy { $0.creditedBits < 448 })
  }
}
