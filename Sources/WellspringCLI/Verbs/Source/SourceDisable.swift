// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser

  /// `wellspring source disable`.
  struct SourceDisable: Verb {
    static let configuration = CommandConfiguration(
      "disable", "Let no command use a source any more.",
      "Writes sources.json in the state directory. The last enabled source cannot be disabled.",
      examples: [
        ("wellspring source disable hwrng", "from now on"),
        ("wellspring source disable hwrng --json", "the same for a program"),
      ])

    @Argument(help: "The source's name.")
    var name: String

    @OptionGroup var common: CommonOptions

    func perform(_ console: Console) throws(Failure) -> ExitStatus {
      try SourceSwitch.set(name, enabled: false, common, console)
    }
  }
#endif
