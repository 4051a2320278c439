// SPDX-License-Identifier: Apache-2.0
internal import CPlatform
internal import Conditioning
internal import DRBG
internal import EntropySources
internal import HealthTests
internal import Primitives
internal import SecretMemory
internal import Seeds
internal import Telemetry

/// The one root DRBG of a service with its state machine, its ledger and its counters.
///
/// Mechanism is `CTRDRBG`, policy is `ReseedPolicy`; this type joins them. It takes what is ready and never waits: the
/// service waits, outside the lock that guards this value.
struct RootGenerator: ~Copyable {
  /// What a request must do first.
  enum Readiness: Equatable {
    /// Nothing.
    case ready
    /// A reseed is wanted; if it cannot be made at once the request is served all the same. `isOverdue` says whether
    /// that leaves the generator degraded.
    case reseedDue(reason: String, isOverdue: Bool)
    /// Nothing can be served before a seed.
    case seedRequired(reason: String)
    /// The same, and what was collected before this moment is in another machine as well.
    case cloned(reason: String)
  }

  let configuration: Configuration
  let environment: ServiceEnvironment
  var drbg: CTRDRBG?
  /// The process that it is of.
  private(set) var forkGeneration = platform_fork_generation()
  private var seededAt = Instant(nanoseconds: 0)
  /// ``Collector/recoveries`` when the last seed was taken.
  private var recoveriesAtSeed: UInt64 = 0
  /// The clone counter's value before the last seed was taken.
  private(set) var generationAtSeed: UInt64 = 0
  private(set) var feed: PublicFeed
  /// The newest offer of public data that went into the harvest at hand.
  private var newestOffer: UInt64 = 0

  /// Goes up whenever leaves have to ask: a seed, another state, a reset.
  private(set) var revision: UInt64 = 0
  /// What leaves have reported.
  var leafTotals = LeafTotals()
  /// Counts how often it was begun anew: by an operator's reset, or in a forked child. Leaves of before do not go on.
  private(set) var instantiation: UInt64 = 1
  /// Seeds that leaves were given.
  var leafSeeds: UInt64 = 0
  private(set) var phase = GeneratorPhase.unseeded
  private(set) var phaseReason = ""
  private(set) var ledger = CreditLedger()
  var requests: UInt64 = 0
  var bytes: UInt64 = 0
  var requestsSinceSeed: UInt64 = 0
  /// Proof for leaves that the self-test has passed; `nil` before it has.
  private(set) var selfTest: DRBGSelfTest.Passed?

  /// Makes an unseeded one, or one in the error state.
  init(_ configuration: Configuration, environment: ServiceEnvironment, hasFailed: Bool) {
    self.configuration = configuration
    self.environment = environment
    feed = PublicFeed(configuration, environment: environment)
    if hasFailed { (phase, phaseReason) = (.error, "it failed before the fork") }
    feed.refresh()
  }

  /// Whether a fork has made this its parent's; then no failure means anything.
  private var isOfParent: Bool { forkGeneration != platform_fork_generation() }

  /// What may seed.
  var need: SeedNeed {
    configuration.profile == .sp800x90c && !configuration.allowsUncertified ? .fullEntropy : .anySeed
  }

  // MARK: - State machine

  /// Throws in the error state; else says what the next request must do first.
  ///
  /// - Parameter ahead: nanoseconds until this is asked again: the limits of age are kept until then.
  func readiness(_ collector: Collector, ahead: UInt64 = 0) throws(RandomnessError) -> Readiness {
    switch phase {
    case .error: throw .generatorFailed(reason: phaseReason)
    case .unseeded: return .seedRequired(reason: "instantiate")
    case .stopped: return .seedRequired(reason: "reseed: \(phaseReason)")
    case .seeded, .degraded: break
    }
    if environment.cloneGeneration != generationAtSeed {
      return .cloned(reason: "reseed: clone of the machine")
    }
    switch standing(ahead: ahead) {
    case .current:
      // A source that has come into service since joins at once (design: reseed on source recovery).
      if collector.recoveries > recoveriesAtSeed {
        return .reseedDue(reason: "reseed: source recovery", isOverdue: false)
      }
      return feed.isReseedDue ? .reseedDue(reason: "reseed: public data", isOverdue: false) : .ready
    case .due(let reason): return .reseedDue(reason: "reseed: \(reason)", isOverdue: true)
    case .over(let reason): return .seedRequired(reason: "reseed: \(reason)")
    }
  }

