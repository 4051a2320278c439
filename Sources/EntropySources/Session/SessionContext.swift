// SPDX-License-Identifier: Apache-2.0

/// What every session has, whatever its source: made at its start and ended at its close.
///
/// Confined to the session's thread.
package final class SessionContext {
  /// The source's descriptor.
  package let descriptor: SourceDescriptor
  /// The source's activity, which counts.
  package let activity: SourceActivity
  /// The clock of all its waits.
  package let clock: any MonotonicClock
  /// What the session is for.
  package let purpose: SessionPurpose
  /// False once the session was closed.
  package private(set) var isOpen = true

  /// Registers a session with its source's activity.
  ///
  /// - Throws: ``SourceError/inUse(id:purpose:)`` while a capture and a collection would overlap.
  package init(
    descriptor: SourceDescriptor, activity: SourceActivity, clock: any MonotonicClock, purpose: SessionPurpose
  ) throws(SourceError) {
    try activity.begin(purpose, id: descriptor.id)
    self.descriptor = descriptor
    self.activity = activity
    self.clock = clock
    self.purpose = purpose
  }

  deinit { end() }

  /// Counts an opening that has succeeded.
  package func countOpening() {
    activity.count { counters in
      if counters.opens > 0 { counters.restarts += 1 }
      counters.opens += 1
    }
  }

  /// Takes the session out of its source's activity; more than once is harmless.
  package func end() {
    guard isOpen else { return }
    isOpen = false
    activity.end(purpose)
  }
}
