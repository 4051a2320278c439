// SPDX-License-Identifier: Apache-2.0
import DRBG
import EntropySources
import Primitives
import RandomnessService
import SecretMemory
import Telemetry
import TestSupport
import Testing

/// The generator's states (design, section 6) and the error latch.
@Suite struct StateTests {
  /// Every transition that there may be; any other one is a broken invariant.
  static let allowed: [GeneratorPhase: Set<GeneratorPhase>] = [
    .unseeded: [.seeded, .error], .seeded: [.degraded, .error, .unseeded],
    .degraded: [.seeded, .stopped, .error, .unseeded], .stopped: [.seeded, .error, .unseeded],
    .error: [.unseeded],
  ]

  @Test(arguments: DRBGSelfTest.tests.map(\.name))
  func `a failed known answer latches the error, whichever it is`(name: String) throws {
    let bench = try Bench(.certified())
    bench.failTest(name)
    let failure = try #require(bench.failure())
    #expect(failure.error == .selfTestFailed(test: name))
    #expect(failure.isZero)
    #expect(bench.phase == .error)
    #expect(bench.events.contains { $0.kind == .selfTestFailed(test: name) })
    #expect(!bench.service.snapshot().generator.selfTestPassed)
    #expect(bench.service.snapshot().generator.strength == 0)
  }

  @Test func `in the error state every call fails, although nothing is wrong any more, until a reset`() throws
  {
    let name = try #require(DRBGSelfTest.tests.last?.name)
    let bench = try Bench(.certified())
    bench.failTest(name)
    #expect(bench.failure() != nil)
    bench.failTest(nil)
    let latched = RandomnessError.generatorFailed(reason: "the known-answer test \"\(name)\" failed")
    for _ in 0..<3 {
      #expect(bench.failure()?.error == latched)
      #expect(bench.failure(predictionResistance: true)?.error == latched)
      #expect(throws: latched) { _ = try bench.service.secretBytes(32) }
      #expect(throws: latched) { try bench.service.reseed() }
      #expect(throws: latched) { try bench.service.seed(deadline: .seconds(1)) }
      bench.pass(seconds: 2000)
    }
    #expect(bench.phases == [.unseeded, .error])
    #expect(bench.ledger.isEmpty)
    // Source actions go on: an operator looks for the cause.
    try bench.service.act(.test, on: "quantum")

    try bench.service.reset()
    #expect(bench.phases == [.unseeded, .error, .unseeded, .seeded])
    try bench.draw()
    #expect(bench.service.snapshot().generator.selfTestPassed)
  }

  @Test func `a reset runs all self-tests again and instantiates anew`() throws {
    let bench = try Bench(.certified())
    try bench.draw()
    try bench.service.reset()
    #expect(bench.ledger.map(\.purpose) == ["instantiate", "instantiate"])
    #expect(bench.phases == [.unseeded, .seeded, .unseeded, .seeded])
    let name = try #require(DRBGSelfTest.tests.first?.name)
    bench.failTest(name)
    // Nothing runs between resets, so the failure shows at the reset.
    try bench.draw()
    #expect(throws: RandomnessError.selfTestFailed(test: name)) { try bench.service.reset() }
    #expect(bench.phase == .error)
    #expect(throws: RandomnessError.selfTestFailed(test: name)) { try bench.service.reset() }
    bench.failTest(nil)
    try bench.service.reset()
    try bench.draw()
    #expect(bench.ledger.map(\.sequence) == [1, 2, 3])
  }

  @Test func `a reset without sources leaves it unseeded, and it recovers by itself`() throws {
    let bench = try Bench(.certified())
    try bench.draw()
    bench.sources["quantum"]?.become(.unplugged())
    // What is on the shelf may still seed; so there must be nothing.
    try bench.service.act(.test, on: "quantum")
    #expect(throws: RandomnessError.self) { try bench.service.reset() }
    #expect(bench.phase == .unseeded)
    #expect(bench.failure()?.isZero == true)
    bench.sources["quantum"]?.become(.noise(.uniform))
    try bench.draw()
    #expect(bench.phase == .seeded)
  }

  @Test func `nothing is served before the first seed, and the first request makes it`() throws {
    let bench = try Bench(.certified())
    #expect(bench.phase == .unseeded)
    #expect(bench.events.isEmpty)
    #expect(bench.service.snapshot().generator.secondsSinceReseed == nil)
    #expect(bench.service.snapshot().construction == .init(name: "none", reasons: bench.unseededReasons))
    let first = try bench.draw()
    #expect(first != (try bench.draw()))
    #expect(bench.phases == [.unseeded, .seeded])
  }

  @Test func `requests of no bytes are served without a seed, and lengths have a limit`() throws {
    let bench = try Bench(.certified(), scripts: ["quantum": [.silent()]])
    try bench.draw(0)
    for count in [0, -1, Randomness.secretLimit + 1] {
      #expect(throws: RandomnessError.lengthOutOfRange(bytes: count, limit: 1 << 20)) {
        _ = try bench.service.secretBytes(count)
      }
    }
    #expect(bench.service.snapshot().generator.requests == 0)
  }

  @Test func `events are numbered without gaps and their times never go back`() throws {
    let bench = try Bench(.certified(reseed: ReseedPolicy(requests: 1, seconds: 1)))
    for _ in 0..<20 {
      try bench.draw()
      bench.pass(seconds: 1)
    }
    #expect(bench.events.map(\.sequence) == (1...UInt64(bench.events.count)).map { $0 })
    #expect(Set(bench.events.map(\.epoch)).count == 1)
    let times = bench.events.map(\.monotonicNanoseconds)
    #expect(times == times.sorted())
  }

  @Test func `a failing generator for Swift's functions ends the process by SIGKILL`() async {
    await #expect(processExitsWith: .signal(9)) {
      let bench = try Bench(.certified(), scripts: ["quantum": [.silent()]])
      var generator = bench.service.generator()
      _ = generator.next()
    }
  }

  @Test func `a generator for Swift's functions gives what the service gives`() throws {
    let one = try Bench(.certified())
    let other = try Bench(.certified())
    var generator = one.service.generator()
    let words = [generator.next(), generator.next()]
    let bytes = try [other.fill(8), other.fill(8)]
    for (word, bytes) in zip(words, bytes) {
      #expect(bytes.reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) } == word)
    }
  }
}

extension Bench {
  /// Why nothing is named yet.
  var unseededReasons: [String] { ["nothing has been seeded", "no credited source has contributed"] }
}
