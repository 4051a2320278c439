// SPDX-License-Identifier: Apache-2.0
import TestSupport

/// Runs one scenario of ``ServiceForkScenario`` and exits with 0, or with 1 and a sentence.
@main enum ServiceForkProbe {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    let numbers = arguments.dropFirst().map { Int($0) ?? -1 }
    guard let scenario = arguments.first.flatMap(ServiceForkScenario.init), numbers.allSatisfy({ $0 >= 0 })
    else { Children.exit(with: 64, saying: "usage: ServiceForkProbe SCENARIO [COUNT [SECONDS]]") }
    let count = numbers.first ?? scenario.shortCount
    Children.endThisProcess(afterSeconds: numbers.dropFirst().first.map { UInt32(clamping: $0) } ?? 90)
    do {
      switch scenario {
      case .childDrawsItsOwnBytes: try Scenarios.childDrawsItsOwnBytes()
      case .forkWhileThreadsDraw: try Scenarios.forkWhileThreadsDraw()
      case .childWithoutSources: try Scenarios.childWithoutSources()
      case .childOfUnseededParent: try Scenarios.childOfUnseededParent()
      case .childOfFailedParent: try Scenarios.childOfFailedParent()
      case .processServiceInChild: try Scenarios.processServiceInChild()
      case .forkMatrix: try ForkMatrix.run(children: count)
      case .childMemory: try ChildMemory.run(children: count)
      case .shutDownUnderReaders: try LatchScenarios.shutDown(ends: count)
      case .exitUnderReaders: try LatchScenarios.exit(ends: count)
      case .mixedRequests: try MixedRequests.run(requests: count)
      case .signalStorm: try SignalStorm.run(milliseconds: count)
      case .forkInHandler: try HandlerForks.run(forks: count, by: .time)
      case .forkAtInstruction where ForkingHandler.canStep:
        try HandlerForks.run(forks: count, by: .instruction)
      case .forkInFork where ForkingHandler.canStep: try HandlerForks.runInFork(limit: count)
      case .forkAtInstruction, .forkInFork: Children.say("\(scenario): not available on this processor")
      case .copiedMachine: try CopiedMachine.run(copies: count)
      }
    } catch {
      Children.exit(with: 1, saying: "\(error)")
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
