// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import OperatorStatus
  internal import RandomnessService
  internal import Telemetry

  /// `wellspring reseed`.
  struct Reseed: Verb {
    static let configuration = CommandConfiguration(
      "reseed", "Reseed the generator of this process now, and print what the seed was made of.",
      examples: [
        ("wellspring reseed", "shows that the sources can seed a second time"),
        ("wellspring reseed --json | jq .seed.worth", "what the new seed is worth"),
      ])

    @OptionGroup var common: CommonOptions

    func perform(_ console: Console) throws(Failure) -> ExitStatus {
      let randomness = try CommonOptions.service(try common.load())
      try randomness.seed()
      do throws(RandomnessError) { try randomness.reseed() } catch { throw Failure(error) }
      try SeedReport.print(randomness.snapshot(), common, console)
      return .yes
    }
  }

  /// What `reseed` and `reset` print.
  enum SeedReport {
    static func print(_ snapshot: Snapshot, _ common: CommonOptions, _ console: Console) throws(Failure) {
      guard common.json else {
        try console.result(lines: snapshot.ledger.last.map { AccountText.seed($0) } ?? [])
        return
      }
      try console.document([
        "schema_version": Snapshot.schemaVersion, "phase": .string(snapshot.phase.rawValue),
        "seed": snapshot.ledger.last?.json ?? .null,
      ])
    }
  }
#endif
