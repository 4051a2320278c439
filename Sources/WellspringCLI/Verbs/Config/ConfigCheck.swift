// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import RandomnessService
  internal import ConfigurationFile
  internal import OperatorStatus
  internal import Telemetry

  /// `wellspring config check`.
  struct ConfigCheck: Verb {
    static let configuration = CommandConfiguration(
      "check", "Validate a configuration file as every start does, and in the same words.",
      "Exit status: 0 valid, 2 not; then one sentence names the first thing that is wrong.",
      examples: [
        ("wellspring config check new.json", "before it is put in place"),
        ("wellspring config check new.json --json", "the same for a program"),
      ])

    @Argument(help: "The file.")
    var file: String

    @OptionGroup var common: CommonOptions

    func perform(_ console: Console) throws(Failure) -> ExitStatus {
      var request = ConfigurationLoader.Request()
      request.file = file
      // What is switched on this machine is no part of the file.
      request.usesState = false
      let loaded = try CommonOptions.checked(request)
      let ids = loaded.configuration.sources.map(\.id).sorted()
      if common.json {
        try console.document([
          "schema_version": Snapshot.schemaVersion, "file": .string(file), "valid": true,
          "profile": .string(loaded.configuration.profile.rawValue),
          "sources": .array(ids.map { .string($0) }),
        ])
      } else if !common.quiet {
        try console.result("\(Console.oneLine(file)) is valid: sources \(ids.joined(separator: ", "))\n")
      }
      return .yes
    }
  }
#endif
