// SPDX-License-Identifier: Apache-2.0
internal import ConfigurationFile
internal import EntropySources
internal import RandomnessService

/// What is captured.
enum CaptureTarget {
  /// A source of ours, or a device as one.
  case source(any EntropySource, arguments: [String])
  /// The output of a line of shell.
  case command(String)

  /// Whether it has to be power-cycled, or the like, between restarts: a device goes on when nobody reads it.
  var needsCommandBetween: Bool {
    if case .source(let source, _) = self { source.descriptor.provenance.path != nil } else { false }
  }

  /// Runs anew for each restart, and gives samples from its beginning on.
  func restarted() throws(Failure) -> CommandRun {
    switch self {
    case .command(let line): return try CommandRun(shell: line, hasOutput: true)
    case .source(let source, let arguments):
      return try CommandRun(
        "/proc/self/exe", ["capture", "row"] + arguments, name: source.descriptor.id, hasOutput: true)
    }
  }
}

/// Samples of a source that runs on, as they come.
struct SampleFeed {
  private enum Kind {
    case session(CaptureSession)
    case command(CommandRun)
  }

  private let kind: Kind
  private let seconds: Int
  /// The device that was found.
  let identity: DeviceIdentity?

  /// The most samples of a read: those of a tenth of a second of the fastest source, so that an interruption loses little.
  private static let piece = 65_536

  /// Opens a source, or starts a command.
  ///
  /// - Parameter seconds: how long to wait for samples.
  init(_ target: CaptureTarget, seconds: Int) throws(Failure) {
    self.seconds = seconds
    switch target {
    case .command(let line):
      (kind, identity) = (.command(try CommandRun(shell: line, hasOutput: true)), nil)
    case .source(let source, _):
      do throws(SourceError) {
        let session = try CaptureSession(source: source, clock: SystemClock())
        (kind, identity) = (.session(session), session.identity)
      } catch { throw Failure(error, source: source.descriptor.id) }
    }
  }

  /// The next samples, at least one; none when the command has ended.
  func next(_ limit: Int) throws(Failure) -> [UInt8] {
    let limit = min(limit, Self.piece)
    switch kind {
    case .command(let run): return try run.read(limit, seconds: seconds)
    case .session(let session):
      do throws(SourceError) {
        let deadline = SystemClock().now().adding(nanoseconds: UInt64(seconds) * 1_000_000_000)
        return Array(try session.capture(sampleCount: limit, deadline: deadline).bytes.prefix(limit))
      } catch { throw Failure(error, source: "the source") }
    }
  }
}

extension Failure {
  /// A source gives no samples.
  init(_ error: SourceError, source: String) {
    self.init(
      .unavailable, code: "source-failed", value: source, limit: "a source that gives samples",
      fix: "mend it", sentence: "\(source): \(error)")
  }
}
