// SPDX-License-Identifier: Apache-2.0
internal import OperatorStatus

/// Where a verb speaks: the result on standard output, everything else on standard error.
struct Console: Sendable {
  /// Whether the result is one JSON document.
  let isJSON: Bool
  /// Whether standard error gets errors only.
  let isQuiet: Bool

  /// Writes a part of the result.
  func result(_ text: String) throws(Failure) {
    try System.write(Array(text.utf8).span, to: System.standardOutput)
  }

  /// Writes lines of the result.
  func result(lines: [String]) throws(Failure) { try result(lines.joined(separator: "\n") + "\n") }

  /// Writes the one document.
  func document(_ document: JSON) throws(Failure) { try result(document.text + "\n") }

  /// Writes lines beside the result, unless that is unwanted. That they cannot be written harms nobody.
  func note(_ lines: [String]) {
    guard !isQuiet, !lines.isEmpty else { return }
    try? System.write(
      Array((lines.joined(separator: "\n") + "\n").utf8).span, to: System.standardError)
  }

  /// Says what went wrong, once, and how to end.
  func report(_ failure: Failure) -> ExitStatus {
    guard failure != .closedPipe else { return .yes }
    complain(failure)
    // Where even this cannot be written, the exit status still tells.
    if isJSON { try? document(failure.document()) }
    return failure.status
  }

  /// Says what went wrong to people.
  func complain(_ failure: Failure) {
    let sentence = "wellspring: \(Self.oneLine(failure.sentence, limit: 4000))\n"
    try? System.write(Array(sentence.utf8).span, to: System.standardError)
  }

  /// Text from outside on one line, cut, and without anything that a terminal would obey.
  static func oneLine(_ text: String, limit: Int = 300) -> String {
    printable(String(text.unicodeScalars.prefix(limit)))
  }
}
