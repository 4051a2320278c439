// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import OperatorStatus
  internal import RandomnessService
  internal import Telemetry

  /// `wellspring reset`.
  struct Reset: Verb {
    static let configuration = CommandConfiguration(
      "reset", "Run all self-tests of this process again and instantiate its generator anew.",
      "The one way out of the generator's error state but a restart.",
      examples: [
        ("wellspring reset --confirm", "self-tests, then a new seed"),
        ("wellspring reset --confirm --json", "the same for a program"),
      ])

    @Flag(help: "Yes, do it.")
    var confirm = false

    @OptionGroup var common: CommonOptions

    func perform(_ console: Console) throws(Failure) -> ExitStatus {
      guard confirm else {
        throw .usage(
          "", limit: "--confirm", problem: "a reset throws the generator's state away and is not confirmed",
          fix: "write wellspring reset --confirm")
      }
      let randomness = try CommonOptions.service(try common.load())
      do throws(RandomnessError) { try randomness.reset() } catch { throw Failure(error) }
      try SeedReport.print(randomness.snapshot(), common, console)
      return .yes
    }
  }
#endif
