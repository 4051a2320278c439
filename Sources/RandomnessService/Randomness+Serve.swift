// SPDX-License-Identifier: Apache-2.0
internal import CPlatform
internal import DRBG
internal import EntropySources
internal import Synchronization
internal import SecretMemory
internal import Telemetry

/// How the root is reached: its lock, the wait for seeds, and the requests that only it can serve.
extension Randomness {
  /// When a call that begins now gives up.
  var deadline: Instant {
    environment.clock.now().adding(nanoseconds: configuration.deadlineMilliseconds * 1_000_000)
  }

  /// Runs `body` under the root's lock; in a child that was forked since the last call, everything is made anew first.
  ///
  /// Fork handlers hold the lock while fork(3) makes a child, so no other thread is inside then. Where another was, in a child
  /// of _Fork(3) or of a signal handler, nothing of what it left is used.
  func locked<R, E: Error>(
    _ body: (inout sending State) throws(E) -> sending R
  ) throws(E) -> sending R {
    try state.withLock(remade: remadeState) { state throws(E) in
      let process = platform_fork_generation()
      if state.root.forkGeneration != process { beginChild(&state, as: process) }
      defer { announce(&state) }
      return try body(&state)
    }
  }

  /// Sends all leaves to the root if it is not as they know it.
  private func announce(_ state: inout State) {
    guard state.root.revision != state.announcedRevision else { return }
    state.announcedRevision = state.root.revision
    hasFailed.store(state.root.phase == .error, ordering: .relaxed)
    epoch.advance()
  }

  /// What could be made in the parent can be made in the child.
  private var remadeSources: [String: any EntropySource] {
    (try? Self.makeSources(configuration, environment)) ?? [:]
  }

  private func remadeState() -> State {
    epoch.advance()
    hasClock.store(false, ordering: .relaxed)
    return State(
      configuration, environment, sources: remadeSources, hasFailed: hasFailed.load(ordering: .relaxed))
  }

  /// A child has none of its parent's threads: everything is made anew.
  ///
  /// - Parameter process: read before anything is made: a signal handler may fork in between, and its child begins again.
  private func beginChild(_ state: inout State, as process: UInt64) {
    state.isRenewing = false
    state.events = EventRecorder(clock: environment.clock)
    let sources = remadeSources
    state.collector = Collector(
      configuration, sources: sources, environment: environment, events: state.events)
    state.root.beginChild(as: process, state.events)
    state.clock = nil
    hasClock.store(false, ordering: .relaxed)
  }

  /// What came out of one look at the root.
  private enum Step {
    case done
    case renew(Collector)
    case discard(Collector)
    case wait(Collector, SeedNeed)
  }

  /// Brings the root into a state that may serve, and runs `body` on it before anybody else can.
  ///
  /// - Parameter ahead: nanoseconds for which it has to stay within its limits of age.
  func serve(
    deadline: Instant, ahead: UInt64 = 0,
    _ body: (inout RootGenerator, EventRecorder) throws(RandomnessError) -> Void
  ) throws(RandomnessError) {
    var hasRenewed = false
    var hasDiscarded = false
    var isLastLook = false
    while true {
      let step = try locked { state throws(RandomnessError) -> Step in
        if hasRenewed { state.isRenewing = false }
        try checkRunning()
        switch try state.root.readiness(state.collector, ahead: ahead) {
        case .ready: break
        case .reseedDue where !hasRenewed && state.isRenewing: break
        case .reseedDue(let reason, let isOverdue):
          guard hasRenewed else {
            state.isRenewing = true
            return .renew(state.collector)
          }
          if try !state.root.seed(purpose: reason, from: state.collector, state.events), isOverdue {
            state.root.degrade(reason, state.events)
          }
        case .seedRequired(let reason):
          guard hasRenewed || state.root.ledger.lastSequence == 0 else { return .renew(state.collector) }
          if try !state.root.seed(purpose: reason, from: state.collector, state.events) {
            return .wait(state.collector, state.root.need)
          }
        case .cloned(let reason):
          guard hasDiscarded else { return .discard(state.collector) }
          if try !state.root.seed(purpose: reason, from: state.collector, state.events) {
            return .wait(state.collector, state.root.need)
          }
        }
        announce(&state)
        try body(&state.root, state.events)
        return .done
      }
      switch step {
      case .done: return
      case .renew(let collector):
        hasRenewed = true
        collector.renewGenerators(until: deadline)
        collector.turnCranksOnce()
      case .discard(let collector):
        hasDiscarded = true
        collector.discard(reason: "older than the clone of the machine")
      case .wait(let collector, let need):
        let started = environment.clock.now()
        let isReady = collector.wait(until: deadline, for: need) { hasSeed }
        if isReady, !isLastLook {
          isLastLook = environment.clock.now() >= deadline
          continue
        }
        throw giveUp(collector, need, waitedSince: started)
      }
    }
  }

