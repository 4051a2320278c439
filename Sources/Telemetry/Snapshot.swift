// SPDX-License-Identifier: Apache-2.0

/// What the service knows about itself at one moment: the only thing that status, metrics and dashboard read.
public struct Snapshot: Sendable {
  /// Version of the library.
  public var version: String
  /// Name of the profile: "default" or "sp800-90c".
  public var profile: String
  /// State of the generator.
  public var phase: GeneratorPhase
  /// Why it is in that state; empty where there is nothing to say.
  public var phaseReason: String
  /// The SP 800-90C construction.
  public var construction: Construction
  /// The generator.
  public var generator: GeneratorReport
  /// The last seeds, oldest first.
  public var ledger: [SeedRecord]
  /// The sources, in order of their ids.
  public var sources: [SourceReport]
  /// The feeds of public data that have reported, in order of their ids.
  public var publicFeeds: [PublicFeedReport]
  /// Protections of secret memory.
  public var memory: Memory
  /// The last events, oldest first.
  public var events: [Event]

  /// Makes a snapshot with every value given.
  public init(
    version: String, profile: String, phase: GeneratorPhase, phaseReason: String, construction: Construction,
    generator: GeneratorReport, ledger: [SeedRecord], sources: [SourceReport],
    publicFeeds: [PublicFeedReport] = [], memory: Memory, events: [Event]
  ) {
    self.version = version
    self.profile = profile
    self.phase = phase
    self.phaseReason = phaseReason
    self.construction = construction
    self.generator = generator
    self.ledger = ledger
    self.sources = sources
    self.publicFeeds = publicFeeds
    self.memory = memory
    self.events = events
  }

  /// The honest name of what has been built (SP 800-90C 2.2), and why it is not a stronger one.
  public struct Construction: Equatable, Sendable {
    /// "RBG2(P)", "RBG2(NP)" or "none".
    public var name: String
    /// Why it does not qualify for a stronger name.
    public var reasons: [String]

    /// Makes a name with its reasons.
    public init(name: String, reasons: [String]) {
      self.name = name
      self.reasons = reasons
    }
  }

  /// The generator's counters and limits.
  public struct GeneratorReport: Equatable, Sendable {
    /// "CTR_DRBG AES-256, derivation function".
    public var mechanism: String
    /// Security strength in bits; 0 while nothing is seeded.
    public var strength: Int
    /// Requests of the root since the start: seeds of leaves, and requests with prediction resistance.
    public var requests: UInt64
    /// Bytes that the root has generated since the start.
    public var bytes: UInt64
    /// What the threads' own generators have done.
    public var leaves: LeafReport
    /// Seeds used since the start.
    public var seeds: UInt64
    /// Requests of the root since the last seed.
    public var requestsSinceReseed: UInt64
    /// Seconds since the last seed; `nil` before the first.
    public var secondsSinceReseed: Double?
    /// Requests after which a reseed is due; the hard limit is twice that.
    public var reseedRequests: UInt64
    /// Seconds after which a reseed is due; the hard limit is twice that.
    public var reseedSeconds: Double
    /// Whether the known answers came out at the start.
    public var selfTestPassed: Bool

    /// Makes a report with every value given.
    public init(
      mechanism: String, strength: Int, requests: UInt64, bytes: UInt64, leaves: LeafReport, seeds: UInt64,
      requestsSinceReseed: UInt64, secondsSinceReseed: Double?, reseedRequests: UInt64, reseedSeconds: Double,
      selfTestPassed: Bool
    ) {
      self.mechanism = mechanism
      self.strength = strength
      self.requests = requests
      self.bytes = bytes
      self.leaves = leaves
      self.seeds = seeds
      self.requestsSinceReseed = requestsSinceReseed
      self.secondsSinceReseed = secondsSinceReseed
      self.reseedRequests = reseedRequests
      self.reseedSeconds = reseedSeconds
      self.selfTestPassed = selfTestPassed
    }
  }

  /// The generators of the threads, together. A thread reports once a minute, and when something has changed.
  public struct LeafReport: Equatable, Sendable {
    /// Seeds that the root has given them.
    public var seeds: UInt64
    /// Requests of their mechanisms; one fills a pool of 4 KiB, from which many draws are served.
    public var requests: UInt64
    /// Bytes that they have generated, those that wait in pools included.
    public var bytes: UInt64
    /// What is done against a clone of the machine: "counter", "mixing", "counter and mixing" or "none".
    public var cloneProtection: String

    /// Makes a report with every value given.
    public init(seeds: UInt64, requests: UInt64, bytes: UInt64, cloneProtection: String) {
      self.seeds = seeds
      self.requests = requests
      self.bytes = bytes
      self.cloneProtection = cloneProtection
    }
  }

  /// What the kernel granted for secret memory.
  public struct Memory: Equatable, Sendable {
    /// Kept out of swap.
    public var isLocked: Bool
    /// Left out of core dumps.
    public var isExcludedFromDumps: Bool
    /// Generator state is wiped in a forked child.
    public var isWipedOnFork: Bool

    /// Makes a report with every value given.
    public init(isLocked: Bool, isExcludedFromDumps: Bool, isWipedOnFork: Bool) {
      self.isLocked = isLocked
      self.isExcludedFromDumps = isExcludedFromDumps
      self.isWipedOnFork = isWipedOnFork
    }
  }
}
