// SPDX-License-Identifier: Apache-2.0
internal import EntropySources
internal import SecretMemory
internal import Seeds

/// The public files of the configuration, read off the seeding path.
///
/// A file on a dead network mount may keep its reader for ever; it keeps a thread of its own then, and seeding goes on
/// with what was read before. What is read is asked for when a seed was used, so it is as a rule older than the samples
/// of the next one, and no feed can be chosen by someone who has seen those.
final class PublicFeed: Sendable {
  private struct State {
    var latest: [PublicData] = []
    var sequence: UInt64 = 0
    var isReading = false
  }

  private let files: [(id: String, path: String)]
  private let environment: ServiceEnvironment
  private let state = Guarded(State())

  /// Names the files; ``refresh()`` reads them.
  init(_ configuration: Configuration, environment: ServiceEnvironment) {
    self.environment = environment
    files = configuration.sources.compactMap { source in
      guard source.isEnabled, case .publicFile(let path) = source.kind else { return nil }
      return (source.id, path)
    }
  }

  /// What was read last.
  var latest: [PublicData] { state.withLock { $0.latest } }

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
