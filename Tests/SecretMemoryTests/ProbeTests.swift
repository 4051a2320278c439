// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

/// Scenarios that need a process of their own; see ``ProbeScenario`` for what each is about.
@Suite struct ProbeTests {
  @Test(
    .timeLimit(.minutes(2)),
    arguments: ProbeScenario.allCases.filter { ![.holdGenerator, .holdChild].contains($0) })
  func `a probe process finds everything as it must be`(scenario: ProbeScenario) throws {
    let result = try ProbeProcess.run(scenario)
    #expect(result.status == 0, "\(scenario): \(result.output)")
    if !result.output.isEmpty { print("\(scenario): \(result.output)") }
  }

  @Test func `a probe that does not answer in time is killed`() throws {
    #expect(throws: ProbeProcess.Failure.timedOut(seconds: 0)) {
      var probe = try ProbeProcess(.holdGenerator)
      _ = try probe.line()
      _ = try probe.end(withinSeconds: 0)
    }
  }
}
