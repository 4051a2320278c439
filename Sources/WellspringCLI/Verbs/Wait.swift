// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import ConfigurationFile
  internal import OperatorStatus
  internal import RandomnessService
  internal import Telemetry

  /// `wellspring wait`.
  struct Wait: Verb {
    static let configuration = CommandConfiguration(
      "wait", "Return when a generator of this process is seeded, or fail when the time is over.",
      "Exit status: 0 seeded, 69 not seeded in time.",
      examples: [
        ("wellspring wait --seeded --timeout 10", "in a start script, before keys are made"),
        ("wellspring wait --seeded --timeout 0.5 --quiet || logger 'no entropy'", "a check"),
      ])

    @Flag(help: "What is waited for; there is nothing else yet.")
    var seeded = false

    @Option(
      help: ArgumentHelp(
        "At most so many seconds, 0.001 to 600; the configured deadline when left out.", valueName: "seconds")
    )
    var timeout: String?

    @OptionGroup var common: CommonOptions

    func perform(_ console: Console) throws(Failure) -> ExitStatus {
      guard seeded else {
        throw .usage(
          "", limit: "--seeded", problem: "wait needs to know what for, and --seeded is all there is",
          fix: "write wellspring wait --seeded")
      }
      var milliseconds: Int?
      if let timeout {
        guard let seconds = Double(timeout), (0.001...600).contains(seconds) else {
          throw .usage(
            Console.oneLine(timeout, limit: 80), limit: "0.001 to 600 seconds",
            problem:
              "the time-out \"\(Console.oneLine(timeout, limit: 80))\" is not a number of seconds from 0.001 to 600",
            fix: "give a number in that range")
        }
        milliseconds = Int((seconds * 1000).rounded(.up))
      }
      let loaded = try common.load()
      let randomness = try CommonOptions.service(loaded)
      do throws(RandomnessError) {
        try randomness.seed(
          deadline: .milliseconds(milliseconds ?? Int(loaded.configuration.deadlineMilliseconds)))
      } catch { throw Failure(error) }
      let snapshot = randomness.snapshot()
      if common.json {
        try console.document([
          "schema_version": Snapshot.schemaVersion, "seeded": true,
          "strength": JSON(snapshot.generator.strength),
        ])
      } else if !common.quiet {
        try console.result(printable(Verdict.line(snapshot)) + "\n")
      }
      return .yes
    }
  }
#endif