  /// Where the generator stands with its last seed.
  private func standing(ahead: UInt64 = 0) -> ReseedPolicy.Standing {
    configuration.reseed.standing(
      requestsServed: requestsSinceSeed,
      nanosecondsOld: environment.clock.now().nanoseconds(since: seededAt) + ahead)
  }

  /// Public data has come: leaves ask the root, which reseeds.
  mutating func announceOffer() { revision += 1 }

  /// A due reseed could not be made.
  mutating func degrade(_ reason: String, _ events: EventRecorder) {
    if phase == .seeded { enter(.degraded, reason, events) }
  }

  /// No seed came; at the hard limit that is the end. A seed that an operator asked for in vain changes nothing, and
  /// neither does one that another thread's request has made in the meantime.
  mutating func stopIfOver(_ events: EventRecorder) {
    guard phase == .seeded || phase == .degraded, case .over(let reason) = standing() else { return }
    enter(.degraded, reason, events)
    enter(.stopped, reason, events)
  }

  /// An operator's confirmed reset: all self-tests again, then as after a start.
  mutating func reset(_ events: EventRecorder) {
    drbg = nil
    selfTest = nil
    instantiation += 1
    revision += 1
    enter(.unseeded, "reset by the operator", events)
  }

  /// The end: the state is wiped.
  mutating func end(_ events: EventRecorder) {
    drbg = nil
    enter(.stopped, "shut down", events)
  }

  /// A forked child begins anew: its state is gone.
  mutating func beginChild(as process: UInt64, _ events: EventRecorder) {
    forkGeneration = process
    drbg = nil
    instantiation += 1
    revision += 1
    leafTotals = LeafTotals()
    leafSeeds = 0
    ledger = CreditLedger()
    requests = 0
    bytes = 0
    recoveriesAtSeed = 0
    requestsSinceSeed = 0
    // The parent's error state is the child's: the cause is in the program or the machine.
    if phase != .error { enter(.unseeded, "forked", events) }
    feed = PublicFeed(configuration, environment: environment)
    feed.refresh()
  }

  private mutating func enter(_ phase: GeneratorPhase, _ reason: String, _ events: EventRecorder) {
    guard phase != self.phase || reason != phaseReason else { return }
    if phase != self.phase {
      events.record(.generatorChanged(from: self.phase, to: phase, reason: reason))
      revision += 1
    }
    self.phase = phase
    phaseReason = reason
  }

  /// Turns a failure of the mechanism, the root's or a leaf's, into the error state where it is catastrophic.
  mutating func fail(_ error: DRBGError, _ events: EventRecorder) -> RandomnessError {
    if isOfParent {
      // In the child of a signal handler that has forked in the middle of this call, which is then made again.
      drbg = nil
      if phase != .error { enter(.unseeded, "forked", events) }
      return .generatorFailed(reason: "\(error)")
    }
    switch error {
    case .selfTestFailed(let test):
      events.record(.selfTestFailed(test: test))
      enter(.error, "the known-answer test \"\(test)\" failed", events)
      return .selfTestFailed(test: test)
    case .outOfMemory(let bytes):
      return .outOfMemory(bytes: bytes)
    default:
      drbg = nil
      enter(.error, "\(error)", events)
      return .generatorFailed(reason: "\(error)")
    }
  }

  // MARK: - Seeding

  /// Takes what the sources hold ready and seeds with it: with credited entropy if there is enough, and with the
  /// strength of a generator if the profile accepts one.
  ///
  /// False when it is not enough; then the samples stay where they are, except where a source loses its own in that very
  /// moment: what the others gave is wiped then, and collected again. The self-test comes first of all.
  mutating func seed(
    purpose: String, from collector: Collector, _ events: EventRecorder
  ) throws(RandomnessError) -> Bool {
    do throws(DRBGError) { try makeMechanism() } catch { throw fail(error, events) }
    let hasEntropy = collector.meets(.fullEntropy)
    guard hasEntropy || (need == .anySeed && collector.meets(.anySeed)) else { return false }
    let recoveries = collector.recoveries
    let generation = environment.cloneGeneration
    let wanted = Harvest.Wanted(entropy: hasEntropy, generator: need == .anySeed)
    // The sources go on in the meantime: what was enough a moment ago, by entropy that had just come or by samples that
    // have just gone, may make no seed now.
    guard var harvest = try gather(collector, wanted, events), harvest.hasSeed else { return false }
    do throws(DRBGError) {
      // It belongs to the first of the seeds; a digest is used once.
      var pending = harvest.additionalInput.take()
      if let seed = harvest.entropySeed.take() {
        let worth = SeedRecord.Worth(seed.account)
        if drbg?.reseedCounter == 0 {
          try drbg?.instantiate(seed, personalization: pending.take())
        } else {
          try drbg?.reseed(seed, additionalInput: pending.take())
        }
        book(purpose, worth, harvest.entropyContributions, &harvest, events)
      }
      if let seed = harvest.generatorSeed.take() {
        let worth = SeedRecord.Worth.strength(bits: seed.strength, origin: seed.origin)
        if drbg?.reseedCounter == 0 {
          try drbg?.instantiate(seed, personalization: pending.take())
        } else {
          try drbg?.reseed(seed, additionalInput: pending.take())
        }
        book(purpose, worth, harvest.generatorContributions, &harvest, events)
      }
    } catch { throw fail(error, events) }
    recoveriesAtSeed = recoveries
    generationAtSeed = generation
    seeded(collector, events)
    return true
  }

