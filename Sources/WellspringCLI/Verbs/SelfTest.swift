// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import ConfigurationFile
  internal import DRBG
  internal import OperatorStatus
  internal import Telemetry

  /// `wellspring selftest`.
  struct SelfTest: Verb {
    static let configuration = CommandConfiguration(
      "selftest", "Run the known-answer tests of every primitive and of the DRBG.",
      """
      With --induce something is made to fail, in this process only, to show that it is found: exit status 1 when it \
      was found, 70 when it was not.
      """,
      examples: [
        ("wellspring selftest", "a line for each test; the last line is the verdict"),
        ("wellspring selftest --induce stuck", "a stuck source, and the sample at which it is found"),
      ])

    @Option(help: ArgumentHelp("stuck, bias or kat.", valueName: "failure"))
    var induce: String?

    @OptionGroup var common: CommonOptions

    func perform(_ console: Console) throws(Failure) -> ExitStatus {
      let loaded = try common.load()
      guard let induce else { return try report(console) }
      guard let induced = InducedFailure(rawValue: induce) else {
        let names = InducedFailure.allCases.map(\.rawValue).joined(separator: ", ")
        throw .usage(
          Console.oneLine(induce, limit: 80), limit: names,
          problem:
            "\"\(Console.oneLine(induce, limit: 80))\" is none of the failures that can be induced, \(names)",
          fix: "choose one of them")
      }
      let result = try induced.run(loaded.configuration)
      if common.json {
        try console.document([
          "schema_version": Snapshot.schemaVersion, "induced": .string(induce),
          "detected": .bool(result.isDetected), "sample": JSON(result.sample),
          "observations": .array(result.lines.map { .string($0) }),
        ])
      } else {
        try console.result(
          lines: result.lines + [
            result.isDetected
              ? "failed, as induced: the failure was detected" : "the induced failure was NOT detected"
          ])
      }
      return result.isDetected ? .no : .internalError
    }

    private func report(_ console: Console) throws(Failure) -> ExitStatus {
      let outcomes = DRBGSelfTest.outcomes()
      let failed = outcomes.filter { !$0.passed }.map(\.name)
      if common.json {
        try console.document([
          "schema_version": Snapshot.schemaVersion,
          "passed": .bool(failed.isEmpty),
          "tests": .array(outcomes.map { ["name": .string($0.name), "passed": .bool($0.passed)] }),
        ])
      } else {
        try console.result(
          lines: outcomes.map { "\($0.passed ? "passed" : "FAILED")  \($0.name)" } + [
            failed.isEmpty
              ? "passed: all \(outcomes.count) known answers"
              : "failed: \(failed.count) of \(outcomes.count) known answers (\(failed.joined(separator: ", ")))"
          ])
      }
      return failed.isEmpty ? .yes : .no
    }
  }
#endif
