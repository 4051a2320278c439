// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import OperatorStatus
  internal import RandomnessService
  internal import Telemetry

  /// `wellspring status`.
  struct Status: Verb {
    static let configuration = CommandConfiguration(
      "status", "Print the state of generator and sources; the last line is the verdict.",
      """
      Every command is a process of its own with a generator of its own: the status is that of this process, which \
      opens this machine's sources as any other would. Exit status: 0 seeded, 1 degraded or failed, 69 unavailable.
      """,
      examples: [
        ("wellspring status", "one screen"),
        ("wellspring status --json | jq .verdict", "the verdict for a program"),
      ])

    @Flag(help: "Repeat every second until interrupted: the screen on a terminal, else the verdict's line.")
    var watch = false

    @OptionGroup var common: CommonOptions

    func perform(_ console: Console) throws(Failure) -> ExitStatus {
      if watch && common.json {
        throw .usage(
          "--watch --json", limit: "one document",
          problem: "--json prints one document, and --watch has no end",
          fix: "leave one of the two out")
      }
      let loaded = try common.load()
      var solar = SolarLink(loaded, task: .report)
      let randomness = try CommonOptions.service(loaded)
      // Why it could not be seeded is what the status shows.
      try? randomness.seed()
      randomness.settle()
      solar.report(to: randomness)
      let snapshot = randomness.snapshot()
      if watch { try repeatScreen(randomness, console) }
      if common.json {
        try console.document(snapshot.json)
      } else {
        try console.result(lines: StatusText.screen(snapshot))
      }
      return Verdict(snapshot).exitStatus
    }

    private func repeatScreen(_ randomness: Randomness, _ console: Console) throws(Failure) {
      let isTerminal = System.isTerminal(System.standardOutput)
      while true {
        let snapshot = randomness.snapshot()
        if isTerminal {
          // Home, the screen, then what is left below: no flicker.
          let lines = StatusText.screen(snapshot).map { $0 + "\u{1b}[K" }
          try console.result("\u{1b}[H" + lines.joined(separator: "\n") + "\n\u{1b}[J")
        } else {
          try console.result(printable(Verdict.line(snapshot)) + "\n")
        }
        System.sleep(seconds: 1)
        // Keeps a due reseed from being missed while nobody draws.
        try? randomness.seed()
      }
    }
  }

  extension Verdict {
    var exitStatus: ExitStatus {
      switch self {
      case .seeded: .yes
      case .degraded, .failed: .no
      case .unavailable: .unavailable
      }
    }
  }
#endif
