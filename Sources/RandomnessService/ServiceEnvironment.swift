// SPDX-License-Identifier: Apache-2.0
package import EntropySources

/// Fills bytes with randomness of the operating system: 0, or errno.
package typealias FreshRandomnessFunction = @Sendable (inout MutableSpan<UInt8>) -> Int32

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
  /// What tells that the machine was started from a snapshot, where there is such a thing.
  package var cloneCounter: CloneCounter?
  /// What leaves mix into their requests instead of the operating system's generator.
  package var freshRandomness: FreshRandomnessFunction?
  /// The limits of leaves, instead of the profile's.
  package var leafPolicy: LeafPolicy?
  /// Name of a known-answer test that is made to fail, asked for before each run of the self-test.
  package var inducedSelfTestFailure: @Sendable () -> String?

  /// The clone counter's present value; always the same where there is none.
  var cloneGeneration: UInt64 { CloneCounter.value(at: CloneCounter.address(of: cloneCounter)) }

  /// Makes an environment with every value given.
  package init(
    clock: any MonotonicClock, today: @escaping @Sendable () -> CalendarDate,
    makeSource: @escaping @Sendable (SourceConfiguration) throws(SourceError) -> any EntropySource,
    readPublicFile: @escaping @Sendable (String) -> [UInt8]?, driver: Driver,
    cloneCounter: CloneCounter? = nil, freshRandomness: FreshRandomnessFunction? = nil,
    leafPolicy: LeafPolicy? = nil,
    inducedSelfTestFailure: @escaping @Sendable () -> String? = { nil }
  ) {
    self.clock = clock
    self.today = today
    self.makeSource = makeSource
    self.readPublicFile = readPublicFile
    self.driver = driver
    self.cloneCounter = cloneCounter
    self.freshRandomness = freshRandomness
    self.leafPolicy = leafPolicy
    self.inducedSelfTestFailure = inducedSelfTestFailure
  }
}
