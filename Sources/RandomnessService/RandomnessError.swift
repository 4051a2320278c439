// SPDX-License-Identifier: Apache-2.0
public import Telemetry

/// Why no random bytes came out; the buffer of the failed call holds none.
///
/// The description is the one sentence that a person is shown.
public enum RandomnessError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The configuration is wrong; correct it and start again.
  case invalidConfiguration(ConfigurationError)
  /// The process's service runs with another configuration; use that one, or shut it down first.
  case alreadyStarted
  /// No source could seed within the deadline; look at each source's reason, then try again.
  case sourcesUnavailable(sources: [SourceFailure], waitedMilliseconds: UInt64)
  /// The same in a child process, which has to seed anew; try again, or execute a fresh program.
  case sourcesUnavailableAfterFork(sources: [SourceFailure], waitedMilliseconds: UInt64)
  /// The profile takes credited entropy only and no source has any; attach an assessment record.
  case noCreditedSource(sources: [SourceFailure])
  /// There is no live source of credited entropy, which prediction resistance needs; ask without it, or credit one.
  case predictionResistanceUnavailable(sources: [SourceFailure], waitedMilliseconds: UInt64)
  /// The last seed is at its hard limit and no source could give a new one; mend a source, then try again.
  case stopped(reason: String, sources: [SourceFailure])
  /// A known-answer test failed; restart the program, and if it fails again, replace the machine or libcrypto.
  case selfTestFailed(test: String)
  /// The generator is in its error state; restart the program, or reset it as operator.
  case generatorFailed(reason: String)
  /// The service, or the process, has been shut down; start it again, in a process that is not about to end.
  case shutDown
  /// A signal handler has interrupted a draw of the same thread and wants to draw itself; draw outside of handlers.
  case reentrantCall
  /// The operating system's generator gives nothing to mix into requests, and the generator holds no credited entropy
  /// to go on with; allow getrandom(2), which a sandbox may forbid.
  case freshRandomnessUnavailable(errno: Int32)
  /// A range without a number; ask for one with at least one.
  case emptyRange
  /// The length is out of range; ask for a length within it.
  case lengthOutOfRange(bytes: Int, limit: Int)
  /// There is no source of that name; choose one of those that are there.
  case unknownSource(id: String, known: [String])
  /// The kernel gave no memory; free some, then try again.
  case outOfMemory(bytes: Int)

  /// One source and why it gives nothing.
  public struct SourceFailure: Equatable, Sendable, CustomStringConvertible {
    /// The source's id.
    public let id: String
    /// Its state.
    public let state: SourceState
    /// Why, and what to do.
    public let reason: String

    /// Makes an entry.
    public init(id: String, state: SourceState, reason: String) {
      self.id = id
      self.state = state
      self.reason = reason
    }

    /// "hwrng is absent (/dev/hwrng has no device behind it)".
    public var description: String { reason.isEmpty ? "\(id) is \(state)" : "\(id) is \(state) (\(reason))" }
  }

  /// One sentence with what happened and what to do.
  public var description: String {
    switch self {
    case .invalidConfiguration(let error): error.description
    case .alreadyStarted:
      "the service of this process already runs with another configuration; use that one, or shut it down first"
    case .sourcesUnavailable(let sources, let waited):
      "no source could seed the generator within \(waited) ms: \(list(sources))"
    case .sourcesUnavailableAfterFork(let sources, let waited):
      "no source could seed the generator of this forked child within \(waited) ms: \(list(sources))"
    case .noCreditedSource(let sources):
      "profile sp800-90c needs a source with credited entropy and there is none: \(list(sources)); attach the"
        + " missing assessment record, or allow uncertified operation"
    case .predictionResistanceUnavailable(let sources, let waited):
      "prediction resistance needs a live source of credited entropy and none delivered within \(waited) ms:"
        + " \(list(sources))"
    case .stopped(let reason, let sources):
      "the generator has stopped at its hard limit (\(reason)) and no source could give a new seed: \(list(sources))"
    case .selfTestFailed(let test):
      "the known-answer test \"\(test)\" failed and nothing is served; restart the program"
    case .generatorFailed(let reason):
      "the generator is in its error state (\(reason)); restart the program, or reset it with confirmation"
    case .shutDown:
      "the generator has been shut down; start it again, in a process that is not about to end"
    case .reentrantCall:
      "a signal handler has interrupted a draw of its own thread and cannot draw; draw outside of handlers"
    case .freshRandomnessUnavailable(let errno):
      "the operating system's generator gives no bytes to mix in (getrandom: errno \(errno)) and there is no credited"
        + " entropy to go on with; allow the call getrandom"
    case .emptyRange:
      "there is no number in an empty range; ask for a range with at least one"
    case .lengthOutOfRange(let bytes, let limit):
      "a length of \(bytes) bytes is not between 1 and \(limit); ask for a length within that range"
    case .unknownSource(let id, let known):
      "there is no source \"\(id.prefix(80))\"; choose one of \(known.joined(separator: ", "))"
    case .outOfMemory(let bytes):
      "there was no memory for \(bytes) bytes; free some and try again"
    }
  }
}

private func list(_ sources: [RandomnessError.SourceFailure]) -> String {
  sources.isEmpty ? "none is configured" : sources.map(\.description).joined(separator: "; ")
}
