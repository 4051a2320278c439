// SPDX-License-Identifier: Apache-2.0
import Glibc
import Measurements

/// Takes every published number of the project.
///
/// `Benchmarks [--library PATH]` times the generator against its peers, with the path of a libwellspring.so its C
/// functions too; `Benchmarks estimators COMMAND` times the command `wellspring` of that path against `ea_non_iid` in the
/// folder EA_DIR and the program THESEUS, where these are set, with `many` over 200 files, with `growth` alone over ever
/// larger ones; `Benchmarks iid COMMAND` times the tests of independence and of restarts likewise; `Benchmarks false-alarms
/// [SEQUENCES]` counts how many sequences of independent samples fail them; `Benchmarks soak [SAMPLES]` runs the health tests over sources of known min-entropy. Exit status 1 when
/// something is not as it should be.
@main struct Benchmarks {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    switch arguments.first {
    case nil: exit(time(library: nil) ? 0 : 1)
    case "--library": exit(time(library: arguments.dropFirst().first) ? 0 : 1)
    case "estimators" where arguments.count > 1:
      exit(assess(arguments.dropFirst().first ?? "", arguments.dropFirst(2).first) ? 0 : 1)
    case "iid" where arguments.count > 1: exit(testIID(arguments.dropFirst().first ?? "") ? 0 : 1)
    case "false-alarms":
      exit(
        countFalseAlarms(
          arguments.dropFirst().first.flatMap { Int($0) } ?? 2000,
          bits: arguments.dropFirst(2).first.flatMap { Int($0) } ?? 4) ? 0 : 1)
    case "soak":
      exit(soak(samples: arguments.dropFirst().first.flatMap(UInt64.init) ?? 1_000_000_000) ? 0 : 1)
    default:
      print(
        "usage: Benchmarks [--library PATH | estimators COMMAND [many | growth] | iid COMMAND | false-alarms [SEQUENCES]"
          + " | soak [SAMPLES]]")
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

  private static func assess(_ command: String, _ what: String?) -> Bool {
    let variable = { (name: String) in getenv(name).map { String(cString: $0) } }
    let measurements = EstimatorMeasurements(
      command: command, nistFolder: variable("EA_DIR"), theseus: variable("THESEUS"))
    do {
      if what == "growth" {
        for row in try measurements.runGrowth() {
          print(
            "\(row.symbols) symbols: \(Comparison.Unit.seconds.text(row.nanoseconds.0)) s on one thread,"
              + " \(Comparison.Unit.seconds.text(row.nanoseconds.1)) s on two, \(row.peakBytes >> 20) MiB,"
              + " \(rounded(Double(row.peakBytes) / Double(row.symbols))) bytes a symbol")
        }
        return true
      }
      let comparisons = try what == "many" ? measurements.runMany() : measurements.run()
      for line in Comparison.table(comparisons, in: .seconds) { print(line) }
      return !comparisons.contains { $0.isMet == false }
    } catch {
      print("\(error)")
      return false
    }
  }

  private static func testIID(_ command: String) -> Bool {
    let folder = getenv("EA_DIR").map { String(cString: $0) }
    do {
      let comparisons = try IIDMeasurements(command: command, nistFolder: folder).run()
      for line in Comparison.table(comparisons, in: .seconds) { print(line) }
      return !comparisons.contains { $0.isMet == false }
    } catch {
      print("\(error)")
      return false
    }
  }

  private static func countFalseAlarms(_ sequences: Int, bits: Int) -> Bool {
    let result = IIDFalseAlarms.run(
      sequences: max(1, min(sequences, 1_000_000)), bits: max(1, min(bits, 8)))
    for failure in result.failures { print("\(failure.test): \(failure.count)") }
    print(
      "\(result.failed) of \(result.sequences) sequences failed, seed \(IIDFalseAlarms.seed); expected between"
        + " \(result.interval.lowerBound) and \(result.interval.upperBound):"
        + " \(result.isAsExpected ? "as expected" : "NOT AS EXPECTED")")
    return result.isAsExpected
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
