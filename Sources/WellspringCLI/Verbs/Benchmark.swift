// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import Measurements
  internal import OperatorStatus
  internal import RandomnessService
  internal import Telemetry

  /// `wellspring benchmark`.
  struct Benchmark: Verb {
    static let configuration = CommandConfiguration(
      "benchmark",
      "Time the generator against libcrypto, getrandom, the vDSO and Swift's system generator, on this machine.",
      """
      Medians of interleaved rounds, so that a slow moment of the machine hits all alike; ratios decide, and another
      program on the same processor spoils them. "mixing" is how threads' generators work where clones of the machine
      are not counted: with randomness of the operating system in every request.

      Exit status 1 when a goal is missed.
      """,
      examples: [
        ("wellspring benchmark", "every figure of the README, on your machine"),
        ("wellspring benchmark --library /usr/local/lib/libwellspring.so", "the C functions too"),
      ])

    @Option(help: ArgumentHelp("Measure the C functions of this library as well.", valueName: "path"))
    var library: String?

    @Option(help: ArgumentHelp("Rounds of which medians are taken, 1 to 1001.", valueName: "count"))
    var rounds = 41

    @OptionGroup var common: CommonOptions

    func perform(_ console: Console) throws(Failure) -> ExitStatus {
      guard (1...1001).contains(rounds) else {
        throw .usage(
          "\(rounds)", limit: "1 to 1001", problem: "--rounds \(rounds) is not between 1 and 1001",
          fix: "choose a number of rounds within that range")
      }
      if let library, !GeneratorMeasurements.canLoad(library) {
        throw Failure(
          .bad, code: "library-not-loaded", value: String(library.prefix(200)), limit: "a libwellspring.so",
          problem: "\(library.prefix(200)) cannot be loaded as libwellspring.so",
          fix: "name an installed one")
      }
      let comparisons: [Comparison]
      do throws(RandomnessError) {
        comparisons = try GeneratorMeasurements.run(library: library, rounds: rounds)
      } catch { throw Failure(error) }
      if common.json {
        try console.document([
          "schema_version": Snapshot.schemaVersion, "comparisons": .array(comparisons.map(\.json)),
        ])
      } else {
        try console.result(lines: Comparison.table(comparisons))
      }
      return comparisons.contains { $0.isMet == false } ? .no : .yes
    }
  }

  extension Comparison {
    fileprivate var json: JSON {
      [
        "subject": .string(subject), "peer": .string(peer),
        "subject_nanoseconds": subjectNanoseconds.map { .number($0) } ?? .null,
        "peer_nanoseconds": peerNanoseconds.map { .number($0) } ?? .null,
        "ratio": ratio.map { .number($0) } ?? .null, "goal": goal.map { .number($0) } ?? .null,
        "met": isMet.map { .bool($0) } ?? .null,
      ]
    }
  }
#endif