  /// Whether the root needs no seed first, because another thread's request has made one, or is in its error state.
  private var hasSeed: Bool {
    locked { state in
      switch try? state.root.readiness(state.collector) {
      case .seedRequired, .cloned: false
      default: true
      }
    }
  }

  /// The error of a request that could not be seeded for.
  private func giveUp(
    _ collector: Collector, _ need: SeedNeed, waitedSince started: Instant
  ) -> RandomnessError {
    let failures = collector.failures(for: need)
    let (phase, reason) = locked { state in
      state.root.stopIfOver(state.events)
      return (state.root.phase, state.root.phaseReason)
    }
    if phase == .stopped { return .stopped(reason: reason, sources: failures) }
    if need == .fullEntropy && collector.isHopeless(for: need) { return .noCreditedSource(sources: failures) }
    let waited = environment.clock.now().nanoseconds(since: started) / 1_000_000
    return platform_fork_generation() > firstForkGeneration
      ? .sourcesUnavailableAfterFork(sources: failures, waitedMilliseconds: waited)
      : .sourcesUnavailable(sources: failures, waitedMilliseconds: waited)
  }

  /// The sources and the events of this process.
  var parts: (collector: Collector, events: EventRecorder) { locked { ($0.collector, $0.events) } }

  /// Uses a fresh seed up, whether one is due or not.
  func reseed(from collector: Collector, purpose: String, deadline: Instant) throws(RandomnessError) {
    var isDone = false
    while !isDone {
      try checkRunning()
      let started = environment.clock.now()
      let need = try locked { state throws(RandomnessError) in
        _ = try state.root.readiness(collector)  // throws in the error state
        return state.root.need
      }
      guard collector.wait(until: deadline, for: need)
      else { throw giveUp(collector, need, waitedSince: started) }
      isDone = try locked { state throws(RandomnessError) in
        try checkRunning()
        _ = try state.root.readiness(collector)
        return try state.root.seed(purpose: purpose, from: collector, state.events)
      }
    }
  }

  /// An operator's confirmed reset.
  func resetRoot() { locked { $0.root.reset($0.events) } }

  /// Fills `bytes` from `start` on, in requests of the mechanism's limit.
  ///
  /// - Parameter mixes: whether randomness of the operating system goes into each, as into those of leaves.
  func generate(
    _ bytes: inout MutableSpan<UInt8>, from start: Int, deadline: Instant, mixes: Bool = false
  ) throws(RandomnessError) {
    var start = start
    while start < bytes.count {
      let end = min(start + CTRDRBG.requestLimit, bytes.count)
      try serve(deadline: deadline) { root, events throws(RandomnessError) in
        var piece = bytes._mutatingExtracting(start..<end)
        try root.generate(into: &piece, mixesFreshRandomness: mixes, events)
      }
      start = end
    }
  }

  /// The first request of the mechanism is made with prediction resistance, which covers the rest of the call.
  func resistPrediction(
    _ bytes: inout MutableSpan<UInt8>, deadline: Instant
  ) throws(RandomnessError) {
    let end = min(CTRDRBG.requestLimit, bytes.count)
    let started = environment.clock.now()
    let collector = try locked { state throws(RandomnessError) in
      _ = try state.root.readiness(state.collector)  // throws in the error state
      return state.collector
    }
    // What was collected before the request is too old for it (8.8).
    collector.discard(reason: "older than a request for prediction resistance")
    var isDone = false
    while !isDone {
      guard collector.wait(until: deadline, for: .fullEntropy)
      else {
        throw .predictionResistanceUnavailable(
          sources: collector.failures(for: .fullEntropy),
          waitedMilliseconds: environment.clock.now().nanoseconds(since: started) / 1_000_000)
      }
      try serve(deadline: deadline) { root, events throws(RandomnessError) in
        var piece = bytes._mutatingExtracting(0..<end)
        isDone = try root.generate(into: &piece, reseedingFrom: collector, events)
      }
    }
    try generate(&bytes, from: end, deadline: deadline, mixes: terms.mixesFreshRandomness)
  }
}
