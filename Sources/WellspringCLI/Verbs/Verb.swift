// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import RandomnessService

  /// One verb of the command.
  protocol Verb: ParsableCommand {
    /// What every verb takes.
    var common: CommonOptions { get }
    /// Whether the result is for programs, and so is an error.
    var isJSON: Bool { get }
    /// Does it.
    func perform(_ console: Console) throws(Failure) -> ExitStatus
  }

  extension Verb {
    var isJSON: Bool { common.json }
  }

  extension CommandConfiguration {
    /// The help of a verb.
    ///
    /// - Parameter examples: command lines with what they are for.
    init(
      _ name: String, _ abstract: String, _ discussion: String = "",
      examples: [(line: String, purpose: String)],
      subcommands: [any ParsableCommand.Type] = []
    ) {
      let lines = examples.map { "  \($0.line)\n      \($0.purpose)" }
      self.init(
        commandName: name, abstract: abstract,
        discussion: (discussion.isEmpty ? "" : discussion + "\n\n") + "EXAMPLES:\n"
          + lines.joined(separator: "\n"),
        subcommands: subcommands)
    }
  }

  /// The command itself, which only has verbs.
  struct Wellspring: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "wellspring",
      abstract: "Random bytes with an account of where they came from.",
      discussion: """
        EXAMPLES:
          wellspring random 32 --explain
              A 32-byte value, with its account.
          wellspring status
              What this machine's sources are worth.

        Exit status: 0 yes, 1 no, 2 a bad file, device, configuration or output, 64 a wrong command line, 69 unavailable \
        or too late, 70 an internal error.
        """,
      version: "wellspring \(Randomness.version)",
      subcommands: [
        Random.self, Status.self, Sources.self, Wait.self, Source.self, Solar.self, Reseed.self, Reset.self,
        Config.self,
        SelfTest.self, ACVP.self, Capture.self, Assess.self, Restart.self, Conditioning.self, Evidence.self,
        Inspect.self, Benchmark.self,
      ])
  }
#endif
