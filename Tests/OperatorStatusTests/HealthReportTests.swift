// SPDX-License-Identifier: Apache-2.0
import Foundation
import Telemetry
import Testing

@testable import OperatorStatus

@Suite struct HealthReportTests {
  @Test func `the other cutoffs stand beside those in force`() throws {
    let health = HealthReport(
      testedMinEntropy: 1, samplesTested: 0, startUpRemaining: 1024, alphaExponent: 30,
      repetitionCount: .init(
        cutoff: 31, permanentCutoff: 61, exactTailCutoff: nil, shadowCutoff: 21, largest: 0, margin: 0),
      adaptiveProportion: .init(
        cutoff: 325, permanentCutoff: 359, exactTailCutoff: 326, shadowCutoff: 311, largest: 0, margin: 0),
      window: 512, shadowExceedances: 0, shadowExpected: 0, shadowTailLog2: 0, isDrifting: false,
      falseAlarmsPerYear: 0)
    let text = health.json.text
    #expect(text.contains(#""cutoff":31,"permanent_cutoff":61,"exact_tail_cutoff":null,"shadow_cutoff":21,"#))
    #expect(
      text.contains(#""cutoff":325,"permanent_cutoff":359,"exact_tail_cutoff":326,"shadow_cutoff":311,"#))
    let run = AccountText.test(health.repetitionCount)
    #expect(run == "largest 0, cutoff 31, permanent 61, shadow 21, margin 0")
    let window = AccountText.test(health.adaptiveProportion)
    #expect(window == "largest 0, cutoff 325 (exact tail 326), permanent 359, shadow 311, margin 0")
  }
}
