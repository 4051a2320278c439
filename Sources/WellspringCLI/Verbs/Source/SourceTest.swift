// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import RandomnessService

  /// `wellspring source test`.
  struct SourceTest: Verb {
    static let configuration = CommandConfiguration(
      "test", "Run a source's start-up test and print the result.",
      "Exit status: 0 passed, 1 failed, 69 absent, denied, disabled, silent or too slow.",
      examples: [
        ("wellspring source test hwrng", "after a new device was plugged in"),
        ("wellspring source test hwrng --json", "with every counter, for a program"),
      ])

    @Argument(help: "The source's name.")
    var name: String

    @OptionGroup var common: CommonOptions

    func perform(_ console: Console) throws(Failure) -> ExitStatus {
      try SourceAct.perform(.test, on: name, common, console)
    }
  }
#endif
