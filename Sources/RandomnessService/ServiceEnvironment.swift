// SPDX-License-Identifier: Apache-2.0
package import EntropySources

/// What the service is handed instead of reaching for it: clocks, sources, and who turns the sources' cranks.
package struct ServiceEnvironment: Sendable {
  /// Who calls the workers' steps.
  package enum Driver: Sendable {
    /// A thread for each source.
    case threads
    /// Whoever waits for a seed: a forked child, in which no other thread runs, and tests.
    case caller
  }

  /// Time for deadlines and ages.
  package var clock: any MonotonicClock
  /// The day for expiry dates.
  package var today: @Sendable () -> CalendarDate
  /// Makes the source that a configuration describes; not called for public files.
  package var makeSource: @Sendable (SourceConfiguration) throws(SourceError) -> any EntropySource
  /// The content of a public file, at most `PublicData.byteLimit` bytes; `nil` when it cannot be read.
  package var readPublicFile: @Sendable (_ path: String) -> [UInt8]?
  /// Who turns the cranks.
  package var driver: Driver
  /// Name of a known-answer test that is made to fail, asked for before each run of the self-test.
  package var inducedSelfTestFailure: @Sendable () -> String?

  /// Makes an environment with every value given.
  package init(
    clock: any MonotonicClock, today: @escaping @Sendable () -> CalendarDate,
    makeSource: @escaping @Sendable (SourceConfiguration) throws(SourceError) -> any EntropySource,
    readPublicFile: @escaping @Sendable (String) -> [UInt8]?, driver: Driver,
    inducedSelfTestFailure: @escaping @Sendable () -> String? = { nil }
  ) {
    self.clock = clock
    self.today = today
    self.makeSource = makeSource
    self.readPublicFile = readPublicFile
    self.driver = driver
    self.inducedSelfTestFailure = inducedSelfTestFailure
  }
}
