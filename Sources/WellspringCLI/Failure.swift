// SPDX-License-Identifier: Apache-2.0

internal import OperatorStatus
internal import Telemetry

/// Why a verb did not do what it was asked: one sentence for people, four fields for programs, and the exit status.
struct Failure: Error, Equatable, Sendable {
  let status: ExitStatus
  /// A word for programs.
  let code: String
  /// What was given or found.
  let value: String
  /// What is allowed or needed.
  let limit: String
  /// What to do.
  let fix: String
  /// What people are shown, without a full stop.
  let sentence: String

  init(_ status: ExitStatus, code: String, value: String, limit: String, problem: String, fix: String) {
    self.init(status, code: code, value: value, limit: limit, fix: fix, sentence: "\(problem); \(fix)")
  }

  init(_ status: ExitStatus, code: String, value: String, limit: String, fix: String, sentence: String) {
    self.status = status
    self.code = code
    self.value = value
    self.limit = limit
    self.fix = fix
    self.sentence = sentence
  }

  /// The reader of our output has gone: nothing to say, and nothing wrong.
  static let closedPipe = Failure(.yes, code: "closed-pipe", value: "", limit: "", fix: "", sentence: "")

  /// The command line is wrong.
  static func usage(_ value: String, limit: String, problem: String, fix: String) -> Failure {
    Failure(.usage, code: "usage", value: value, limit: limit, problem: problem, fix: fix)
  }

  /// The failure for programs; with the name of a file, as one of several answers.
  func document(file: String? = nil) -> JSON {
    let fields: JSON = [
      "code": .string(code), "value": .string(value), "limit": .string(limit), "fix": .string(fix),
    ]
    guard let file else { return ["error": fields] }
    return ["schema_version": Snapshot.schemaVersion, "file": .string(file), "error": fields]
  }
}
