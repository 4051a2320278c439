// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ConfigurationFile
  internal import RandomnessService
  internal import SolarSource

  /// The solar feed of one command: a fetcher process, if a source of kind "solar" is configured and enabled.
  ///
  /// Whatever it does, the command goes on as if it were not there.
  struct SolarLink: ~Copyable {
    /// What the fetcher is to do.
    enum Task: String, CaseIterable {
      /// Tell how the products stand.
      case report
      /// Claim one observation that waits in the store, and tell it.
      case claim
      /// Both.
      case account
      /// Claim what waits, poll what is due, claim what is accepted, and go on so until nobody listens.
      case follow
    }

    private var feed: SolarFeed?
    private let id: String
    private let pollsAtStart: Bool
    private var failure = ""

    /// How long a command looks for what waits in the store, in milliseconds: some twenty times what a disk takes.
    private static let storeLimit = 100
    /// How long one that explains itself waits for a round of polls, where it makes one.
    private static let pollLimit = 1000
    /// How long one that reports or explains itself waits for the report.
    private static let reportLimit = 1000

    /// Starts the fetcher.
    init(_ loaded: LoadedConfiguration, task: Task) {
      let found = loaded.configuration.enabledSolar
      id = found?.id ?? ""
      pollsAtStart = found?.solar.fetchesAtStart == true && task != .report
      guard found != nil else { return }
      var arguments = ["solar", "fetcher", "--task", (pollsAtStart ? Task.follow : task).rawValue]
      if let file = loaded.file { arguments += ["--config", file] }
      arguments += ["--state-directory", loaded.stateDirectory]
      do throws(SolarFeedError) {
        feed = try SolarFeed(executable: "/proc/self/exe", arguments: arguments)
      } catch { failure = error.description }
    }

    /// Hands over what has been claimed, and notes how the feed stands.
    ///
    /// - Parameter explains: wait for a round of polls, if this command makes one.
    mutating func deliver(to randomness: Randomness, explains: Bool) {
      let isPolling = explains && pollsAtStart
      receive(
        until: isPolling ? .polled : .ready,
        milliseconds: isPolling ? Self.pollLimit : explains ? Self.reportLimit : Self.storeLimit,
        randomness)
    }

    /// Hands over what has come since, without waiting.
    mutating func deliverMore(to randomness: Randomness) { receive(until: nil, milliseconds: 0, randomness) }

    /// Notes how the feed stands.
    mutating func report(to randomness: Randomness) {
      receive(until: .ready, milliseconds: Self.reportLimit, randomness)
    }

    private mutating func receive(until stage: SolarFeed.Stage?, milliseconds: Int, _ randomness: Randomness)
    {
      guard !id.isEmpty else { return }
      let now = SolarTime(seconds: System.secondsSince1970)
      guard feed != nil else {
        return randomness.note(SolarFeed.report(id: id, failure: failure))
      }
      for observation in feed?.receive(until: stage, milliseconds: milliseconds) ?? [] {
        guard let bytes = observation.publicBytes else { continue }
        randomness.offer(publicData: bytes, from: id, note: observation.note(at: now))
      }
      if let report = feed?.report(id: id, at: now) { randomness.note(report) }
    }
  }

  extension Configuration {
    /// The solar source, if there is one and it is enabled.
    var enabledSolar: (id: String, solar: SolarConfiguration)? {
      solar.flatMap { $0.isEnabled ? ($0.id, $0.solar) : nil }
    }

    /// The solar source, if there is one.
    var solar: (id: String, isEnabled: Bool, solar: SolarConfiguration)? {
      for source in sources {
        if case .solar(let solar) = source.kind { return (source.id, source.isEnabled, solar) }
      }
      return nil
    }
  }
#endif
