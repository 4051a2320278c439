// SPDX-License-Identifier: Apache-2.0

/// What the program ServiceForkProbe can be asked to do; its raw value is the program's argument.
///
/// A test runner with many threads must not fork itself, nor be shut down, copied or stormed with signals. Each scenario
/// ends with exit code 0 when all was as it must be, else with 1 and a sentence on standard output. Those from
/// ``forkMatrix`` on take a count, and print what they have counted.
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
  /// COUNT children, forked in six ways: no two processes share a word of output, and none hangs.
  case forkMatrix
  /// COUNT children, looked at from outside before their first draw: nothing of their parent's generators is in their
  /// memory.
  case childMemory
  /// Eight threads read while COUNT services, one after the other, are shut down under them.
  case shutDownUnderReaders
  /// The same in COUNT processes, which end by exit(3).
  case exitUnderReaders
  /// COUNT requests of every kind by eight threads to two services in turn, with reseeds, errors, resets and ticks.
  case mixedRequests
  /// Signal handlers draw in the middle of their thread's draws: COUNT milliseconds of each kind of draw.
  case signalStorm
  /// Signal handlers fork in the middle of their thread's draws: COUNT times in each of nine ways.
  case forkInHandler
  /// The same between two instructions of a draw, spread over all of them.
  case forkAtInstruction
  /// The same in the middle of fork(2), at each of its first COUNT instructions.
  case forkInFork
  /// COUNT copies of a process with all of its state, as clones of a virtual machine are.
  case copiedMachine

  /// A count for a run of seconds in a debug build; the long counts are in script/soak-generator.
  package var shortCount: Int {
    switch self {
    case .forkMatrix: 120
    case .childMemory: 6
    case .shutDownUnderReaders: 500
    case .exitUnderReaders: 250
    case .mixedRequests: 100_000
    case .signalStorm: 400
    case .forkInHandler: 100
    case .forkAtInstruction: 8
    case .forkInFork: 400
    case .copiedMachine: 5
    default: 0
    }
  }
}
