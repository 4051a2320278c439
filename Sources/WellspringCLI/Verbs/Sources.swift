// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import ConfigurationFile
  internal import OperatorStatus
  internal import RandomnessService
  internal import Telemetry

  /// `wellspring sources`.
  struct Sources: Verb {
    static let configuration = CommandConfiguration(
      "sources", "List each source with its state, what is claimed for it, what is credited, and why.",
      """
      Opens every source in this process and waits until their states have settled, at most as long as the configured \
      deadline. Exit status: 0, or 1 when a source has failed, 69 when none gives anything.
      """,
      examples: [
        ("wellspring sources", "a line for each source"),
        ("wellspring sources --json | jq '.sources[] | {id, state}'", "the same for a program"),
      ])

    @OptionGroup var common: CommonOptions

    func perform(_ console: Console) throws(Failure) -> ExitStatus {
      let loaded = try common.load()
      var solar = SolarLink(loaded, task: .report)
      let randomness = try CommonOptions.service(loaded)
      randomness.settle()
      solar.report(to: randomness)
      let snapshot = randomness.snapshot()
      let reports = snapshot.sources
      let publicFiles = loaded.configuration.sources.compactMap {
        source -> (id: String, path: String, isEnabled: Bool)? in
        guard case .publicFile(let path) = source.kind else { return nil }
        return (source.id, path, source.isEnabled)
      }
      if common.json {
        try console.document([
          "schema_version": Snapshot.schemaVersion,
          "sources": .array(reports.map(\.json)),
          "public_files": .array(
            publicFiles.map {
              ["id": .string($0.id), "path": .string($0.path), "enabled": .bool($0.isEnabled)]
            }),
          "public_feeds": .array(snapshot.publicFeeds.map(\.json)),
        ])
      } else {
        try console.result(
          lines: StatusText.sources(reports)
            + publicFiles.map { file in
              "\(file.id)  public file \(Console.oneLine(file.path)), \(file.isEnabled ? "mixed in" : "disabled"), credit 0"
            } + PublicFeedText.lines(snapshot.publicFeeds))
      }
      if reports.contains(where: { $0.state == .failed || $0.state == .intermittent }) { return .no }
      return reports.contains { $0.state == .healthy || $0.state == .unrated } ? .yes : .unavailable
    }
  }
#endif
