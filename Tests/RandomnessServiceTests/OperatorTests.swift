// SPDX-License-Identifier: Apache-2.0
import EntropySources
import RandomnessService
import Telemetry
import TestSupport
import Testing

/// What an operator may do to sources. Every action is an event.
@Suite struct OperatorTests {
  @Test func `a test drops the shelf and runs the start-up test again`() throws {
    // B-23
    let bench = try Bench(.certified())
    try bench.draw()
    bench.service.settle()
    let before = try #require(bench.report("quantum")).counters.samples
    let report = try bench.service.act(.test, on: "quantum")
    #expect(report.state == .healthy && report.samplesReady == 112)
    #expect(report.counters.samples == before + 1024 + 112)
    #expect(bench.path(of: "quantum") == [.starting, .healthy, .starting, .healthy])
    #expect(bench.events.contains { $0.kind == .operatorAction(verb: "source test", source: "quantum") })
    let dropped = Event.Kind.samplesDropped(
      source: "quantum", samples: 112, reason: "start-up test on demand")
    #expect(bench.events.contains { $0.kind == dropped })
  }

  @Test func `a test finds a source that has gone bad unnoticed`() throws {
    let bench = try Bench(.certified())
    try bench.draw()
    bench.sources["quantum"]?.become(.noise(.periodic([1, 2, 3])))
    #expect(try bench.service.act(.test, on: "quantum").state == .failed)
    #expect(bench.report("quantum")?.creditPerSample == 0)
  }

  @Test func `a disabled source is used no more until it is enabled`() throws {
    let bench = try Bench(Configuration(sources: [.getrandom, .quantum("a-quantum")]))
    try bench.draw()
    bench.service.settle()
    let report = try bench.service.act(.disable, on: "a-quantum")
    #expect(report.state == .disabled && report.samplesReady == 0 && report.creditPerSample == 0)
    #expect(report.reason == "switched off by the operator")
    let samples = report.counters.samples
    for _ in 0..<3 {
      bench.pass(seconds: 600)
      try bench.draw()
    }
    for record in bench.ledger.suffix(3) { #expect(record.contributions.map(\.source) == ["getrandom"]) }
    #expect(bench.report("a-quantum")?.counters.samples == samples)
    // Neither a test nor a reset switches it on.
    #expect(try bench.service.act(.test, on: "a-quantum").state == .disabled)
    #expect(try bench.service.act(.reset, on: "a-quantum").state == .disabled)
    #expect(try bench.service.act(.enable, on: "a-quantum").state == .healthy)
    #expect(try #require(bench.report("a-quantum")).counters.samples == samples + 1024 + 112)
  }

  @Test func `a source that the configuration switches off can be switched on`() throws {
    let bench = try Bench(.certified([.quantum(isEnabled: false), .getrandom]))
    #expect(bench.report("quantum")?.reason == "switched off in the configuration")
    guard case .noCreditedSource? = bench.failure()?.error else {
      Issue.record("served")
      return
    }
    try bench.service.act(.enable, on: "quantum")
    try bench.draw()
  }

  @Test func `enabling what is enabled changes nothing`() throws {
    let bench = try Bench(.certified())
    try bench.draw()
    bench.service.settle()
    #expect(try bench.service.act(.enable, on: "quantum").samplesReady == 112)
    #expect(bench.path(of: "quantum") == [.starting, .healthy])
  }

  @Test(arguments: ["", "Quantum", "nothing", "getrandom"])
  func `an unknown source is named with those that there are`(id: String) throws {
    let bench = try Bench(.certified([.quantum("b"), .quantum("a")]))
    for action in Randomness.SourceAction.allCases {
      #expect(throws: RandomnessError.unknownSource(id: id, known: ["a", "b"])) {
        try bench.service.act(action, on: id)
      }
    }
    #expect(bench.events.isEmpty)
  }

  @Test func `actions on a source that is not there end at the deadline at the latest`() throws {
    let bench = try Bench(.certified(), scripts: ["quantum": [.silent()]])
    for action in Randomness.SourceAction.allCases {
      let started = bench.clock.now()
      try bench.service.act(action, on: "quantum")
      #expect(bench.clock.now().nanoseconds(since: started) <= 2_000_000_000, "\(action)")
    }
    let started = bench.clock.now()
    bench.service.settle()
    #expect(bench.clock.now().nanoseconds(since: started) <= 2_000_000_000)
  }
}
