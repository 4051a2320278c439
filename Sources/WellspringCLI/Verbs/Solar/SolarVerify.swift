// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import OperatorStatus
  internal import SolarSource
  internal import Telemetry

  /// `wellspring solar verify`.
  struct SolarVerify: Verb {
    static let configuration = CommandConfiguration(
      "verify", "Read every file of the solar store and name what was changed, moved, cut or put back.",
      """
      That the whole folder was put back to an older state is seen only against a checkpoint that was printed before and kept \
      elsewhere. Exit status: 0 verified, 1 not.
      """,
      examples: [
        ("wellspring solar verify", "prints the checkpoint of now, to be kept"),
        (
          "wellspring solar verify --checkpoint 0123456789abcdef0123456789abcdef:42", "against an earlier one"
        ),
      ])

    @Option(help: ArgumentHelp("What an earlier run has printed.", valueName: "epoch:sequence"))
    var checkpoint: String?

    @OptionGroup var common: CommonOptions

    func perform(_ console: Console) throws(Failure) -> ExitStatus {
      let earlier = try checkpoint.map { text throws(Failure) in
        guard let checkpoint = SolarCheckpoint(text) else {
          throw Failure.usage(
            Console.oneLine(text), limit: "32 hexadecimal digits, a colon and a number",
            problem: "\"\(Console.oneLine(text))\" is no checkpoint",
            fix: "copy what an earlier run has printed")
        }
        return checkpoint
      }
      let setup = try SolarSetup(try common.load())
      let store = try setup.existingStore()
      let (problems, now, records) = try withStore(setup) { () throws(SolarStoreError) in
        let problems = try store.verify(against: earlier)
        var records = 0
        if problems.isEmpty {
          for product in SolarProduct.allCases { records += try store.records(of: product).count }
        }
        return (problems, try store.checkpoint(), records)
      }
      if common.json {
        try console.document([
          "schema_version": Snapshot.schemaVersion, "verified": .bool(problems.isEmpty),
          "directory": .string(setup.directory), "checkpoint": .string(now.description),
          "records": JSON(records),
          "problems": .array(problems.map { .string($0.description) }),
        ])
      } else if problems.isEmpty {
        try console.result(lines: ["verified: \(records) records; checkpoint \(now)"])
      } else {
        try console.result(lines: problems.map { Console.oneLine("\(setup.directory)/\($0)", limit: 1000) })
        try console.result(lines: [
          "not verified: \(problems.count) \(problems.count == 1 ? "file" : "files")"
        ])
      }
      return problems.isEmpty ? .yes : .no
    }
  }
#endif
