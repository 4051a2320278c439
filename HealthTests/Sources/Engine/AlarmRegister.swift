// SPDX-License-Identifier: Apache-2.0

/// Takes down failures in the order of the samples, and decides what they mean.
///
/// A run or a window that fails counts as one alarm (and once more if it reaches the permanent cutoff),
/// however many samples of it follow: SP 800-90B would signal each of them, and one chance alarm early in a
/// window would make three at once. The batches that go on failing are dropped all the same.
struct AlarmRegister: Sendable {
  /// Alarms within ``repeatSpan`` that are taken for a permanent failure.
  ///
  /// A source exactly at its claim has about 2^20 × 2^-30 false alarms in that span at the default alpha,
  /// three of them with a chance of about (2^-10)^3 / 6 = 2^-32.6. At alpha = 2^-20 there is about one, and
  /// three come by chance with 8 %: such an alpha is for study, not for service.
  static let repeatLimit = 3
  /// See ``repeatLimit``; in samples.
  static let repeatSpan: UInt64 = 1 << 20

  /// A failure as a test reports it.
  struct Failure {
    var test: HealthAlarm.Test
    var observed: Int
    var cutoff: Int
    var position: UInt64
    var isPermanent: Bool
    /// Whether it was not there before this sample.
    var isNew: Bool
  }

  /// Alarms so far, by test; continuations are not in it.
  private(set) var counts: [HealthAlarm.Test: Int] = [:]
  /// The first permanent alarm: once there, the source stays failed.
  private(set) var latched: HealthAlarm?
  /// Where the last alarms were, at most ``repeatLimit`` - 1 of them, oldest first.
  private var recent: [UInt64] = []

  /// Books a failure, not before the ones booked earlier, and returns the alarm that it makes.
  mutating func book(_ failure: Failure) -> HealthAlarm {
    var severity: HealthAlarm.Severity = failure.isPermanent ? .permanent : .intermittent
    var cause: HealthAlarm.Cause = failure.isNew ? .cutoff : .continuation
    if failure.isNew {
      counts[failure.test, default: 0] += 1
      if recent.count == Self.repeatLimit - 1, failure.position < recent[0] + Self.repeatSpan,
        severity == .intermittent
      {
        severity = .permanent
        cause = .repeatedAlarms
      }
      if recent.count == Self.repeatLimit - 1 { recent.removeFirst() }
      recent.append(failure.position)
    }
    let alarm = HealthAlarm(
      test: failure.test, observed: failure.observed, cutoff: failure.cutoff, severity: severity,
      cause: cause, position: failure.position)
    if severity == .permanent, latched == nil { latched = alarm }
    return alarm
  }
}
