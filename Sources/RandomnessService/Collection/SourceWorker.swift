// SPDX-License-Identifier: Apache-2.0
internal import Conditioning
internal import EntropySources
internal import HealthTests
internal import SecretMemory
internal import Seeds
internal import Synchronization
internal import Telemetry

/// Collects, tests and keeps the samples of one source.
///
/// All of its logic is in ``step(deadline:)``, which does one small piece of work and says when it wants to be called
/// again. In a service each worker's crank is turned by a thread of its own; in a forked child and in tests by the
/// caller. There are two locks: the long one is held by whoever turns the crank, the short one guards the shelf.
final class SourceWorker: Sendable {
  /// When ``step(deadline:)`` has something to do again.
  enum Rest: Equatable {
    case again
    case at(Instant)
    case onDemand
  }

  /// How long one step may wait for its source: it bounds how late a command is seen.
  static let slice: UInt64 = 100_000_000
  /// How often an absent or denied source is looked for: hot-plug within a second.
  static let hotPlugInterval: UInt64 = 1_000_000_000
  /// How long a thread rests when nobody wants anything.
  static let longestRest: UInt64 = 60_000_000_000
  /// After this time without a sample a source that was asked is called silent. /dev/hwrng pauses for up to 0.2 s.
  static let silenceLimit: UInt64 = 2_000_000_000
  /// Samples of an uncredited source that one reseed mixes in.
  static let uncreditedQuota = 64

  let configuration: SourceConfiguration
  private let source: any EntropySource
  private let environment: ServiceEnvironment
  private let policy: CreditPolicy
  private let events: EventRecorder
  private let delivered: @Sendable () -> Void
  private let logic = Guarded(SourceLogic())
  private let shelf: Guarded<SourceShelf>
  private let stopping = Atomic(false)

  /// - Parameter delivered: called after each change that may matter to someone who waits for a seed.
  init(
    _ configuration: SourceConfiguration, source: any EntropySource, environment: ServiceEnvironment,
    policy: CreditPolicy, events: EventRecorder, delivered: @escaping @Sendable () -> Void
  ) {
    self.configuration = configuration
    self.source = source
    self.environment = environment
    self.policy = policy
    self.events = events
    self.delivered = delivered
    let prospect = policy.decide(configuration, identity: nil, today: environment.today())
    shelf = Guarded(
      SourceShelf(
        report: SourceReport(
          source.descriptor, id: configuration.id, state: configuration.isEnabled ? .starting : .disabled,
          reason: configuration.isEnabled ? "" : "switched off in the configuration"),
        credit: prospect.canSeed ? .none(reason: "not opened yet") : prospect))
  }

  // MARK: - For whoever turns the crank

  /// Does one small piece of work.
  func step(deadline: Instant) -> Rest { logic.withLock { $0.step(of: self, deadline: deadline) } }

  /// Whether the worker's thread is to end.
  var isStopping: Bool { stopping.load(ordering: .relaxed) }

  /// Tells the worker's thread to end.
  func stop() { stopping.store(true, ordering: .relaxed) }

  /// Lets go of the device and drops what is ready.
  func close() {
    logic.withLock { $0.close() }
    discard(reason: "shut down")
  }

  // MARK: - For whoever wants a seed

  /// What the source is worth, and how much of it is ready.
  var available: (credit: CreditDecision, samples: Int) { shelf.withLock { ($0.credit, $0.readyCount) } }

  /// The number of the device that was opened last, if it is one.
  var deviceNumber: DeviceNumber? { shelf.withLock { $0.deviceNumber } }

  /// Whether samples can be expected of it.
  var isInService: Bool {
    switch state {
    case .healthy, .unrated: true
    default: false
    }
  }

  /// Has the source collect again what it holds ready.
  func renew() { shelf.withLock { $0.renew() } }

  /// The independence group that the configuration gives the source.
  var independenceGroup: String { source.descriptor.independenceGroup.rawValue }

  /// Hands over what is ready to a seed, with what it is worth, if `accepts` says so of its worth and its count: all
  /// under one lock, since the device behind the source may be another one a moment later.
  func take(_ accepts: (CreditDecision, Int) -> Bool) -> sending SourceShelf.Delivery? {
    shelf.withLock { $0.take(accepts) }
  }

  /// Whether waiting for the source can help with this need. It cannot where what would be found is worth nothing
  /// (no record, say), where another device than the record's answers, and where only an operator can mend it. While
  /// it is starting nothing is known of it yet, and an error that came now could not say why it gives nothing.
  func mayMeet(_ need: SeedNeed) -> Bool {
    switch state {
    case .starting: return true
    case .unrated, .failed, .disabled: return false
    case .absent, .denied, .healthy, .intermittent: break
    }
    switch policy.decide(configuration, identity: nil, today: environment.today()) {
    case .generator: return need == .anySeed
    case .credited: return true
    case .none: return false
    }
  }

  /// Drops and wipes what is ready; what is being collected at this moment is dropped as well.
  func discard(reason: String) {
    let count = shelf.withLock { shelf in
      defer { shelf.discard(reason: reason) }
      return shelf.readyCount
    }
    if count > 0 { events.record(.samplesDropped(source: configuration.id, samples: count, reason: reason)) }
  }

  /// What was dropped since the last call.
  func takeDropped() -> [SeedRecord.Dropped] { shelf.withLock { $0.takeDropped() } }

