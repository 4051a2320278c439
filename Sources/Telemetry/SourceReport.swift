// SPDX-License-Identifier: Apache-2.0

/// Everything that is known about one source, except its samples.
public struct SourceReport: Equatable, Sendable {
  /// Short name: "getrandom", "hwrng".
  public var id: String
  /// Name for people.
  public var name: String
  /// Its state.
  public var state: SourceState
  /// Why it is in that state, and what to do about it; empty where there is nothing to say.
  public var reason: String
  /// Which device was found: path, driver, serial.
  public var identity: String
  /// physical, non-physical, conditioned or remote.
  public var kind: String
  /// Whether the tests see raw noise; otherwise they are output sanity checks.
  public var isRaw: Bool
  /// Sources of one group are counted once.
  public var independenceGroup: String
  /// Width of a sample in bits.
  public var bitsPerSample: Int
  /// Claimed min-entropy per sample in bits.
  public var claim: Double?
  /// The assessment record or certificate in force.
  public var record: String?
  /// Credit per sample in bits: min(claim, record), or 0.
  public var creditPerSample: Double
  /// Why the credit is what it is.
  public var creditReason: String
  /// Strength in bits that the profile gives this source as a generator; `nil` for a source of entropy.
  public var strength: Int?
  /// Tested samples that wait for the next seed.
  public var samplesReady: Int
  /// What the health tests say; `nil` before the first sample.
  public var health: HealthReport?
  /// What happened at the device.
  public var counters: SourceCounters

  /// Makes a report with every value given.
  public init(
    id: String, name: String, state: SourceState, reason: String, identity: String, kind: String, isRaw: Bool,
    independenceGroup: String, bitsPerSample: Int, claim: Double?, record: String?, creditPerSample: Double,
    creditReason: String, strength: Int?, samplesReady: Int, health: HealthReport?, counters: SourceCounters
  ) {
    self.id = id
    self.name = name
    self.state = state
    self.reason = reason
    self.identity = identity
    self.kind = kind
    self.isRaw = isRaw
    self.independenceGroup = independenceGroup
    self.bitsPerSample = bitsPerSample
    self.claim = claim
    self.record = record
    self.creditPerSample = creditPerSample
    self.creditReason = creditReason
    self.strength = strength
    self.samplesReady = samplesReady
    self.health = health
    self.counters = counters
  }
}

/// Counters of one source since it was set up.
public struct SourceCounters: Equatable, Sendable {
  /// Samples collected.
  public var samples: UInt64 = 0
  /// Batches with fewer samples than were asked for.
  public var shortBatches: UInt64 = 0
  /// Collections that ended at their deadline without a sample.
  public var timeouts: UInt64 = 0
  /// Errors of the device.
  public var errors: UInt64 = 0
  /// Samples dropped and wiped.
  public var samplesDropped: UInt64 = 0
  /// Alarms of its health tests.
  public var alarms: UInt64 = 0
  /// Times that it was opened.
  public var opens: UInt64 = 0
  /// Times that another device was found behind the same name.
  public var identityChanges: UInt64 = 0

  /// All zero.
  public init() {}
}
