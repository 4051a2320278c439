// SPDX-License-Identifier: Apache-2.0
internal import CPlatform
internal import DRBG
internal import EntropySources
internal import SecretMemory
internal import Synchronization
public import Telemetry

/// The random bit generator of this process.
///
/// ```swift
/// let randomness = try Randomness.start(.default, deadline: .seconds(2))
/// var generator = randomness.generator()
/// let die = Int.random(in: 1...6, using: &generator)
/// let key = try randomness.secretBytes(32)
/// ```
///
/// Noise is collected on a thread for each source, tested, accounted for, conditioned and used to seed one CTR_DRBG
/// AES-256, which is reseeded by the configuration's policy. Nothing is served unseeded, and no call waits beyond its
/// deadline. After a fork the child seeds itself anew at its first request, on the thread that asks.
///
/// - Threading: safe to use from every thread.
/// - Cost: a request takes one lock and one strict SP 800-90A generate. It waits only for the first seed, at the hard
///   limit of the last one, and for prediction resistance.
public final class Randomness: Sendable {
  /// Version of the library.
  public static let version = "0.1.0"
  /// The most bytes of one secret, 1 MiB.
  public static let secretLimit = 1 << 20

  /// What one process has of everything; replaced as a whole in a forked child.
  private struct State: ~Copyable {
    var root: RootGenerator
    var collector: Collector
    var events: EventRecorder
    var forkGeneration: UInt64
  }

  /// The configuration in force.
  public let configuration: Configuration
  private let environment: ServiceEnvironment
  /// The fork generation of the process that the service was made in.
  private let firstForkGeneration = platform_fork_generation()
  private let state: Mutex<State>

  private static let process = Mutex<Randomness?>(nil)

  // MARK: - Start

  /// Starts the service of this process, or returns it when it runs already, and waits until it is seeded.
  ///
  /// - Parameters:
  ///   - configuration: must be equal in every call of one process.
  ///   - deadline: how long to wait for the first seed; cut to ten minutes.
  /// - Throws: ``RandomnessError``; a later call tries again.
  public static func start(
    _ configuration: Configuration = .default, deadline: Duration = .seconds(2)
  ) throws(RandomnessError) -> Randomness {
    let randomness = try ofProcess(configuration)
    try randomness.seed(deadline: deadline)
    return randomness
  }

  /// The service of this process, made at the first call.
  private static func ofProcess(_ configuration: Configuration) throws(RandomnessError) -> Randomness {
    // As in `locked`: no thread is inside when a child is made, so the child cannot inherit a mutex that is held.
    platform_lock_acquire(platform_lock_root)
    defer { platform_lock_release(platform_lock_root) }
    return try process.withLock { process throws(RandomnessError) in
      if let running = process {
        guard running.configuration == configuration else { throw .alreadyStarted }
        return running
      }
      let started = try Randomness(configuration, environment: .live)
      process = started
      return started
    }
  }

  /// A service of its own with everything handed to it; it collects, and is seeded by its first request.
  package init(_ configuration: Configuration, environment: ServiceEnvironment) throws(RandomnessError) {
    do throws(ConfigurationError) {
      try configuration.validate(today: environment.today())
    } catch { throw .invalidConfiguration(error) }
    self.configuration = configuration
    self.environment = environment
    let sources = try Self.makeSources(configuration, environment)
    let events = EventRecorder(clock: environment.clock)
    state = Mutex(
      State(
        root: RootGenerator(configuration, environment: environment),
        collector: Collector(configuration, sources: sources, environment: environment, events: events),
        events: events,
        forkGeneration: platform_fork_generation()))
  }

  private static func makeSources(
    _ configuration: Configuration, _ environment: ServiceEnvironment
  ) throws(RandomnessError) -> [String: any EntropySource] {
    var sources: [String: any EntropySource] = [:]
    for source in configuration.sources where !source.isPublic {
      do throws(SourceError) {
        sources[source.id] = try environment.makeSource(source)
      } catch {
        throw .invalidConfiguration(.sourceRefused(source: source.id, reason: "\(error)"))
      }
    }
    return sources
  }

  /// Waits until the generator is seeded.
  package func seed(deadline: Duration) throws(RandomnessError) {
    try serve(deadline: environment.clock.now().adding(min(deadline, .seconds(600)))) {
      _, _ throws(RandomnessError) in
    }
  }

  // MARK: - Random bytes

  /// Fills a buffer.
  ///
  /// - Parameters:
  ///   - buffer: what to fill; an empty one is left as it is.
  ///   - predictionResistance: collect credited entropy after this call has begun, reseed with it and then
  ///   generate (SP 800-90A 8.8). It is an error where no live source of credited entropy is there.
  /// - Throws: ``RandomnessError``; the buffer then holds zeros.
  public func fill(_ buffer: inout [UInt8], predictionResistance: Bool = false) throws(RandomnessError) {
    var span = buffer.mutableSpan
    try fill(&span, predictionResistance: predictionResistance)
  }

  /// Fills the bytes of a span; see the method of this name for arrays.
  public func fill(
    _ bytes: inout MutableSpan<UInt8>, predictionResistance: Bool = false
  ) throws(RandomnessError) {
    guard bytes.count > 0 else { return }
    do throws(RandomnessError) {
      let deadline = self.deadline
      if predictionResistance {
        try resistPrediction(&bytes, deadline: deadline)
      } else {
        try generate(&bytes, from: 0, deadline: deadline)
      }
    } catch {
      for index in bytes.indices { bytes[index] = 0 }
      throw error
    }
  }

