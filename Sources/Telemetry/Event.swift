// SPDX-License-Identifier: Apache-2.0

/// Something that happened, in the order in which it happened.
///
/// Events never hold sample values, seeds or output.
public struct Event: Equatable, Sendable {
  /// Tells this start of the service from all others on the same boot: nanoseconds since boot at its start. A forked
  /// child begins a new one.
  public let epoch: UInt64
  /// Counts the events of one epoch from 1, without gaps.
  public let sequence: UInt64
  /// Nanoseconds of the monotonic clock.
  public let monotonicNanoseconds: UInt64
  /// What happened.
  public let kind: Kind

  /// Makes an event.
  public init(epoch: UInt64, sequence: UInt64, monotonicNanoseconds: UInt64, kind: Kind) {
    self.epoch = epoch
    self.sequence = sequence
    self.monotonicNanoseconds = monotonicNanoseconds
    self.kind = kind
  }

  /// The closed list of what can happen.
  public enum Kind: Equatable, Sendable {
    /// A source went from one state to another.
    case sourceChanged(source: String, from: SourceState, to: SourceState, reason: String)
    /// A health test raised an alarm; `isPermanent` latches the source.
    case alarm(source: String, test: String, observed: Int, cutoff: Int, isPermanent: Bool)
    /// Samples were dropped and wiped before they could be used.
    case samplesDropped(source: String, samples: Int, reason: String)
    /// The generator went from one state to another.
    case generatorChanged(from: GeneratorPhase, to: GeneratorPhase, reason: String)
    /// A seed was used; `ledgerSequence` is its entry in the credit ledger.
    case seeded(ledgerSequence: UInt64, purpose: String)
    /// A known-answer test failed.
    case selfTestFailed(test: String)
    /// The operating system's generator gave nothing to mix into requests.
    case freshRandomnessUnavailable(errno: Int32)
    /// A product of a feed of public data ended in another named state; nothing else follows from it.
    case publicFeedChanged(feed: String, product: String, state: String, detail: String)
    /// An operator did something.
    case operatorAction(verb: String, source: String?)
  }
}

/// The last events, oldest first, and a counter that never goes back.
public struct EventLog: Sendable {
  /// How many events are kept: at one state change a second, more than four minutes.
  public static let capacity = 256

  /// See ``Event/epoch``.
  public let epoch: UInt64
  /// The events that are still kept.
  public private(set) var events: [Event] = []
  /// The sequence number of the newest event; 0 before the first.
  public private(set) var lastSequence: UInt64 = 0

  /// Makes an empty log.
  public init(epoch: UInt64) { self.epoch = epoch }

  /// Appends an event; the oldest one goes when the log is full.
  public mutating func append(_ kind: Event.Kind, at monotonicNanoseconds: UInt64) {
    lastSequence += 1
    if events.count == Self.capacity { events.removeFirst() }
    events.append(
      Event(epoch: epoch, sequence: lastSequence, monotonicNanoseconds: monotonicNanoseconds, kind: kind))
  }
}
