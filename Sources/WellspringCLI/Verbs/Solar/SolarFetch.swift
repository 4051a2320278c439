// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import OperatorStatus
  internal import SolarSource
  internal import Telemetry

  /// `wellspring solar fetch`.
  struct SolarFetch: Verb {
    static let configuration = CommandConfiguration(
      "fetch", "Ask for the products that are due, check what comes, and store what is believed.",
      """
      A product is asked for once a minute at most, and not before the time that the server has named. What was accepted \
      waits in the store until a command that seeds mixes it in, with credit 0. Exit status: 0, 1 when something was refused, \
      69 when nothing could be had at all.
      """,
      examples: [
        ("wellspring solar fetch", "once; from a timer, say"),
        ("wellspring solar fetch --follow", "for ever, every five minutes"),
      ])

    @Flag(help: "Go on until interrupted, at the configured interval.")
    var follow = false

    @OptionGroup var common: CommonOptions

    func perform(_ console: Console) throws(Failure) -> ExitStatus {
      let setup = try SolarSetup(try common.load())
      let store = try setup.store()
      var poller = try setup.poller(store) { true }
      let agent = SolarAgent(store: store, products: setup.products, now: SolarSetup.now) { _ in true }
      if follow && common.json {
        throw .usage(
          "--follow --json", limit: "one document",
          problem: "--json prints one document, and --follow has no end", fix: "leave one of the two out")
      }
      while true {
        let polled = try withStore(setup) { () throws(SolarStoreError) in
          try setup.prune(store)
          return try agent.poll(poller, isAsked: !follow)
        }
        let report = try report(setup, store)
        guard follow else {
          if common.json {
            try console.document([
              "schema_version": Snapshot.schemaVersion, "polled": .bool(polled), "feed": report.json,
            ])
          } else {
            if !polled {
              console.note(["nothing is due: each product is asked for once a minute at most"])
            }
            try console.result(lines: PublicFeedText.lines([report]))
          }
          return status(report)
        }
        if polled { try console.result(lines: PublicFeedText.lines([report])) }
        poller.pacing = setup.pacing()
        System.sleep(seconds: 5)
      }
    }

    private func report(_ setup: SolarSetup, _ store: SolarStore) throws(Failure) -> PublicFeedReport {
      try withStore(setup) { () throws(SolarStoreError) in
        try SolarStatus.report(setup, store)
      }
    }

    /// What could not be had at all is another thing than what was not believed.
    private func status(_ report: PublicFeedReport) -> ExitStatus {
      let absent: Set<String> = ["no-libcurl", "unreachable", "tls-refused", "timed-out"]
      let good: Set<String> = ["accepted", "unchanged", "not-modified"]
      if report.products.allSatisfy({ absent.contains($0.state) }) { return .unavailable }
      return report.products.allSatisfy { good.contains($0.state) } ? .yes : .no
    }
  }
#endif
