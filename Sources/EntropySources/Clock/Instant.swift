// SPDX-License-Identifier: Apache-2.0

/// A moment of a ``MonotonicClock``: nanoseconds since that clock's start.
///
/// All arithmetic saturates: a deadline "for ever" ahead is ``distantFuture`` and never wraps into the past.
package struct Instant: Hashable, Comparable, Sendable {
  /// Nanoseconds since the start of the clock, 0 to 2^64 - 1 (584 years).
  package let nanoseconds: UInt64

  /// Makes a moment `nanoseconds` after the start of the clock.
  package init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

  /// The latest moment that can be said; a wait until then has no deadline, so only tests use it.
  package static let distantFuture = Instant(nanoseconds: .max)

  /// The moment `nanoseconds` later, or ``distantFuture``.
  package func adding(nanoseconds: UInt64) -> Instant {
    let (sum, overflow) = self.nanoseconds.addingReportingOverflow(nanoseconds)
    return overflow ? .distantFuture : Instant(nanoseconds: sum)
  }

  /// The moment `duration` later; a negative duration counts as none.
  package func adding(_ duration: Duration) -> Instant {
    let (seconds, attoseconds) = duration.components
    guard seconds >= 0, attoseconds >= 0 else { return self }
    let (whole, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    guard !overflow else { return .distantFuture }
    return adding(nanoseconds: whole).adding(nanoseconds: UInt64(attoseconds / 1_000_000_000))
  }

  /// Nanoseconds that have passed since `earlier`; 0 when it is not earlier.
  package func nanoseconds(since earlier: Instant) -> UInt64 {
    nanoseconds > earlier.nanoseconds ? nanoseconds - earlier.nanoseconds : 0
  }

  /// Whether `a` comes before `b`.
  package static func < (a: Instant, b: Instant) -> Bool { a.nanoseconds < b.nanoseconds }
}
