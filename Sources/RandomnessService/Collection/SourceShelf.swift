// SPDX-License-Identifier: Apache-2.0
internal import Conditioning
internal import EntropySources
internal import HealthTests
internal import Telemetry

/// What one source holds ready for the next seed, and what is known of it: the part of a worker that others look at.
struct SourceShelf: ~Copyable {
  /// Tested samples that no seed has used yet.
  private var ready: TestedSamples?
  /// Counts the deliveries, for the framing of the seed.
  private(set) var sequence: UInt64 = 0
  /// Goes up whenever everything collected before must not be used any more; see ``SourceWorker/discard(reason:)``.
  private(set) var generation: UInt64 = 0
  /// What the samples are worth.
  var credit: CreditDecision
  /// Dropped since the last seed.
  private var dropped: [SeedRecord.Dropped] = []
  /// What is known, except what ``report`` fills in.
  private var known: SourceReport
  /// The device that was opened last.
  var deviceNumber: DeviceNumber?
  /// What the operator asked for and the source's own thread has not done yet, oldest first.
  var commands: [SourceCommand] = []
  /// How often the source has come up and filled its part of a seed: at the start, and after each loss.
  private(set) var recoveries: UInt64 = 0
  private var isRecovering = true

  init(report: SourceReport, credit: CreditDecision) {
    known = report
    self.credit = credit
  }

  /// How many samples are ready.
  var readyCount: Int {
    switch ready {
    case .some(let samples): samples.count
    case .none: 0
    }
  }
  /// The state of the source.
  var state: SourceState { known.state }
  /// The report as of now.
  var report: SourceReport {
    var report = known
    report.samplesReady = readyCount
    // Nothing is worth anything before its start-up test has passed, or after it has failed.
    let isHealthy = known.state == .healthy
    report.creditPerSample = isHealthy ? credit.perSample.bits : 0
    report.strength = nil
    report.record = nil
    switch credit {
    case .generator(let strength):
      report.strength = isHealthy ? strength : nil
      report.creditReason =
        isHealthy
        ? "a generator: it seeds by its strength of \(strength) bits and has no entropy figure"
        : Self.notPassed
    case .credited(_, let record):
      report.record = record
      report.creditReason = isHealthy ? "min(claim, assessment record)" : Self.notPassed
    case .none(let reason):
      report.creditReason = reason
    }
    return report
  }

  private static let notPassed = "its start-up test has not passed"

  /// Changes what is known.
  mutating func update(_ change: (inout SourceReport) -> Void) { change(&known) }

  /// Puts tested samples on the shelf, unless they were collected before the last discard; `nil`, or why they were
  /// dropped.
  mutating func put(_ samples: consuming TestedSamples, collectedIn generation: UInt64) -> String? {
    guard generation == self.generation else {
      drop(samples.count, reason: "collected before they were asked for")
      return "collected before they were asked for"
    }
    sequence += 1
    guard var merged = ready.take() else {
      ready = consume samples
      return nil
    }
    let count = samples.count
    do throws(HealthTestError) {
      try merged.append(samples)
      ready = consume merged
      return nil
    } catch {
      // In practice the state was lost in a fork; neither part can be used.
      drop(count, reason: "lost")
      return "lost"
    }
  }

  /// Takes note that the source is in service; `isFull` says whether its part of a seed is ready.
  mutating func inService(isFull: Bool) {
    guard isRecovering && isFull else { return }
    isRecovering = false
    recoveries += 1
  }

  /// What is handed over for a seed.
  struct Delivery: ~Copyable {
    /// The samples.
    let samples: TestedSamples
    /// Number of the last delivery of the source in them.
    let sequence: UInt64
    /// What they are worth.
    let credit: CreditDecision
    /// What was known about the source at that moment.
    let report: SourceReport
  }

  /// Hands the samples over for a seed, if `accepts` says so of their worth and their count.
  mutating func take(_ accepts: (CreditDecision, Int) -> Bool) -> Delivery? {
    guard accepts(credit, readyCount) else { return nil }
    let report = report
    guard let samples = ready.take() else { return nil }
    return Delivery(samples: samples, sequence: sequence, credit: credit, report: report)
  }

  /// Wipes what is ready, to be collected again; nothing is wrong with it but its age.
  mutating func renew() {
    ready = nil
    generation += 1
  }

  /// Drops and wipes what is ready.
  mutating func discard(reason: String) {
    if let samples = ready.take() { drop(samples.count, reason: reason) }
    generation += 1
  }

  /// The source has left service: when it comes back, that is a reason to reseed.
  mutating func outOfService() { isRecovering = true }

  /// Books samples that were dropped before they reached the shelf.
  mutating func drop(_ count: Int, reason: String) {
    known.counters.samplesDropped += UInt64(count)
    // One line for each reason, so that a source in trouble cannot make the ledger grow.
    if let index = dropped.firstIndex(where: { $0.reason == reason }) {
      dropped[index] = SeedRecord.Dropped(
        source: known.id, samples: dropped[index].samples + count, reason: reason)
    } else {
      dropped.append(SeedRecord.Dropped(source: known.id, samples: count, reason: reason))
    }
  }

  /// What was dropped since the last call.
  mutating func takeDropped() -> [SeedRecord.Dropped] {
    defer { dropped = [] }
    return dropped
  }
}

/// What an operator may ask of one source.
enum SourceCommand: Equatable, Sendable {
  /// Run the start-up test again now (on-demand test, SP 800-90B 4.3 item 5; B-23).
  case test
  /// Forget the latched failure and start again.
  case reset
  /// Use it again.
  case enable
  /// Use it no more.
  case disable
}
