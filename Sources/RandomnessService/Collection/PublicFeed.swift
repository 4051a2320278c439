// SPDX-License-Identifier: Apache-2.0
internal import EntropySources
internal import SecretMemory
internal import Seeds
internal import Telemetry

/// Public data that waits to be mixed in, off the seeding path: the files of the configuration, and what the program offers.
///
/// A file on a dead network mount may keep its reader for ever; it keeps a thread of its own then, and seeding goes on
/// with what was read before. What is read is asked for when a seed was used, so it is as a rule older than the samples
/// of the next one, and no feed can be chosen by someone who has seen those.
///
/// What is offered is used once. A reseed falls due for it, which takes new samples of the operating system; where those do
/// not come, requests are served all the same.
final class PublicFeed: Sendable {
  /// The most offers of one source that wait; beyond that the oldest goes. More than the products that any feed has.
  static let offerLimit = 16
  /// The shortest time between two reseeds that offers cause, 60 s: no feed makes the generator do more work than that.
  static let reseedInterval: UInt64 = 60_000_000_000

  private struct State {
    var latest: [PublicData] = []
    var offered: [PublicData] = []
    var sequence: UInt64 = 0
    var isReading = false
    /// When offers were last used.
    var usedAt: Instant?
    var reports: [PublicFeedReport] = []
  }

  private let files: [(id: String, path: String)]
  private let offering: Set<String>
  private let environment: ServiceEnvironment
  private let state = Guarded(State())

  /// Names the files; ``refresh()`` reads them.
  init(_ configuration: Configuration, environment: ServiceEnvironment) {
    self.environment = environment
    let sources = configuration.sources.filter { $0.isEnabled && $0.isPublic }
    files = sources.compactMap { source in
      guard case .publicFile(let path) = source.kind else { return nil }
      return (source.id, path)
    }
    offering = Set(
      sources.compactMap { source in
        guard case .solar = source.kind else { return nil }
        return source.id
      })
  }

  /// What would be mixed in now, files first, and the newest offer among it for ``used(through:)``.
  var pending: (data: [PublicData], newestOffer: UInt64) {
    state.withLock { ($0.latest + $0.offered, $0.offered.last?.sequence ?? 0) }
  }

  /// Whether offers wait for a reseed.
  var isReseedDue: Bool {
    state.withLock { state in
      guard !state.offered.isEmpty else { return false }
      guard let usedAt = state.usedAt else { return true }
      return environment.clock.now().nanoseconds(since: usedAt) >= Self.reseedInterval
    }
  }

  /// Takes data of a source that is configured to offer; false for any other.
  func offer(_ bytes: [UInt8], from source: String, note: String) -> Bool {
    guard offering.contains(source) else { return false }
    state.withLock { state in
      state.sequence += 1
      state.offered.append(PublicData(source: source, sequence: state.sequence, bytes: bytes, note: note))
      let ofSource = state.offered.indices.filter { state.offered[$0].source == source }
      if ofSource.count > Self.offerLimit { state.offered.remove(at: ofSource[0]) }
    }
    return true
  }

  /// A seed was made of what was pending: offers are not used again.
  func used(through newestOffer: UInt64) {
    state.withLock { state in
      guard newestOffer > 0 else { return }
      state.offered.removeAll { $0.sequence <= newestOffer }
      state.usedAt = environment.clock.now()
    }
  }

  /// What is known of the feeds that offer, in order of their ids.
  var reports: [PublicFeedReport] { state.withLock { $0.reports } }

  /// Takes the report of a feed in place of its last one, which is returned; `nil` for a feed that is not configured.
  func replaceReport(_ report: PublicFeedReport) -> PublicFeedReport? {
    guard offering.contains(report.id) else { return nil }
    return state.withLock { state in
      let last = state.reports.first { $0.id == report.id }
      state.reports.removeAll { $0.id == report.id }
      state.reports.append(report)
      state.reports.sort { $0.id < $1.id }
      return last ?? PublicFeedReport(id: report.id, name: report.name)
    }
  }

  /// Reads the files again, unless they are being read.
  func refresh() {
    guard !files.isEmpty else { return }
    let isFree = state.withLock { state in
      defer { state.isReading = true }
      return !state.isReading
    }
    guard isFree else { return }
    guard environment.driver == .threads else { return read() }
    if !PlainThread.start({ self.read() }) { state.withLock { $0.isReading = false } }
  }

  private func read() {
    let contents = files.map { (id: $0.id, bytes: environment.readPublicFile($0.path)) }
    state.withLock { state in
      state.sequence += 1
      state.latest = contents.compactMap { file in
        file.bytes.map { PublicData(source: file.id, sequence: state.sequence, bytes: $0) }
      }
      state.isReading = false
    }
  }
}
