// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import RandomnessService

/// `enum wellspring_result` of wellspring.h.
enum Result: Int32, CaseIterable {
  case ok
  case notStarted
  case alreadyStarted
  case invalidConfiguration
  case sourcesUnavailable
  case sourcesUnavailableAfterFork
  case noCreditedSource
  case predictionResistanceUnavailable
  case stopped
  case selfTestFailed
  case generatorFailed
  case shutDown
  case reentrantCall
  case freshRandomnessUnavailable
  case outOfMemory
  case invalidArgument

  init(_ error: RandomnessError) {
    self =
      switch error {
      case .invalidConfiguration: .invalidConfiguration
      case .alreadyStarted: .alreadyStarted
      case .sourcesUnavailable: .sourcesUnavailable
      case .sourcesUnavailableAfterFork: .sourcesUnavailableAfterFork
      case .noCreditedSource: .noCreditedSource
      case .predictionResistanceUnavailable: .predictionResistanceUnavailable
      case .stopped: .stopped
      case .selfTestFailed: .selfTestFailed
      case .generatorFailed: .generatorFailed
      case .shutDown: .shutDown
      case .reentrantCall: .reentrantCall
      case .freshRandomnessUnavailable: .freshRandomnessUnavailable
      case .outOfMemory: .outOfMemory
      case .lengthOutOfRange, .unknownSource, .emptyRange: .invalidArgument
      }
  }

  /// One sentence without values, which needs no memory.
  var text: StaticString {
    switch self {
    case .ok: "done"
    case .notStarted: "the service has not been started; call wellspring_start"
    case .alreadyStarted: "the service runs with another configuration; use that one, or shut it down first"
    case .invalidConfiguration: "the configuration is wrong; wellspring_last_error says where"
    case .sourcesUnavailable: "no source could seed within the deadline; wellspring_last_error says why"
    case .sourcesUnavailableAfterFork:
      "no source could seed this forked child within the deadline; wellspring_last_error says why"
    case .noCreditedSource:
      "the profile needs a source with credited entropy and there is none; attach an assessment record"
    case .predictionResistanceUnavailable:
      "prediction resistance needs a live source of credited entropy; ask without it, or credit one"
    case .stopped: "the last seed is at its hard limit and no source could give a new one; mend a source"
    case .selfTestFailed:
      "a known-answer test failed and nothing is served; replace the library or the machine"
    case .generatorFailed: "the generator is in its error state; restart the program"
    case .shutDown: "the process is about to end; draw before that"
    case .reentrantCall:
      "a signal handler has interrupted a call of its own thread; draw outside of signal handlers"
    case .freshRandomnessUnavailable:
      "the operating system's generator gives nothing to mix in; allow the system call getrandom"
    case .outOfMemory: "there was no memory; free some and try again"
    case .invalidArgument: "a null pointer, or a length that no buffer has; hand over a buffer"
    }
  }
}

/// See wellspring.h.
@c(wellspring_error_text)
public func errorText(_ result: Int32) -> UnsafePointer<CChar> {
  let text: StaticString = Result(rawValue: result)?.text ?? "an unknown result"
  return unsafe UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
}

/// See wellspring.h.
@c(wellspring_version)
public func version() -> UnsafePointer<CChar> {
  let text: StaticString = "0.1.0"
  return unsafe UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
}

/// A failure that has no values to tell; asks for no memory, so that it may be told in a signal handler.
func failed(_ result: Result) -> Int32 {
  ThreadMessage.keep(result)
  return result.rawValue
}

/// A failure with a sentence of its own.
func failed(_ result: Result, _ sentence: String) -> Int32 {
  ThreadMessage.keep(sentence)
  return result.rawValue
}

/// An error of the service.
func failed(_ error: RandomnessError) -> Int32 {
  switch error {
  case .reentrantCall, .shutDown: failed(Result(error))
  default: failed(Result(error), error.description)
  }
}
