// SPDX-License-Identifier: Apache-2.0
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
    /// The root's last seed.
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
  ///   - wantsSeed: decides by the root's last seed and the present moment; called under the root's lock.
  func lease(
    reporting totals: LeafTotals, wantsSeed: (_ rootSeed: UInt64, _ now: Instant) -> Bool
  ) throws(RandomnessError) -> Lease {
    if !isTimed { startClock() }
    var lease: Lease?
    try serve(deadline: deadline) { root, events throws(RandomnessError) in
      let epoch = terms.epoch
      let now = environment.clock.now()
      let rootSeed = root.ledger.lastSequence
      guard let selfTest = root.passedSelfTest else {
        throw .generatorFailed(reason: "it is seeded without a self-test")
      }
      root.note(totals)
      var seed: RBGSeed?
      if wantsSeed(rootSeed, now) {
        seed = try root.leafSeed(mixesFreshRandomness: terms.mixesFreshRandomness, events)
      }
      lease = Lease(
        epoch: epoch, generation: root.generationAtSeed, rootSeed: rootSeed, now: now, selfTest: selfTest,
        seed: seed)
    }
    guard let granted = lease.take() else { throw .generatorFailed(reason: "the root gave no answer") }
    return granted
  }

  /// Starts the clock of this process, if it has none; in tests the test is the clock. False when the kernel gives no
  /// thread for it.
  @discardableResult
  private func startClock() -> Bool {
    let isTimed = locked { state -> Bool in
      if environment.driver == .caller { return true }
      if state.clock == nil && !epoch.isLatched { state.clock = PoolClock(epoch) }
      return state.clock != nil
    }
    hasClock.store(isTimed, ordering: .relaxed)
    return isTimed
  }

  /// What the clock does once a minute.
  package func tick() { epoch.advance() }

  /// Has the root take a fresh entropy input, unless it has had one since its seed of this number.
  func refreshRoot(since rootSeed: UInt64) throws(RandomnessError) {
    let (collector, lastSeed) = locked { ($0.collector, $0.root.ledger.lastSequence) }
    guard lastSeed == rootSeed else { return }
    try reseed(from: collector, purpose: "reseed: output of a leaf", deadline: deadline)
  }

  /// The error of a leaf whose mechanism has failed: the whole generator's, where it is catastrophic.
  @inline(never)
  func leafFailed(_ error: DRBGError) -> RandomnessError {
    locked { $0.root.fail(error, $0.events) }
  }

  /// The operating system gives nothing to mix in: an event, and the end where there is no credited entropy to go on with.
  @inline(never)
  func freshRandomnessFailed(errno: Int32) throws(RandomnessError) {
    let mayGoOn = locked { state -> Bool in
      if state.freshRandomnessErrno != errno {
        state.freshRandomnessErrno = errno
        state.events.record(.freshRandomnessUnavailable(errno: errno))
      }
      return state.root.holdsEntropy
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
