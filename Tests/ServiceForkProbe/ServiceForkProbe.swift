// SPDX-License-Identifier: Apache-2.0
import TestSupport

/// Runs one scenario of ``ServiceForkScenario`` and exits with 0, or with 1 and a sentence.
@main enum ServiceForkProbe {
  static func main() {
    guard let scenario = CommandLine.arguments.dropFirst().first.flatMap(ServiceForkScenario.init) else {
      Children.exit(with: 64, saying: "usage: ServiceForkProbe SCENARIO")
    }
    Children.endThisProcess(afterSeconds: 90)
    do {
      switch scenario {
      case .childDrawsItsOwnBytes: try Scenarios.childDrawsItsOwnBytes()
      case .forkWhileThreadsDraw: try Scenarios.forkWhileThreadsDraw()
      case .childWithoutSources: try Scenarios.childWithoutSources()
      case .childOfUnseededParent: try Scenarios.childOfUnseededParent()
      case .childOfFailedParent: try Scenarios.childOfFailedParent()
      case .processServiceInChild: try Scenarios.processServiceInChild()
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
