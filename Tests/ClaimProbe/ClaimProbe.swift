// SPDX-License-Identifier: Apache-2.0
import SolarSource

/// Claims observations in processes of its own, which it kills or races, and counts who used which.
///
/// Prints what it counted, and ends with 1 when a digest was used twice.
@main enum ClaimProbe {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count == 4, let rounds = Int(arguments[3]), rounds > 0 else {
      Processes.say("usage: ClaimProbe kills|race FOLDER ROUNDS")
      return Processes.end(64)
    }
    do {
      let rig = try ClaimRig(folder: arguments[2])
      switch arguments[1] {
      case "kills": try rig.killAtEveryStep(rounds: rounds)
      case "race": try rig.race(rounds: rounds)
      default: return Processes.end(64)
      }
    } catch {
      Processes.say("\(error)")
      Processes.end(1)
    }
  }
}
