// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import OperatorStatus
  internal import SolarSource
  internal import Telemetry

  /// `wellspring solar status`.
  struct SolarStatus: Verb {
    static let configuration = CommandConfiguration(
      "status", "Show how each product stands: state, age, lag, gaps, second satellite, use, sanity checks.",
      "Makes no request. Exit status: 0, or 69 where there is no store yet.",
      examples: [
        ("wellspring solar status", "a line for each product"),
        ("wellspring solar status --json | jq '.feed.products[].state'", "the states for a program"),
      ])

    @OptionGroup var common: CommonOptions

    func perform(_ console: Console) throws(Failure) -> ExitStatus {
      let setup = try SolarSetup(try common.load())
      let store = try setup.existingStore()
      let report = try withStore(setup) { () throws(SolarStoreError) in try Self.report(setup, store) }
      if common.json {
        try console.document(["schema_version": Snapshot.schemaVersion, "feed": report.json])
      } else {
        try console.result(lines: PublicFeedText.lines([report]))
      }
      return .yes
    }

    /// How the products stand, by the store.
    static func report(_ setup: SolarSetup, _ store: SolarStore) throws(SolarStoreError) -> PublicFeedReport {
      var report = SolarFeed.report(id: setup.id, failure: "")
      let now = SolarSetup.now()
      var products: [PublicFeedReport.Product] = []
      let agent = SolarAgent(
        store: store, products: setup.products, now: SolarSetup.now, checks: SeriesChecks.words
      ) { message in
        if case .standing(let state) = message { products.append(state.report(at: now)) }
        return true
      }
      _ = try agent.report()
      report.products = products
      return report
    }
  }
#endif
