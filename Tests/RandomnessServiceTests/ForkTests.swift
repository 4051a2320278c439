// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

/// Scenarios that need a process of their own; see ``ServiceForkScenario`` for what each is about.
///
/// One after the other: each has several processes or threads, and times that it must keep.
@Suite(.serialized) struct ForkTests {
  /// Not under the Thread Sanitizer, whose runtime may hang in a child of a process with several threads.
  @Test(
    .timeLimit(.minutes(2)), .disabled(if: ForkProbe.isThreadSanitized),
    arguments: ServiceForkScenario.allCases.filter { !StressTests.scenarios.contains($0) })
  func `a forked child seeds itself and is never its parent`(scenario: ServiceForkScenario) {
    let result = ForkProbe.run(scenario)
    #expect(result.status == 0, "\(scenario): \(result.output)")
  }
}
