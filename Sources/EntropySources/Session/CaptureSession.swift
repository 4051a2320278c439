// SPDX-License-Identifier: Apache-2.0

/// Raw capture for study and evidence (SP 800-90B 2.3.2, 3.1.1; requirement B-3).
///
/// It has the source for itself: it does not open while anything collects, and nothing collects while it is open.
/// What it gives are plain bytes of another type than the health tests accept. Confined to one thread.
package final class CaptureSession {
  private let source: any EntropySource
  private var session: any NoiseSession

  /// Opens `source` for a capture.
  ///
  /// - Throws: ``SourceError/inUse(id:purpose:)`` while it is collected from; otherwise as opening it.
  package init(source: any EntropySource, clock: any MonotonicClock) throws(SourceError) {
    self.source = source
    session = try source.open(for: .capture, clock: clock)
  }

  /// The device found at the opening.
  package var identity: DeviceIdentity { session.identity }

  /// Captures at most `sampleCount` consecutive samples, rounded up to whole blocks, until `deadline`.
  ///
  /// Captures of one session follow each other without a gap, unless one of them throws. For a long capture ask again
  /// and again: an error drops the samples of its own call only.
  ///
  /// - Parameter sampleCount: 1...``largestSampleCount``.
  package func capture(sampleCount: Int, deadline: Instant) throws(SourceError) -> CapturedSamples {
    guard session.context.purpose == .capture else { throw .wrongPurpose(session.context.purpose) }
    guard (1...Self.largestSampleCount).contains(sampleCount) else {
      throw .sampleCountOutOfRange(sampleCount: sampleCount, limit: Self.largestSampleCount)
    }
    let descriptor = session.context.descriptor
    let wanted = descriptor.wholeBlocks(sampleCount)
    var bytes = [UInt8](repeating: 0, count: wanted)
    var buffer = bytes.mutableSpan
    let count = try session.countedRead(into: &buffer, deadline: deadline)
    bytes.removeLast(wanted - count)
    return CapturedSamples(
      source: descriptor.id, identity: session.identity, bitsPerSample: descriptor.bitsPerSample,
      bytes: bytes,
      isComplete: count == wanted)
  }

  /// Closes the source and opens it again, for restart captures; ``SourceDescriptor/restart`` says what that means.
  package func restart() throws(SourceError) { session = try source.restart(session) }

  /// Gives the source free again.
  package func close() { session.close() }

  /// 2^24 samples: sixteen times the million that SP 800-90B 3.1.1 asks for.
  package static let largestSampleCount = 1 << 24
}
