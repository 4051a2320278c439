// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// `CLOCK_MONOTONIC`: never set back, and standing still while the machine is suspended.
///
/// That it stands still is wanted: a deadline means time in which the source could have answered.
package struct SystemClock: MonotonicClock {
  /// Makes the clock.
  package init() {}

  /// Nanoseconds since boot, without suspended time.
  package func now() -> Instant {
    var time = timespec()
    // Cannot fail: the clock id is one that Linux has had since 2.6 and the pointer is good.
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Instant(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
  }

  /// Blocks the calling thread; a signal does not cut it short.
  package func sleep(nanoseconds: UInt64) {
    let end = now().adding(nanoseconds: nanoseconds).nanoseconds
    var until = timespec(tv_sec: Int(end / 1_000_000_000), tv_nsec: Int(end % 1_000_000_000))
    // An absolute end, so that interrupted sleeps do not add up.
    while unsafe clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nil) == EINTR {}
  }
}