  /// A generator for Swift's own random functions: `Int.random(in: 0..<6, using: &generator)`.
  public func generator() -> RandomnessGenerator { RandomnessGenerator(self) }

  // MARK: - Steps

  /// When a call that begins now gives up.
  var deadline: Instant {
    environment.clock.now().adding(nanoseconds: configuration.deadlineMilliseconds * 1_000_000)
  }

  /// Runs `body` under both locks; in a child that was forked since the last call, everything is made anew first.
  ///
  /// The platform lock is held across a fork by the fork handlers, so no thread can be inside when a child is made; the
  /// mutex within it is never contended and lets the compiler check that nothing else reaches the state.
  private func locked<R, E: Error>(
    _ body: (inout sending State) throws(E) -> sending R
  ) throws(E) -> sending R {
    platform_lock_acquire(platform_lock_root)
    defer { platform_lock_release(platform_lock_root) }
    return try state.withLock { state throws(E) in
      // The second condition is for a child that was made without the fork handlers, by a bare system call.
      if state.forkGeneration != platform_fork_generation() || !state.root.isAlive { beginChild(&state) }
      return try body(&state)
    }
  }

  /// A child has none of its parent's threads, and locks that they held stay held: everything is made anew.
  private func beginChild(_ state: inout State) {
    state.events = EventRecorder(clock: environment.clock)
    // What could be made in the parent can be made here.
    let sources = (try? Self.makeSources(configuration, environment)) ?? [:]
    state.collector = Collector(
      configuration, sources: sources, environment: environment, events: state.events)
    state.root.beginChild(state.events)
    state.forkGeneration = platform_fork_generation()
  }

  /// What came out of one look at the root.
  private enum Step {
    case done
    case renew(Collector)
    case wait(Collector, SeedNeed)
  }

  /// Brings the root into a state that may serve, and runs `body` on it before anybody else can.
  private func serve(
    deadline: Instant, _ body: (inout RootGenerator, EventRecorder) throws(RandomnessError) -> Void
  ) throws(RandomnessError) {
    var hasRenewed = false
    var isLastLook = false
    while true {
      let step = try locked { state throws(RandomnessError) -> Step in
        switch try state.root.readiness(state.collector) {
        case .ready: break
        case .reseedDue(let reason, let isOverdue):
          guard hasRenewed else { return .renew(state.collector) }
          if try !state.root.seed(purpose: reason, from: state.collector, state.events), isOverdue {
            state.root.degrade(reason, state.events)
          }
        case .seedRequired(let reason):
          guard hasRenewed || state.root.ledger.lastSequence == 0 else { return .renew(state.collector) }
          if try !state.root.seed(purpose: reason, from: state.collector, state.events) {
            return .wait(state.collector, state.root.need)
          }
        }
        try body(&state.root, state.events)
        return .done
      }
      switch step {
      case .done: return
      case .renew(let collector):
        hasRenewed = true
        collector.renewGenerators(until: deadline)
        collector.turnCranksOnce()
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
      if case .seedRequired? = try? state.root.readiness(state.collector) { false } else { true }
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
      let started = environment.clock.now()
      let need = try locked { state throws(RandomnessError) in
        _ = try state.root.readiness(collector)  // throws in the error state
        return state.root.need
      }
      guard collector.wait(until: deadline, for: need)
      else { throw giveUp(collector, need, waitedSince: started) }
      isDone = try locked { state throws(RandomnessError) in
        _ = try state.root.readiness(collector)
        return try state.root.seed(purpose: purpose, from: collector, state.events)
      }
    }
  }

  /// An operator's confirmed reset.
  func resetRoot() { locked { $0.root.reset($0.events) } }

  /// Fills `bytes` from `start` on, in requests of the mechanism's limit.
  private func generate(
    _ bytes: inout MutableSpan<UInt8>, from start: Int, deadline: Instant
  ) throws(RandomnessError) {
    var start = start
    while start < bytes.count {
      let end = min(start + CTRDRBG.requestLimit, bytes.count)
      try serve(deadline: deadline) { root, events throws(RandomnessError) in
        var piece = bytes._mutatingExtracting(start..<end)
        try root.generate(into: &piece, events)
      }
      start = end
    }
  }

  /// The first request of the mechanism is made with prediction resistance, which covers the rest of the call.
  private func resistPrediction(
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
    try generate(&bytes, from: end, deadline: deadline)
  }

  // MARK: - Status

  /// What the service knows about itself now.
  public func snapshot() -> Snapshot {
    locked { state in
      let sources = state.collector.workers.map(\.report)
      let ledger = state.root.ledger.records
      let memory = MemoryProtection.current
      return Snapshot(
        version: Self.version, profile: configuration.profile.rawValue, phase: state.root.phase,
        phaseReason: state.root.phaseReason,
        construction: Snapshot.Construction(
          profile: configuration.profile, allowsUncertified: configuration.allowsUncertified,
          lastSeeds: ledger,
          sources: sources),
        generator: state.root.report, ledger: ledger, sources: sources,
        memory: Snapshot.Memory(
          isLocked: memory.isLocked, isExcludedFromDumps: memory.isExcludedFromDumps,
          isWipedOnFork: memory.isWipedOnFork), events: state.events.events)
    }
  }
}

extension Randomness {
  /// Eight bytes as a word.
  func word() throws(RandomnessError) -> UInt64 {
    var bytes = InlineArray<8, UInt8>(repeating: 0)
    var span = bytes.mutableSpan
    try fill(&span)
    var word: UInt64 = 0
    for index in span.indices { word = word << 8 | UInt64(span[index]) }
    for index in span.indices { span[index] = 0 }
    return word
  }
}
