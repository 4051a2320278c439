// SPDX-License-Identifier: Apache-2.0

/// A source of noise samples. A source is a description with counters; what is open is a ``NoiseSession``.
///
/// Safe to use from every thread. Each source is collected from on a thread of its own.
package protocol EntropySource: Sendable {
  /// What is fixed about it.
  var descriptor: SourceDescriptor { get }

  /// What it does and has done.
  var activity: SourceActivity { get }

  /// Looks whether it is worth opening: cheap, without side effects, opens no device. Used for hot-plug polling.
  func probe() -> SourceAvailability

  /// Opens a session for the calling thread. All waits of the session are measured by `clock`.
  func open(for purpose: SessionPurpose, clock: any MonotonicClock) throws(SourceError) -> any NoiseSession
}

extension EntropySource {
  /// Opens a session that collects.
  package func open(clock: any MonotonicClock) throws(SourceError) -> any NoiseSession {
    try open(for: .collection, clock: clock)
  }

  /// Closes `session` and opens another one for the same purpose; ``SourceDescriptor/restart`` says what that means.
  package func restart(_ session: any NoiseSession) throws(SourceError) -> any NoiseSession {
    session.close()
    return try open(for: session.context.purpose, clock: session.context.clock)
  }
}