  /// What is known about the source.
  var report: SourceReport {
    var report = shelf.withLock { $0.report }
    report.counters = SourceCounters(source.activity.counters, report.counters)
    return report
  }

  // MARK: - For the operator

  /// Leaves a command for the next step.
  func order(_ command: SourceCommand) { shelf.withLock { $0.commands.append(command) } }

  /// Whether the source has got where it will stay: no command waits and no start-up test runs.
  var isSettled: Bool {
    shelf.withLock { shelf in
      guard shelf.commands.isEmpty else { return false }
      switch shelf.state {
      case .starting: return false
      case .healthy, .unrated: return shelf.readyCount > 0
      default: return true
      }
    }
  }

  // MARK: - For the logic

  /// The present moment.
  var now: Instant { environment.clock.now() }

  /// The state of the source.
  var state: SourceState { shelf.withLock { $0.state } }

  /// See ``SourceShelf/generation``.
  var generation: UInt64 { shelf.withLock { $0.generation } }

  /// The operator's command that waits to be obeyed.
  func takeCommand() -> SourceCommand? {
    shelf.withLock { $0.commands.isEmpty ? nil : $0.commands.removeFirst() }
  }

  /// Opens the device for this thread, if it is there.
  func open() throws(SourceError) -> any NoiseSession {
    switch source.probe() {
    case .present: return try source.open(clock: environment.clock)
    case .absent(let reason), .denied(let reason): throw reason
    }
  }

  /// Takes note of the device that was found.
  func opened(_ identity: DeviceIdentity) {
    shelf.withLock { shelf in
      shelf.deviceNumber = identity.number
      shelf.update { $0.identity = identity.description }
    }
    rate(identity)
  }

  /// Decides what the device is worth today: a record may expire while the device is open. What was collected at
  /// another worth is dropped.
  func rate(_ identity: DeviceIdentity) {
    let credit = policy.decide(configuration, identity: identity, today: environment.today())
    let hasChanged = shelf.withLock { shelf in
      defer { shelf.credit = credit }
      return shelf.credit != credit
    }
    if hasChanged { discard(reason: "collected at another credit") }
  }

  /// How many samples the shelf still has room for: as many as one seed takes of this source.
  var missingSamples: Int { shelf.withLock { max(0, Self.quota($0.credit) - $0.readyCount) } }

  /// How often the source has come into service with its part of a seed ready.
  var recoveries: UInt64 { shelf.withLock { $0.recoveries } }

  private static func quota(_ credit: CreditDecision) -> Int {
    switch credit {
    case .generator: RBGSeed.byteCount
    case .credited(let perSample, _):
      (SeedAssembly.requiredCredit.units + perSample.units - 1) / perSample.units
    case .none: uncreditedQuota
    }
  }

  /// Puts samples that passed on the shelf.
  func put(_ samples: consuming sending TestedSamples, collectedIn generation: UInt64) {
    let count = samples.count
    var samples = Optional(samples)
    let (lost, canSeed) = shelf.withLock { shelf in
      guard let samples = samples.take() else { return (nil as String?, false) }
      let lost = shelf.put(samples, collectedIn: generation)
      let canSeed = shelf.credit.canSeed
      if canSeed { shelf.inService(isFull: shelf.readyCount >= Self.quota(shelf.credit)) }
      return (lost, canSeed)
    }
    if let lost {
      events.record(.samplesDropped(source: configuration.id, samples: count, reason: lost))
    }
    enter(canSeed ? .healthy : .unrated, "")
    delivered()
  }

  /// Drops what may be tainted and takes the source out of service: until its start-up test has passed again, or for
  /// good.
  func alarm(_ alarm: HealthAlarm, samples: Int) {
    events.record(
      .alarm(
        source: configuration.id, test: alarm.test.rawValue, observed: alarm.observed, cutoff: alarm.cutoff,
        isPermanent: alarm.isPermanent))
    discard(reason: "alarm of the \(alarm.test.rawValue) test")
    shelf.withLock { shelf in
      shelf.drop(samples, reason: "alarm of the \(alarm.test.rawValue) test")
      shelf.update { $0.counters.alarms += 1 }
    }
    enter(alarm.isPermanent ? .failed : .intermittent, alarm.description)
  }

  /// Drops a batch that could not be tested.
  func refuse(_ count: Int, _ reason: String) {
    discard(reason: reason)
    shelf.withLock { $0.drop(count, reason: reason) }
    enter(.intermittent, reason)
  }

  /// The source's health tests, before its first sample; `nil` when the kernel gives no memory for them.
  func makeTests() -> HealthTests? {
    let rate = source.descriptor.samplesPerSecond
    guard let configured = try? configuration.healthTestConfiguration(samplesPerSecond: rate) else {
      return nil
    }
    return try? HealthTests(configured)
  }

  /// Publishes what the health tests know.
  func publish(_ tests: borrowing HealthTests) {
    let health = HealthReport(tests.report, samplesPerSecond: source.descriptor.samplesPerSecond)
    shelf.withLock { shelf in shelf.update { $0.health = health } }
  }

  /// Goes to a state, with an event when it is another one.
  func enter(_ state: SourceState, _ reason: String) {
    let previous = shelf.withLock { shelf in
      defer {
        shelf.update {
          $0.state = state
          $0.reason = reason
        }
        if state != .healthy { shelf.outOfService() }
      }
      return shelf.state
    }
    guard previous != state else { return }
    events.record(.sourceChanged(source: configuration.id, from: previous, to: state, reason: reason))
    delivered()
  }
}
