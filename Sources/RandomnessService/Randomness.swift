// SPDX-License-Identifier: Apache-2.0
public import CPlatform
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
/// AES-256, the root, which is reseeded by the configuration's policy. Each thread draws from generators of its own, its
/// leaf, which the root seeds (SP 800-90C, RBGC). Nothing is served unseeded, and no call waits beyond its deadline. After
/// a fork the child seeds itself anew at its first request, on the thread that asks.
///
/// - Threading: safe to use from every thread; draws of several threads meet at no lock.
/// - Signals: a handler that draws while it interrupts a draw of its own thread gets ``RandomnessError/reentrantCall``. The
///   first draw of a thread, and each that has to ask the root, allocates memory, which handlers must not do. A handler may
///   fork in the middle of a draw, with `_Fork`, and return to it in both processes.
/// - Cost: a short request copies from the thread's pool of 4 KiB and wipes what it took; a secret, a nonce or a long
///   request is one strict SP 800-90A generate. The root's lock is taken once a minute, and when something has changed.
///   A call waits only for the first seed, at the hard limit of the last one, and for prediction resistance.
public final class Randomness: Sendable {
  /// Version of the library.
  public static let version = "0.1.0"
  /// The most bytes of one secret, 1 MiB.
  public static let secretLimit = 1 << 20

  /// What one process has of everything; replaced as a whole in a forked child.
  struct State: ~Copyable {
    var root: RootGenerator
    var collector: Collector
    var events: EventRecorder
    /// Sends leaves to the root as time passes; made with the first leaf.
    var clock: PoolClock?
    /// The root's revision of which the leaves know.
    var announcedRevision: UInt64 = 0
    /// The epoch in which the operating system last gave nothing to mix in.
    var freshRandomnessFailedAt: UInt64 = 0
    /// Whether a request has the sources give new bytes for a reseed; others go on until it has them.
    var isRenewing = false

    init(
      _ configuration: Configuration, _ environment: ServiceEnvironment,
      sources: [String: any EntropySource], hasFailed: Bool = false
    ) {
      // First, since it says which process all of this is of: a signal handler may fork in between.
      root = RootGenerator(configuration, environment: environment, hasFailed: hasFailed)
      events = EventRecorder(clock: environment.clock)
      collector = Collector(configuration, sources: sources, environment: environment, events: events)
    }
  }

  /// The configuration in force.
  public let configuration: Configuration
  let environment: ServiceEnvironment
  /// What sends leaves to the root.
  let epoch: EpochWord
  /// What leaves have to know.
  let terms: LeafTerms
  /// Its address, for the fast path.
  @usableFromInline let epochAddress: UInt
  /// False while no clock tells leaves that time has passed: then they ask the root at each request.
  let hasClock = Atomic(false)
  /// Whether the root is in its error state, for a child in which the root's state is lost.
  let hasFailed = Atomic(false)
  /// The fork generation of the process that the service was made in.
  let firstForkGeneration = platform_fork_generation()
  let state: Guarded<State>

