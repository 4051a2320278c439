// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import RandomnessService

  /// `wellspring source reset`.
  struct SourceReset: Verb {
    static let configuration = CommandConfiguration(
      "reset", "Forget a source's latched failure in this process and test it again.",
      "Exit status: 0 passed, 1 failed, 69 absent, denied, disabled, silent or too slow.",
      examples: [
        ("wellspring source reset hwrng", "after the device was mended"),
        ("wellspring source reset hwrng --quiet && echo mended", "in a script"),
      ])

    @Argument(help: "The source's name.")
    var name: String

    @OptionGroup var common: CommonOptions

    func perform(_ console: Console) throws(Failure) -> ExitStatus {
      try SourceAct.perform(.reset, on: name, common, console)
    }
  }
#endif
