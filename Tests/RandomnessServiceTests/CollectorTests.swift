// SPDX-License-Identifier: Apache-2.0
import EntropySources
@testable import RandomnessService
import Telemetry
import TestSupport
import Testing

/// The wait for enough samples, which others may take away at any moment.
@Suite struct CollectorTests {
  /// A collector with one credited source, turned by whoever waits.
  static func collector(_ script: [ScriptedStep], clock: FakeClock) -> Collector {
    let configuration = Configuration.certified()
    let descriptor = SourceDescriptor.scripted(id: "quantum")
    let source = ScriptedSource(descriptor: descriptor, seed: 1, script: script)
    let environment = ServiceEnvironment(
      clock: clock, today: { Bench.today }, makeSource: { _ throws(SourceError) in source },
      readPublicFile: { _ in nil }, driver: .caller)
    return Collector(
      configuration, sources: ["quantum": source], environment: environment,
      events: EventRecorder(clock: clock))
  }

  @Test func `a wait goes on when what it saw is gone again`() {
    let clock = FakeClock()
    let collector = Self.collector([.slow(samplesPerSecond: 10_000)], clock: clock)
    var looks = 0
    // True for a moment only, as if another request had taken what there was.
    let isMet = collector.wait(until: clock.deadline(milliseconds: 2000), for: .fullEntropy) {
      looks += 1
      return looks == 1
    }
    #expect(isMet)
    #expect(collector.meets(.fullEntropy))
    #expect(looks > 2)
  }

  @Test func `a wait ends at its deadline, and at once where it cannot help`() {
    let clock = FakeClock()
    let silent = Self.collector([.silent()], clock: clock)
    let started = clock.now()
    #expect(!silent.wait(until: clock.deadline(milliseconds: 700), for: .fullEntropy))
    #expect(clock.now().nanoseconds(since: started) == 700_000_000)
    let stuck = Self.collector([.noise(.stuck(at: 1))], clock: clock)
    #expect(!stuck.wait(until: clock.deadline(milliseconds: 700), for: .fullEntropy))
    #expect(clock.now().nanoseconds(since: started) == 700_000_000)
    #expect(stuck.failures(for: .fullEntropy).map(\.state) == [.failed])
  }
}