  private static let process = Guarded<Randomness?>(nil, by: platform_lock_root)

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
    try process.withLock { process throws(RandomnessError) in
      if let running = process {
        guard running.configuration == configuration else { throw .alreadyStarted }
        return running
      }
      let started = try Randomness(configuration, environment: .live)
      process = started
      unsafe platform_process_epoch_set(UnsafePointer(bitPattern: started.epochAddress))
      return started
    }
  }

  /// Lets ``start(_:deadline:)`` make another service of this process.
  static func forget(_ randomness: Randomness) {
    process.withLock { process in
      guard process === randomness else { return }
      platform_process_epoch_set(nil)
      process = nil
    }
  }

  /// The service of this process, if it has been started.
  ///
  /// - Throws: ``RandomnessError/reentrantCall`` in a signal handler that has interrupted who holds the lock.
  package static func ofThisProcess() throws(RandomnessError) -> Randomness? {
    guard !platform_thread_holds_lock() else { throw .reentrantCall }
    return process.withLock { $0 }
  }

  /// A service of its own with everything handed to it; it collects, and is seeded by its first request.
  package init(_ configuration: Configuration, environment: ServiceEnvironment) throws(RandomnessError) {
    do throws(ConfigurationError) {
      try configuration.validate(today: environment.today())
    } catch { throw .invalidConfiguration(error) }
    guard let epoch = EpochWord() else { throw .outOfMemory(bytes: 64) }
    self.configuration = configuration
    self.environment = environment
    self.epoch = epoch
    epochAddress = epoch.address
    terms = LeafTerms(configuration, environment, epoch)
    let sources = try Self.makeSources(configuration, environment)
    state = Guarded(State(configuration, environment, sources: sources), by: platform_lock_root)
  }

  static func makeSources(
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
    try ThreadLeaf.guarded { () throws(RandomnessError) in
      try serve(deadline: environment.clock.now().adding(min(deadline, .seconds(600)))) {
        _, _ throws(RandomnessError) in
      }
    }
  }

  // MARK: - Random bytes

  /// Fills the bytes of a span: from the thread's pool, or in requests of their own where they are more than 1 KiB and more
  /// than the pool holds.
  ///
  /// For anything but keys, which ``RandomBytes/secretBytes(_:predictionResistance:)`` makes: in a machine that was cloned
  /// from a snapshot and has no counter of its clones, what a pool still held (at most 4 KiB for each thread) may come out
  /// in both.
  ///
  /// - Parameter bytes: what to fill; an empty span is left as it is.
  /// - Throws: ``RandomnessError``; the bytes are then zero.
  @inlinable @inline(__always)
  public func fill(_ bytes: inout MutableSpan<UInt8>) throws(RandomnessError) {
    try unsafe bytes.withUnsafeMutableBytes { bytes throws(RandomnessError) in
      guard let start = bytes.baseAddress else { return }
      if unsafe !LeafKernel.take(bytes.count, to: start, Self.pointer(epochAddress)) {
        try unsafe fillSlowly(start, bytes.count)
      }
    }
  }

  /// Fills an array; see the method of this name for spans.
  @inlinable @inline(__always)
  public func fill(_ buffer: inout [UInt8]) throws(RandomnessError) {
    var span = buffer.mutableSpan
    try fill(&span)
  }

  /// Takes the place and the length by value: a span would have to be stored for the call at each draw, also when the call is
  /// not made.
  @usableFromInline @inline(never)
  func fillSlowly(_ start: UnsafeMutableRawPointer, _ count: Int) throws(RandomnessError) {
    let start = unsafe start.assumingMemoryBound(to: UInt8.self)
    var bytes = unsafe MutableSpan<UInt8>(_unsafeStart: start, count: count)
    try fillSlowly(&bytes)
  }

  @inline(__always)
  func fillSlowly(_ bytes: inout MutableSpan<UInt8>) throws(RandomnessError) {
    try draw(&bytes) { leaf, bytes throws(RandomnessError) in try leaf.fill(&bytes, for: self) }
  }

  /// Fills the bytes of a span with prediction resistance, if so wished.
  ///
  /// - Parameters:
  ///   - bytes: what to fill; an empty span is left as it is.
  ///   - predictionResistance: collect credited entropy after this call has begun, reseed the root with it and then generate
  ///   there (SP 800-90A 8.8). It is an error where no live source of credited entropy is there.
  /// - Throws: ``RandomnessError``; the bytes are then zero.
  public func fill(
    _ bytes: inout MutableSpan<UInt8>, predictionResistance: Bool
  ) throws(RandomnessError) {
    if predictionResistance {
      try fillFromRoot(&bytes, predictionResistance: true)
    } else {
      try fill(&bytes)
    }
  }

  /// Fills the bytes of a span with what is to be kept secret: never from the pool, in requests of their own with fresh
  /// randomness of the operating system in them, so that no two clones of a machine make the same key.
  ///
  /// - Throws: ``RandomnessError``; the bytes are then zero.
  public func fillSecret(
    _ bytes: inout MutableSpan<UInt8>, predictionResistance: Bool = false
  ) throws(RandomnessError) {
    if predictionResistance { return try fillFromRoot(&bytes, predictionResistance: true) }
    try draw(&bytes) { leaf, bytes throws(RandomnessError) in
      try leaf.generate(into: &bytes, from: .secret, for: self)
    }
  }

  /// Fills the bytes of a span with what will be published: as ``fillSecret(_:predictionResistance:)``, from a state that
  /// no secret comes from.
  ///
  /// - Throws: ``RandomnessError``; the bytes are then zero.
  public func fillPublished(_ bytes: inout MutableSpan<UInt8>) throws(RandomnessError) {
    try draw(&bytes) { leaf, bytes throws(RandomnessError) in
      try leaf.generate(into: &bytes, from: .published, for: self)
    }
  }

  /// A generator for Swift's own random functions: `Int.random(in: 0..<6, using: &generator)`.
  public func generator() -> RandomnessGenerator { RandomnessGenerator(self) }

  /// Moves bytes of the pool of this process's service to a C buffer; false when the slow path has to look, also where no
  /// service has been started.
  @inlinable @inline(__always)
  package static func takeFromPool(_ count: UInt, to buffer: UnsafeMutableRawPointer) -> Bool {
    unsafe LeafKernel.take(Int(bitPattern: count), to: buffer, platform_process_epoch())
  }

  /// The address of an epoch word as a pointer; it is never zero.
  @inlinable @inline(__always)
  static func pointer(_ address: UInt) -> UnsafePointer<UInt64> {
    unsafe UnsafePointer(bitPattern: address).unsafelyUnwrapped
  }

  /// What the bytes of a C caller are for.
  package enum Use: Sendable {
    case general, secret, published
  }

  /// Fills bytes from the service of this process; a thread that has drawn from it finds it without a lock.
  ///
  /// - Returns: false when no service has been started.
  package static func fillForProcess(
    _ bytes: inout MutableSpan<UInt8>, _ use: Use
  ) throws(RandomnessError) -> Bool {
    try ThreadLeaf.drawOfProcess { service, leaf throws(RandomnessError) in
      switch use {
      case .general: try leaf.fill(&bytes, for: service)
      case .secret: try leaf.generate(into: &bytes, from: .secret, for: service)
      case .published: try leaf.generate(into: &bytes, from: .published, for: service)
      }
    }
  }

  /// Draws on the calling thread's leaf; zeros the bytes where that fails.
  @inline(__always)
  private func draw(
    _ bytes: inout MutableSpan<UInt8>,
    _ body: (inout Leaf, inout MutableSpan<UInt8>) throws(RandomnessError) -> Void
  ) throws(RandomnessError) {
    guard bytes.count > 0 else { return }
    do throws(RandomnessError) {
      try ThreadLeaf.draw(self) { leaf throws(RandomnessError) in try body(&leaf, &bytes) }
    } catch {
      for index in bytes.indices { bytes[index] = 0 }
      throw error
    }
  }

  /// Fills the bytes of a span from the root itself: what a request with prediction resistance does, and without it what
  /// seeds a leaf.
  package func fillFromRoot(
    _ bytes: inout MutableSpan<UInt8>, predictionResistance: Bool = false
  ) throws(RandomnessError) {
    guard bytes.count > 0 else { return }
    do throws(RandomnessError) {
      try ThreadLeaf.guarded { () throws(RandomnessError) in
        let deadline = self.deadline
        if predictionResistance {
          try resistPrediction(&bytes, deadline: deadline)
        } else {
          try generate(&bytes, from: 0, deadline: deadline)
        }
      }
    } catch {
      for index in bytes.indices { bytes[index] = 0 }
      throw error
    }
  }

  // MARK: - Status

  /// What the service knows about itself now.
  ///
  /// What the threads have drawn is counted up to their last report; the calling thread reports now.
  public func snapshot() -> Snapshot {
    let totals = ThreadLeaf.takeUnreported(self)
    return locked { state in
      if let totals { state.root.note(totals) }
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
        generator: state.root.report(cloneProtection: cloneProtection), ledger: ledger, sources: sources,
        publicFeeds: state.root.feed.reports,
        memory: Snapshot.Memory(
          isLocked: memory.isLocked, isExcludedFromDumps: memory.isExcludedFromDumps,
          isWipedOnFork: memory.isWipedOnFork), events: state.events.events)
    }
  }
}
