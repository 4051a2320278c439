// SPDX-License-Identifier: Apache-2.0
import TestSupport

/// Runs one scenario of ``ProbeScenario`` and exits with 0, or with 1 and a sentence.
@main enum ForkProbe {
  static func main() {
    guard let scenario = CommandLine.arguments.dropFirst().first.flatMap(ProbeScenario.init) else {
      Processes.exit(
        with: 64, saying: "usage: ForkProbe " + ProbeScenario.allCases.map(\.rawValue).joined(separator: "|"))
    }
    do {
      switch scenario {
      case .keySurvivesFork: try ForkScenarios.keySurvivesFork()
      case .stateDiesInChild: try ForkScenarios.stateDiesInChild()
      case .stateNeverLendsZeros: try ForkScenarios.stateNeverLendsZeros()
      case .allocationAfterForkFromBusyProcess: try ForkScenarios.allocationAfterForkFromBusyProcess()
      case .releasedMemoryIsWiped: try MemoryScenarios.releasedMemoryIsWiped()
      case .refusedLockingIsReported: try MemoryScenarios.refusedLockingIsReported()
      case .noMemoryIsAnError: try MemoryScenarios.noMemoryIsAnError()
      case .holdGenerator: try GeneratorScenario.holdGenerator()
      case .holdChild: try GeneratorScenario.holdChild()
      }
    } catch {
      Processes.exit(with: 1, saying: "\(error)")
    }
  }
}

/// What was not as it must be.
struct Finding: Error, CustomStringConvertible {
  let description: String
}

/// Throws a finding unless `condition` holds.
func require(_ condition: Bool, _ sentence: @autoclosure () -> String) throws(Finding) {
  if !condition { throw Finding(description: sentence()) }
}
