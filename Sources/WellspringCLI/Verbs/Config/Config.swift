// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser

  /// `wellspring config`.
  struct Config: ParsableCommand {
    static let configuration = CommandConfiguration(
      "config", "Check a configuration file, or show what is in force.",
      examples: [
        ("wellspring config check new.json", "before it is put in place"),
        ("wellspring config show", "every value with its origin"),
      ], subcommands: [ConfigCheck.self, ConfigShow.self])
  }
#endif
