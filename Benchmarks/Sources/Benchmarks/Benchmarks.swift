// SPDX-License-Identifier: Apache-2.0
import Glibc
import Measurements

/// Takes every published number of the project.
///
/// `Benchmarks [--library PATH]` times the generator against its peers, with the path of a libwellspring.so its C
/// functions too; `Benchmarks soak [SAMPLES]` runs the health tests over sources
/// of known min-entropy. Exit status 1 when something is not as it should be.
@main struct Benchmarks {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    switch arguments.first {
    case nil: exit(time(library: nil) ? 0 : 1)
    case "--library": exit(time(library: arguments.dropFirst().first) ? 0 : 1)
    case "soak":
      exit(soak(samples: arguments.dropFirst().first.flatMap(UInt64.init) ?? 1_000_000_000) ? 0 : 1)
    default:
      print("usage: Benchmarks [--library PATH | soak [SAMPLES]]")
      exit(64)
    }
  }

  private static func time(library: String?) -> Bool {
    do {
      let comparisons = try GeneratorMeasurements.run(library: library)
      for line in Comparison.table(comparisons) { print(line) }
      return !comparisons.contains { $0.isMet == false }
    } catch {
      print("the generator gives nothing: \(error)")
      return false
    }
  }

  private static func soak(samples: UInt64) -> Bool {
    var isAsExpected = true
    print("seed \(HealthTestSoak.seed)")
    for result in HealthTestSoak.run(samples: samples) {
      isAsExpected = isAsExpected && result.isAsExpected
      print(
        "\(result.name): \(result.samples) samples, \(result.alarms) alarms; shadow exceedances: repetition count"
          + " \(result.observed.0) of \(rounded(result.expected.0)) expected, adaptive proportion"
          + " \(result.observed.1) of \(rounded(result.expected.1)); chance at the claim 2^\(rounded(result.tailLog2)):"
          + " \(result.isAsExpected ? "as expected" : "NOT AS EXPECTED")")
    }
    return isAsExpected
  }

  private static func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
