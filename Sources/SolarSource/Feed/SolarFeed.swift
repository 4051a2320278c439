// SPDX-License-Identifier: Apache-2.0
public import Telemetry

/// The near end of a fetcher process: what it has claimed for us, and how its products stand.
///
/// The fetcher is a process of its own, so that what talks to the network and reads what strangers wrote shares no memory
/// with seeds. It inherits no descriptor but the pipe, no environment, and no secret. When this end is closed it finishes
/// the request in progress, within its limits of time, and ends.
///
/// - Threading: one thread at a time.
/// - Cost: starting it is one posix_spawn(2), about a millisecond. ``receive(until:milliseconds:)`` with 0 never waits.
public struct SolarFeed: ~Copyable {
  /// How far the fetcher is.
  public enum Stage: Equatable, Sendable {
    /// What waited in the store has been told.
    case ready
    /// A round of polls has ended.
    case polled
  }

  private var pipe: FeedPipe
  private var states: [SolarProduct: SolarProductState] = [:]
  /// What is wrong with the feed as a whole; empty where nothing is.
  public private(set) var failure = ""

  /// Starts a fetcher.
  ///
  /// - Parameters:
  ///   - executable: path of the command `wellspring`, or of another program that runs ``SolarAgent``.
  ///   - arguments: behind its name.
  public init(executable: String, arguments: [String]) throws(SolarFeedError) {
    pipe = try FeedPipe(executable: executable, arguments: arguments)
  }

  /// Takes what the fetcher has said, and waits until it has said a thing, at most so long.
  ///
  /// - Parameters:
  ///   - stage: wait for this; `nil` takes what is there.
  ///   - milliseconds: how long to wait at most, up to a day; 0 never waits.
  /// - Returns: what was claimed for us, oldest first. It must be used once or not at all.
  public mutating func receive(until stage: Stage? = nil, milliseconds: Int = 0) -> [SolarObservation] {
    var observations: [SolarObservation] = []
    let deadline = FeedPipe.milliseconds + min(max(0, milliseconds), 86_400_000)
    while true {
      var isReached = stage == nil
      let left = max(0, deadline - FeedPipe.milliseconds)
      for line in pipe.lines(waitingAtMost: isReached ? 0 : left) {
        switch SolarMessage(line: line) {
        case .observation(let observation): observations.append(observation)
        case .standing(let state): states[state.product] = state
        case .failure(let words): failure = words
        case .ready: isReached = isReached || stage == .ready
        case .polled: isReached = true
        case nil: failure = "the fetcher said something unintelligible"
        }
      }
      if isReached || pipe.isAtEnd || FeedPipe.milliseconds >= deadline { return observations }
    }
  }

  /// Whether the fetcher has ended.
  public var isAtEnd: Bool { pipe.isAtEnd }

  /// What is known of the feed, for the snapshot of a service.
  public func report(id: String, at now: SolarTime) -> PublicFeedReport {
    var report = Self.report(id: id, failure: failure)
    report.products = SolarProduct.allCases.compactMap { states[$0]?.report(at: now) }
    return report
  }

  /// The report of a feed that could not be started.
  public static func report(id: String, failure: String) -> PublicFeedReport {
    PublicFeedReport(id: id, name: "NOAA space-weather data", failure: failure)
  }
}
