// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

/// Many threads, or handlers in the middle of a thread's draws, in a process of their own; script/soak-generator has the
/// long runs.
@Suite(.serialized) struct StressTests {
  static let scenarios: [ServiceForkScenario] = [.shutDownUnderReaders, .mixedRequests, .signalStorm]

  /// Not under the Thread Sanitizer: it knows no membarrier(2), which orders the wiping of a page and its thread's
  /// draws, and it defers signals to system calls.
  @Test(.timeLimit(.minutes(2)), .disabled(if: ForkProbe.isThreadSanitized), arguments: scenarios)
  func `what threads draw is distinct, and nothing comes out after the end`(scenario: ServiceForkScenario) {
    let result = ForkProbe.run(scenario)
    #expect(result.status == 0, "\(scenario): \(result.output)")
  }

  /// The sanitizer makes the process fail by its exit code. A part of the 8 x 10^5 requests that have been seen clean, which
  /// take two minutes.
  @Test(.timeLimit(.minutes(4)), .enabled(if: ForkProbe.isThreadSanitized))
  func `the Thread Sanitizer sees no race in eight threads' requests`() {
    let result = ForkProbe.run(.mixedRequests, count: 200_000, seconds: 200)
    #expect(result.status == 0, "\(result.output)")
    print(result.output)
  }
}
