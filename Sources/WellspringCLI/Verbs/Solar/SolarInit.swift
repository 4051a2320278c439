// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import OperatorStatus
  internal import SolarSource
  internal import Telemetry

  /// `wellspring solar init`.
  struct SolarInit: Verb {
    static let configuration = CommandConfiguration(
      "init", "Make the store of the solar data and its key, before the first fetch would.",
      """
      The key is a file that only its owner can read, outside of the folder that it protects. It is never replaced: where there \
      is one this says so and changes nothing.
      """,
      examples: [
        ("wellspring solar init", "in the state directory"),
        ("wellspring solar init --json", "says where, for a program"),
      ])

    @OptionGroup var common: CommonOptions

    func perform(_ console: Console) throws(Failure) -> ExitStatus {
      let setup = try SolarSetup(try common.load())
      let isNew = !System.exists(setup.keyFile)
      let store = try setup.store(beginsAnew: true)
      let checkpoint = try withStore(setup) { () throws(SolarStoreError) in try store.checkpoint() }
      if common.json {
        try console.document([
          "schema_version": Snapshot.schemaVersion, "directory": .string(setup.directory),
          "key_file": .string(setup.keyFile), "created": .bool(isNew),
          "checkpoint": .string(checkpoint.description),
        ])
      } else {
        try console.result(lines: [
          "\(isNew ? "made" : "was there already"): \(Console.oneLine(setup.directory)),"
            + " key \(Console.oneLine(setup.keyFile))"
        ])
      }
      return .yes
    }
  }
#endif
