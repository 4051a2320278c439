// SPDX-License-Identifier: Apache-2.0
internal import OperatorStatus

/// The document of a run, with the names that NIST's tools use.
final class NISTRun {
  var sha256 = ""
  var message = ""
  private let isIID: Bool
  private let type: String
  private let filename: String
  private let file: String?
  private let commandLine: String
  private let timestamp = System.localTimestamp
  private var cases: [JSON] = []

  /// - Parameters:
  ///   - filename: of the samples.
  ///   - file: where the document is to be; `nil` for nowhere.
  init(isIID: Bool, type: String, filename: String, file: String?) {
    (self.isIID, self.type, self.filename, self.file) = (isIID, type, filename, file)
    commandLine = Swift.CommandLine.arguments.joined(separator: " ")
  }

  /// Adds what a test has found; what is `nil` is left out.
  func add(_ description: String, _ values: [(name: String, value: JSON?)]) {
    cases.append(
      .object(
        [JSON.Member("testCaseDesc", .string(description))]
          + values.compactMap { value in value.value.map { JSON.Member(value.name, $0) } }))
  }

  /// Writes the document of a run that has failed.
  func fail(_ message: String) {
    self.message = message
    write(level: -1)
  }

  /// Writes the document.
  func write(level: Int = 0) {
    guard let file else { return }
    var members: [JSON.Member] = [
      JSON.Member("IID", .bool(isIID)), JSON.Member("commandline", .string(commandLine)),
      JSON.Member("dateTimeStamp", .string(timestamp)), JSON.Member("errorLevel", JSON(level)),
    ]
    if level != 0 { members.append(JSON.Member("errorMessage", .string(message))) }
    if !filename.isEmpty { members.append(JSON.Member("filename", .string(filename))) }
    if !sha256.isEmpty { members.append(JSON.Member("sha256", .string(sha256))) }
    members += [
      JSON.Member("testCases", cases.isEmpty ? .null : .array(cases)),
      JSON.Member("toolVersion", .string(NISTTool.version)), JSON.Member("type", .string(type)),
    ]
    do throws(Failure) { try System.overwrite(file, Array((JSON.object(members).text + "\n").utf8)) } catch {
      Console(isJSON: false, isQuiet: true).complain(error)
    }
  }
}

extension JSON {
  /// A number, if there is one.
  static func optional(_ value: Double?) -> JSON? { value.map { .number($0) } }
}
