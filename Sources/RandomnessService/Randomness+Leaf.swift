// SPDX-License-Identifier: Apache-2.0
internal import CPlatform
internal import DRBG
internal import EntropySources
internal import Seeds
internal import Synchronization
internal import Telemetry

/// What a leaf has of its service.
extension Randomness {
  /// What the root grants a leaf until the next epoch.
  struct Lease: ~Copyable {
    /// The epoch that it is good for.
    let epoch: UInt64
    /// The clone counter's value that it is good for: what it was before the root took its last seed.
    let generation: UInt64
    /// The root's instantiation, and its last seed.
    let instantiation: UInt64
    let rootSeed: UInt64
    let now: Instant
    let selfTest: DRBGSelfTest.Passed
    /// A seed for the leaf, if it wanted one.
    var seed: RBGSeed?
  }

  /// The most bytes of one request of the mechanism.
  static var mechanismRequestLimit: Int { CTRDRBG.requestLimit }

  /// What is done against clones, for the status.
  var cloneProtection: String {
    switch (environment.cloneCounter != nil, terms.mixesFreshRandomness) {
    case (true, true): "counter and mixing"
    case (true, false): "counter"
    case (false, true): "mixing"
    case (false, false): "none"
    }
  }

  /// Whether leaves may hold bytes in advance: not where no clock would throw them away in time.
  var mayPool: Bool { isTimed || startClock() }

  /// Whether leaves learn from the epoch word that time has passed.
  var isTimed: Bool { hasClock.load(ordering: .relaxed) }

  /// Asks the root: it does what is due, fails where nothing may be served, and gives a seed to a leaf that wants one.
  ///
  /// - Parameters:
  ///   - totals: what the leaf has been used for since it asked last.
  ///   - wantsSeed: decides by the root and the present moment; called under the root's lock.
  func lease(
    reporting totals: LeafTotals, wantsSeed: (_ root: borrowing RootGenerator, _ now: Instant) -> Bool
  ) throws(RandomnessError) -> Lease {
    var lease: Lease?
    // The leaf looks again a period later.
    try serve(deadline: deadline, ahead: terms.clockPeriod) { root, events throws(RandomnessError) in
      let epoch = terms.epoch
      guard epoch != platform_epoch_latched else { throw .shutDown }
      let now = environment.clock.now()
      guard let selfTest = root.selfTest else {
        throw .generatorFailed(reason: "it is seeded without a self-test")
      }
      root.note(totals)
      var seed: RBGSeed?
      if wantsSeed(root, now) {
        seed = try root.leafSeed(mixesFreshRandomness: terms.mixesFreshRandomness, events)
      }
      lease = Lease(
        epoch: epoch, generation: root.generationAtSeed, instantiation: root.instantiation,
        rootSeed: root.ledger.lastSequence, now: now, selfTest: selfTest, seed: seed)
    }
    // Behind the root's answer, in which a forked child has left its parent's clock behind.
    if !isTimed { startClock() }
    guard let granted = lease.take() else { throw .generatorFailed(reason: "the root gave no answer") }
    return granted
  }

  /// Starts the clock of this process, if it has none; in tests the test is the clock. False when the kernel gives no
  /// thread for it.
  @discardableResult
  private func startClock() -> Bool {
    let isTimed = locked { state -> Bool in
      if environment.driver == .caller { return true }
      if state.clock == nil && !epoch.isLatched { state.clock = PoolClock(epoch, period: terms.clockPeriod) }
      return state.clock != nil
    }
    hasClock.store(isTimed, ordering: .relaxed)
    return isTimed
  }

  /// Takes note of what a leaf has been used for.
  func note(_ totals: LeafTotals) {
    if totals.requests > 0 { locked { $0.root.note(totals) } }
  }

  /// What the clock does once a period.
  package func tick() { epoch.advance() }

  /// Has the root take a fresh entropy input, unless it has had one since its seed of this number.
  func refreshRoot(since rootSeed: UInt64) throws(RandomnessError) {
    let (collector, lastSeed) = locked { ($0.collector, $0.root.ledger.lastSequence) }
    guard lastSeed == rootSeed else { return }
    try reseed(from: collector, purpose: "reseed: output of a leaf", deadline: deadline)
  }

  /// The error of a leaf whose mechanism has failed: the whole generator's, where it is catastrophic.
  ///
  /// - Parameter process: the one in which the leaf's request began: in a child that a signal handler has forked in the
  ///   middle of it, nothing has failed but the parent's state.
  @inline(never)
  func leafFailed(_ error: DRBGError, since process: UInt64) -> RandomnessError {
    locked { state in
      guard state.root.forkGeneration == process else { return .generatorFailed(reason: "\(error)") }
      return state.root.fail(error, state.events)
    }
  }

  /// The operating system gives nothing to mix in: an event, once an epoch. What must not come out twice in a clone of the
  /// machine cannot go without; the rest can where there is credited entropy.
  @inline(never)
  func freshRandomnessFailed(errno: Int32, isRequired: Bool) throws(RandomnessError) {
    let mayGoOn = locked { state -> Bool in
      if state.freshRandomnessFailedAt != terms.epoch {
        state.freshRandomnessFailedAt = terms.epoch
        state.events.record(.freshRandomnessUnavailable(errno: errno))
      }
      return !isRequired && state.root.holdsEntropy
    }
    guard mayGoOn else { throw .freshRandomnessUnavailable(errno: errno) }
  }

  /// Throws when the service has been shut down.
  func checkRunning() throws(RandomnessError) {
    guard !epoch.isLatched else { throw .shutDown }
  }

  /// Ends the service: no draw that begins from now on succeeds, in any thread, and the pools and states of threads that
  /// are not in a draw are wiped. ``start(_:deadline:)`` makes a new one.
  ///
  /// The end of the process does the same by itself: from then on draws fail, also in handlers of atexit(3) that were
  /// registered before the first seed.
  public func shutDown() {
    Self.forget(self)
    epoch.latch()
    locked { state in
      state.root.end(state.events)
      state.collector.stop()
      state.clock = nil
    }
  }
}
