// SPDX-License-Identifier: Apache-2.0

/// What the program ServiceForkProbe can be asked to do; its raw value is the program's argument.
///
/// A test runner with many threads must not fork itself. Each scenario ends with exit code 0 when all was as it must be,
/// else with 1 and a sentence on standard output.
package enum ServiceForkScenario: String, CaseIterable, Sendable {
  /// Children of a seeded parent, and a grandchild, draw bytes that nobody else gets, in a new epoch, without threads.
  case childDrawsItsOwnBytes
  /// 200 children are forked while other threads draw; each draws, and none hangs.
  case forkWhileThreadsDraw
  /// A child that reaches no source says so, within its deadline, and gives no byte.
  case childWithoutSources
  /// A child of a parent that was never seeded seeds itself.
  case childOfUnseededParent
  /// A child of a parent in its error state is in it too, until a reset.
  case childOfFailedParent
  /// `Randomness.start` and Swift's own random functions work in a child forked while others start the service.
  case processServiceInChild
}
