// SPDX-License-Identifier: Apache-2.0
internal import Conditioning
internal import EntropySources
internal import HealthTests
internal import Seeds
internal import Telemetry

/// The state machine of one source, apart from its shelf: find, open, collect, test, lose, find again.
///
/// Pure but for the source it is handed: time comes with each call.
struct SourceLogic: ~Copyable {
  private var session: (any NoiseSession)?
  private var tests: HealthTests?
  private var nextProbe = Instant(nanoseconds: 0)
  /// When the source was first asked for the sample that it has not given yet; `nil` while nothing is wanted of it.
  private var askedSince: Instant?
  /// Why the source was taken out of use for good. An operator's reset clears it, and nothing else.
  private var latch: String?
  private var isSilent = false
  /// The generation of the last collection; see ``SourceShelf/generation``.
  private var lastGeneration: UInt64 = 0

  /// Does one small piece of work.
  mutating func step(of worker: borrowing SourceWorker, deadline: Instant) -> SourceWorker.Rest {
    if let command = worker.takeCommand() { obey(command, worker) }
    switch worker.state {
    case .disabled, .failed: return .onDemand
    default: break
    }
    guard let session else { return find(worker) }
    worker.rate(session.identity)
    let wanted = wantedSamples(worker)
    guard wanted > 0 else {
      askedSince = nil
      return .onDemand
    }
    return collect(wanted, worker, deadline: deadline)
  }

  /// Lets go of the device.
  mutating func close() {
    session?.close()
    session = nil
  }

  // MARK: - Commands

  private mutating func obey(_ command: SourceCommand, _ worker: borrowing SourceWorker) {
    switch command {
    case .disable:
      close()
      worker.discard(reason: "switched off by the operator")
      worker.enter(.disabled, "switched off by the operator")
    case .enable:
      guard worker.state == .disabled else { return }
      if let latch { worker.enter(.failed, latch) } else { restart(worker, "switched on by the operator") }
    case .reset:
      latch = nil
      tests = nil
      guard worker.state != .disabled else { return }
      restart(worker, "reset by the operator")
    case .test:
      guard worker.state != .disabled, worker.state != .failed else { return }
      worker.discard(reason: "start-up test on demand")
      tests?.restartStartUp()
      worker.enter(.starting, "start-up test on demand")
    }
  }

  private mutating func restart(_ worker: borrowing SourceWorker, _ reason: String) {
    close()
    worker.discard(reason: reason)
    nextProbe = Instant(nanoseconds: 0)
    worker.enter(.starting, reason)
  }

  // MARK: - Finding

  private mutating func find(_ worker: borrowing SourceWorker) -> SourceWorker.Rest {
    let now = worker.now
    guard now >= nextProbe else { return .at(nextProbe) }
    do throws(SourceError) {
      let session = try worker.open()
      self.session = session
      askedSince = nil
      isSilent = false
      worker.opened(session.identity)
      if tests == nil { tests = worker.makeTests() } else { tests?.restartStartUp() }
      guard tests != nil else {
        fail("its health tests cannot be set up", worker)
        return .onDemand
      }
      if worker.state != .intermittent { worker.enter(.starting, "") }
      return .again
    } catch {
      lose(error, worker)
      return .at(nextProbe)
    }
  }

  /// Closes the device and says why it gives nothing; it is looked for again after the hot-plug interval.
  private mutating func lose(_ error: SourceError, _ worker: borrowing SourceWorker) {
    close()
    nextProbe = worker.now.adding(nanoseconds: SourceWorker.hotPlugInterval)
    worker.discard(reason: "\(error)")
    if error.sourceState == .failed {
      fail("\(error)", worker)
    } else {
      worker.enter(error.sourceState, "\(error)")
    }
  }

  private mutating func fail(_ reason: String, _ worker: borrowing SourceWorker) {
    close()
    latch = reason
    worker.enter(.failed, reason)
  }

  // MARK: - Collecting

  private func wantedSamples(_ worker: borrowing SourceWorker) -> Int {
    let startUp =
      switch tests {
      case .some(let tests): tests.startUpRemaining
      case .none: 0
      }
    return startUp > 0 ? startUp : worker.missingSamples
  }

  private mutating func collect(
    _ count: Int, _ worker: borrowing SourceWorker, deadline: Instant
  ) -> SourceWorker.Rest {
    guard let session else { return .again }
    let asked = askedSince ?? worker.now
    askedSince = asked
    // Somebody may want samples that are younger than a moment that comes while the device is read, and none of a block
    // that was begun before it.
    let generation = worker.generation
    if generation != lastGeneration { session.discardBuffered() }
    lastGeneration = generation
    do throws(SourceError) {
      let batch = try session.collect(
        sampleCount: min(count, NoiseCollection.largestSampleCount), deadline: deadline)
      askedSince = nil
      isSilent = false
      test(batch.takeSamples(), worker, generation: generation)
      return .again
    } catch {
      guard error.isMomentary else {
        lose(error, worker)
        return .at(nextProbe)
      }
      guard worker.now.nanoseconds(since: asked) >= SourceWorker.silenceLimit else { return .again }
      if !isSilent {
        isSilent = true
        worker.discard(reason: "the source fell silent")
        tests?.restartStartUp()
        worker.enter(.intermittent, "\(error)")
      }
      return .at(worker.now.adding(nanoseconds: SourceWorker.hotPlugInterval))
    }
  }

  private mutating func test(
    _ samples: consuming RawSamples, _ worker: borrowing SourceWorker, generation: UInt64
  ) {
    guard var tests = self.tests.take() else { return }
    let count = samples.count
    switch tests.test(samples) {
    case .startingUp:
      break
    case .passed(let tested):
      worker.put(tested, collectedIn: generation)
    case .alarm(let alarm):
      worker.alarm(alarm, samples: count)
      if alarm.isPermanent {
        close()
        latch = alarm.description
      }
    case .refused(let error):
      // In practice a sample above the configured width, or memory lost in a fork.
      worker.refuse(count, "\(error)")
      tests.restartStartUp()
    }
    worker.publish(tests)
    self.tests = consume tests
  }
}

extension SourceError {
  /// No sample for the moment; the session goes on.
  fileprivate var isMomentary: Bool {
    switch self {
    case .timedOut, .notReady: true
    default: false
    }
  }

  /// The state of a source whose session ended with this error.
  fileprivate var sourceState: SourceState {
    switch self {
    case .denied: .denied
    case .absent, .gone, .unsupported, .notACharacterDevice, .generatorNotAllowed: .absent
    // Only another configuration mends these: looking again would not.
    case .malformed, .invalidDescriptor, .independenceGroupRefused, .kernelGenerator: .failed
    default: .intermittent
    }
  }
}
