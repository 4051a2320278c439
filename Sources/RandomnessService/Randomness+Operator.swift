// SPDX-License-Identifier: Apache-2.0
public import Telemetry

/// What an operator may do. Every call is an event.
extension Randomness {
  /// Actions on one source.
  public enum SourceAction: String, CaseIterable, Sendable {
    /// Runs its start-up test again (SP 800-90B 4.3 item 5).
    case test
    /// Forgets a latched failure and starts it again.
    case reset
    /// Uses it again.
    case enable
    /// Uses it no more.
    case disable
  }

  /// Does something to one source and waits until its state has settled, or the configured deadline has passed.
  ///
  /// - Returns: what is then known about the source.
  @discardableResult
  public func act(_ action: SourceAction, on id: String) throws(RandomnessError) -> SourceReport {
    let (collector, events) = parts
    guard let worker = collector.worker(id) else {
      throw .unknownSource(id: id, known: collector.workers.map(\.configuration.id))
    }
    events.record(.operatorAction(verb: "source \(action.rawValue)", source: id))
    let command: SourceCommand =
      switch action {
      case .test: .test
      case .reset: .reset
      case .enable: .enable
      case .disable: .disable
      }
    worker.order(command)
    _ = collector.wait(until: deadline) { worker.isSettled }
    return worker.report
  }

  /// Waits until every source's state has settled, or the configured deadline has passed.
  public func settle() {
    let collector = parts.collector
    _ = collector.wait(until: deadline) { collector.workers.allSatisfy(\.isSettled) }
  }

  /// Reseeds now, with what is collected after the call has begun.
  public func reseed() throws(RandomnessError) {
    try ThreadLeaf.guarded { () throws(RandomnessError) in
      try checkRunning()
      let (collector, events) = parts
      events.record(.operatorAction(verb: "reseed", source: nil))
      collector.discard(reason: "older than the operator's reseed")
      try reseed(from: collector, purpose: "reseed: operator", deadline: deadline)
    }
  }

  /// Leaves the error state: runs all self-tests again and instantiates anew.
  public func reset() throws(RandomnessError) {
    try checkRunning()
    parts.events.record(.operatorAction(verb: "reset", source: nil))
    resetRoot()
    try seed(deadline: .milliseconds(Int(configuration.deadlineMilliseconds)))
  }
}
