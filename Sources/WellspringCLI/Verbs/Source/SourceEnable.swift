// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser

  /// `wellspring source enable`.
  struct SourceEnable: Verb {
    static let configuration = CommandConfiguration(
      "enable", "Let every command use a source again.",
      "Writes sources.json in the state directory.",
      examples: [
        ("wellspring source enable hwrng", "from now on"),
        (
          "wellspring source enable hwrng --state-directory ~/.wellspring",
          "for commands with that state directory"
        ),
      ])

    @Argument(help: "The source's name.")
    var name: String

    @OptionGroup var common: CommonOptions

    func perform(_ console: Console) throws(Failure) -> ExitStatus {
      try SourceSwitch.set(name, enabled: true, common, console)
    }
  }
#endif
