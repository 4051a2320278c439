// SPDX-License-Identifier: Apache-2.0
internal import ConfigurationFile
internal import RandomnessService
internal import SecretMemory

extension Failure {
  /// The configuration or the state is bad.
  init(_ error: ConfigurationFileError) {
    let parts = error.parts
    // A word of the command line is a matter of the command line.
    var status = ExitStatus.bad
    switch error {
    case .unknownChoice(let origin, _, _), .relativePath(let origin, _):
      if origin.hasPrefix("--") { status = .usage }
    default: break
    }
    self.init(
      status, code: parts.code, value: parts.value, limit: parts.limit, fix: parts.fix,
      sentence: error.description)
  }

  /// The service gave nothing.
  init(_ error: RandomnessError) {
    func names(_ sources: [RandomnessError.SourceFailure]) -> String {
      sources.map(\.description).joined(separator: "; ")
    }
    let sentence = error.description
    switch error {
    case .invalidConfiguration(let error): self.init(.refused(file: nil, error))
    case .alreadyStarted:
      self.init(
        .internalError, code: "already-started", value: "", limit: "", fix: "report this", sentence: sentence)
    case .sourcesUnavailable(let sources, let waited), .sourcesUnavailableAfterFork(let sources, let waited):
      self.init(
        .unavailable, code: "sources-unavailable", value: names(sources), limit: "\(waited) ms",
        fix: "mend one of the sources, then try again", sentence: sentence)
    case .noCreditedSource(let sources):
      self.init(
        .unavailable, code: "no-credited-source", value: names(sources),
        limit: "a claim and an assessment record",
        fix: "attach the missing assessment record, or allow uncertified operation", sentence: sentence)
    case .predictionResistanceUnavailable(let sources, let waited):
      self.init(
        .unavailable, code: "prediction-resistance-unavailable", value: names(sources), limit: "\(waited) ms",
        fix: "ask without prediction resistance, or credit a source", sentence: sentence)
    case .stopped(let reason, let sources):
      self.init(
        .unavailable, code: "stopped", value: names(sources), limit: reason,
        fix: "mend one of the sources, then try again", sentence: sentence)
    case .selfTestFailed(let test):
      self.init(
        .internalError, code: "self-test-failed", value: test, limit: "the known answer",
        fix: "restart the program; if it fails again, replace libcrypto or the machine", sentence: sentence)
    case .generatorFailed(let reason):
      self.init(
        .internalError, code: "generator-failed", value: reason, limit: "", fix: "restart the program",
        sentence: sentence)
    case .shutDown:
      self.init(
        .unavailable, code: "shut-down", value: "", limit: "", fix: "start it again", sentence: sentence)
    case .reentrantCall:
      self.init(
        .internalError, code: "reentrant-call", value: "", limit: "", fix: "draw outside of signal handlers",
        sentence: sentence)
    case .freshRandomnessUnavailable(let errno):
      self.init(
        .unavailable, code: "fresh-randomness-unavailable", value: "errno \(errno)", limit: "",
        fix: "allow the system call getrandom", sentence: sentence)
    case .emptyRange:
      self.init(
        .usage, code: "empty-range", value: "", limit: "", fix: "ask for a range with at least one number",
        sentence: sentence)
    case .lengthOutOfRange(let bytes, let limit):
      self.init(
        .usage, code: "length-out-of-range", value: "\(bytes)", limit: "1 to \(limit)",
        fix: "ask for a length within that range", sentence: sentence)
    case .unknownSource(let id, let known):
      self.init(
        .usage, code: "unknown-source", value: String(id.prefix(80)), limit: known.joined(separator: ", "),
        fix: "choose one of them", sentence: sentence)
    case .outOfMemory(let bytes):
      self.init(
        .unavailable, code: "out-of-memory", value: "\(bytes)", limit: "",
        fix: "free some memory and try again",
        sentence: sentence)
    }
  }

  /// There was no memory for a secret.
  init(_ error: SecretMemoryError, bytes: Int) { self.init(RandomnessError.outOfMemory(bytes: bytes)) }
}