  /// Conditions what is ready; `nil` when it is not enough after all, because a source has lost its samples since.
  mutating func gather(
    _ collector: Collector, _ wanted: Harvest.Wanted, _ events: EventRecorder
  ) throws(RandomnessError) -> Harvest? {
    let label = "root generator \(Randomness.version), epoch \(events.epoch), seed \(ledger.lastSequence + 1)"
    do throws(ConditioningError) {
      let pending = feed.pending
      newestOffer = pending.newestOffer
      let harvest = try Harvest(collector, publicData: pending.data, label: label, wanted: wanted)
      return harvest
    } catch {
      if isOfParent { return nil }
      switch error {
      case .insufficientCredit, .insufficientBytes, .lostByFork: return nil
      case .outOfMemory(let bytes): throw .outOfMemory(bytes: bytes)
      case .creditAboveTestedClaim, .primitiveFailed:
        enter(.error, "\(error)", events)
        throw .generatorFailed(reason: "\(error)")
      }
    }
  }

  private mutating func makeMechanism() throws(DRBGError) {
    guard drbg == nil else { return }
    Libcrypto.stayUntilExit()
    let passed = try DRBGSelfTest.run(inducingFailureOf: environment.inducedSelfTestFailure())
    selfTest = passed
    // Now, since the self-test has used libcrypto. Where it is refused, the end of the process wipes nothing.
    _ = platform_latch_at_exit()
    drbg = try CTRDRBG(passed, reseedInterval: configuration.reseed.hardRequests)
  }

  mutating func book(
    _ purpose: String, _ worth: SeedRecord.Worth, _ contributions: [SeedRecord.Contribution],
    _ harvest: inout Harvest, _ events: EventRecorder
  ) {
    // Of two seeds out of one harvest, the first had the additional input.
    let (additionalInput, dropped) = harvest.takeRest()
    let record = ledger.append { sequence in
      SeedRecord(
        sequence: sequence, purpose: purpose, worth: worth, contributions: contributions,
        additionalInput: additionalInput, dropped: dropped)
    }
    events.record(.seeded(ledgerSequence: record.sequence, purpose: purpose))
  }

  /// A new seedlife begins.
  mutating func seeded(_ collector: Collector, _ events: EventRecorder) {
    seededAt = environment.clock.now()
    requestsSinceSeed = 0
    revision += 1
    enter(.seeded, "", events)
    feed.used(through: newestOffer)
    feed.refresh()
    collector.wakeAll()
  }

  // MARK: - Report

  /// The generator's part of the status.
  func report(cloneProtection: String) -> Snapshot.GeneratorReport {
    Snapshot.GeneratorReport(
      mechanism: "CTR_DRBG AES-256 with derivation function"
        + (configuration.profile == .standard ? ", in threads without" : ""),
      strength: phase == .seeded || phase == .degraded ? CTRDRBG.strength : 0, requests: requests,
      bytes: bytes,
      leaves: Snapshot.LeafReport(
        seeds: leafSeeds, requests: leafTotals.requests, bytes: leafTotals.bytes,
        cloneProtection: cloneProtection),
      seeds: ledger.lastSequence, requestsSinceReseed: requestsSinceSeed,
      secondsSinceReseed: ledger.lastSequence == 0
        ? nil : Double(environment.clock.now().nanoseconds(since: seededAt)) / 1e9,
      reseedRequests: configuration.reseed.requests, reseedSeconds: Double(configuration.reseed.seconds),
      selfTestPassed: selfTest != nil)
  }
}
