// SPDX-License-Identifier: Apache-2.0
internal import CPlatform
internal import Conditioning
internal import EntropySources
internal import Telemetry

/// All sources of one service, and the wait for enough of them.
final class Collector: Sendable {
  /// The workers, in ascending order of id: the order in which they are conditioned.
  let workers: [SourceWorker]
  private let environment: ServiceEnvironment
  private let delivered: WakeSignal
  private let wakes: [WakeSignal]
  /// Workers whose cranks are turned by whoever waits: all of them with driver `.caller`, else those that the kernel
  /// refused a thread.
  private let threadless: [SourceWorker]
  /// The process that its threads are in.
  private let process = platform_fork_generation()
  /// False in the child of a signal handler that has forked in the middle of a call. What the sources' threads were changing
  /// is not looked at there.
  private var isOfThisProcess: Bool { process == platform_fork_generation() }

  /// How late one of several who wait at once may see what it waits for: 20 ms.
  private static let slice: UInt64 = 20_000_000

  /// Sets the sources up; with threads, they begin to collect at once.
  init(
    _ configuration: Configuration, sources: [String: any EntropySource], environment: ServiceEnvironment,
    events: EventRecorder
  ) {
    self.environment = environment
    let delivered = WakeSignal()
    self.delivered = delivered
    let policy = CreditPolicy(
      profile: configuration.profile, allowsUncertified: configuration.allowsUncertified)
    workers = configuration.sources.sorted { $0.id < $1.id }.compactMap { configured in
      guard let source = sources[configured.id] else { return nil }
      return SourceWorker(
        configured, source: source, environment: environment, policy: policy, events: events
      ) { delivered.notify() }
    }
    guard environment.driver == .threads else {
      wakes = []
      threadless = workers
      return
    }
    let wakes = workers.map { _ in WakeSignal() }
    self.wakes = wakes
    threadless = zip(workers, wakes).filter { worker, wake in
      !SourceThread.start(worker, clock: environment.clock, wake: wake)
    }.map(\.0)
  }

  /// Tells all threads of the sources to end.
  func stop() {
    for worker in workers { worker.stop() }
    for wake in wakes { wake.notify() }
  }

  deinit {
    // In a forked child there are no such threads; then these are notes to nobody.
    stop()
  }

  /// Wakes the sources: a seed was taken, or an operator gave a command.
  func wakeAll() { for wake in wakes { wake.notify() } }

  /// Goes up whenever a source that can seed comes into service with its part of a seed ready.
  var recoveries: UInt64 { workers.reduce(0) { $0 + $1.recoveries } }

  /// Whether what is ready meets the need.
  func meets(_ need: SeedNeed) -> Bool {
    guard isOfThisProcess else { return false }
    var account = CreditAccount()
    var generatorBytes = 0
    for worker in workers {
      let (credit, samples) = worker.available
      switch credit {
      case .generator: generatorBytes = max(generatorBytes, samples)
      case .credited(let perSample, _):
        account.add(
          CreditedEntropy(samples: samples, at: perSample), source: worker.configuration.id,
          group: group(of: worker))
      case .none: break
      }
    }
    return need.isMet(credited: account.total, generatorBytes: generatorBytes)
  }

  /// Whether waiting cannot help: no source is coming up, and none that could come back would be worth anything.
  func isHopeless(for need: SeedNeed) -> Bool { !workers.contains { $0.mayMeet(need) } }

  /// Waits until something is so; false when the deadline came first, or when a signal handler has forked and this is the
  /// child.
  func wait(until deadline: Instant, for isSo: () -> Bool) -> Bool {
    wakeAll()
    while isOfThisProcess {
      if isSo() { return true }
      let left = deadline.nanoseconds(since: environment.clock.now())
      guard left > 0 else { return false }
      if threadless.isEmpty {
        // In slices: one of several who wait may have eaten the notification that this one needs.
        delivered.wait(nanoseconds: min(left, Self.slice))
      } else {
        turnCranks(until: deadline, for: isSo)
      }
    }
    return false
  }

  /// Waits until what is ready meets the need, or something else is so; false when the deadline came first, or when
  /// waiting cannot help. Another request may take what was there at any moment; then the wait goes on.
  func wait(until deadline: Instant, for need: SeedNeed, or isSo: () -> Bool = { false }) -> Bool {
    while true {
      let hasCome = wait(until: deadline) { meets(need) || isSo() || isHopeless(for: need) }
      if meets(need) || isSo() { return true }
      if !hasCome || isHopeless(for: need) { return false }
    }
  }

  /// Lets every source without a thread do one piece of work.
  func turnCranksOnce() {
    guard isOfThisProcess else { return }
    let now = environment.clock.now()
    for worker in threadless { _ = worker.step(deadline: now) }
  }

  /// Has the operating system's generator give new bytes for a reseed, instead of those that have waited since the last
  /// one, and waits for them, at most 50 ms.
  ///
  /// What waits in memory is what a thief of that memory, or the clone of a virtual machine, has as well.
  func renewGenerators(until deadline: Instant) {
    guard isOfThisProcess else { return }
    let generators = workers.filter { $0.configuration.kind == .operatingSystem && $0.available.samples > 0 }
    for worker in generators { worker.renew() }
    let limit = min(deadline, environment.clock.now().adding(nanoseconds: 50_000_000))
    _ = wait(until: limit) { generators.allSatisfy { $0.available.samples > 0 || !$0.isInService } }
  }

  /// The independence group of a source: that of the first source which reads from the same device, so that two paths to
  /// one device never count twice (C-11).
  func group(of worker: SourceWorker) -> String {
    guard let number = worker.deviceNumber else { return worker.independenceGroup }
    return (workers.first { $0.deviceNumber == number } ?? worker).independenceGroup
  }

  /// Turns each crank in turn; when all rest, sleeps until the first wants to be called again.
  private func turnCranks(until deadline: Instant, for isSo: () -> Bool) {
    var earliest = deadline
    for worker in threadless {
      let slice = environment.clock.now().adding(nanoseconds: SourceWorker.slice)
      switch worker.step(deadline: min(slice, deadline)) {
      case .again: earliest = Instant(nanoseconds: 0)
      case .at(let instant): earliest = min(earliest, instant)
      case .onDemand: break
      }
      if isSo() { return }
    }
    // Where others have threads, their deliveries end the rest.
    let rest = earliest.nanoseconds(since: environment.clock.now())
    guard rest > 0 else { return }
    if wakes.isEmpty {
      environment.clock.sleep(nanoseconds: rest)
    } else {
      delivered.wait(nanoseconds: min(rest, Self.slice))
    }
  }

  /// Drops everything that was collected before now.
  func discard(reason: String) {
    guard isOfThisProcess else { return }
    for worker in workers { worker.discard(reason: reason) }
    wakeAll()
  }

  /// The worker of this name.
  func worker(_ id: String) -> SourceWorker? { workers.first { $0.configuration.id == id } }

  /// Why each source gives nothing of what is needed, for an error: where full entropy is, its worth as well as its
  /// state.
  func failures(for need: SeedNeed) -> [RandomnessError.SourceFailure] {
    guard isOfThisProcess else { return [] }
    return workers.map { worker in
      let report = worker.report
      let worth = report.creditPerSample == 0 && (need == .fullEntropy || report.reason.isEmpty)
      let reasons = [report.reason, worth ? report.creditReason : ""].filter { !$0.isEmpty }
      return RandomnessError.SourceFailure(
        id: report.id, state: report.state, reason: reasons.joined(separator: "; "))
    }
  }
}
