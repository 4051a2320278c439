// SPDX-License-Identifier: Apache-2.0

/// A clock that never goes back, and the only way in which sources wait.
///
/// Sources are handed one, so that tests run in virtual time. Safe to use from every thread.
package protocol MonotonicClock: Sendable {
  /// The present moment.
  func now() -> Instant

  /// Blocks the calling thread for at least `nanoseconds`; returns at once for 0.
  func sleep(nanoseconds: UInt64)
}

extension MonotonicClock {
  /// Blocks for `nanoseconds`, or until `deadline` where that comes first. False when the deadline has passed
  /// already: then nothing was waited for.
  func pause(nanoseconds: UInt64, until deadline: Instant) -> Bool {
    let left = deadline.nanoseconds(since: now())
    guard left > 0 else { return false }
    sleep(nanoseconds: min(nanoseconds, left))
    return true
  }
}
