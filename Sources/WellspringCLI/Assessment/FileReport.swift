// SPDX-License-Identifier: Apache-2.0
internal import EntropyAssessment
internal import OperatorStatus
internal import RandomnessService
internal import Telemetry

/// What a verb says of a file, for people and for programs.
protocol FileReport {
  /// What was read, and what it cost.
  var account: FileAccount { get }
  /// The result; the last line is what counts.
  var lines: [String] { get }
  /// The members of the document between those of the account.
  var members: [JSON.Member] { get }
  /// What is to be said beside the result.
  var warnings: [Warning] { get }
  /// The answer.
  var isYes: Bool { get }
}

extension FileReport {
  /// The whole document.
  var document: JSON { .object(repeatable + account.tail) }

  /// The document without what it took to make it: the same whenever it is made.
  var repeatable: [JSON.Member] {
    account.head + members
      + [
        JSON.Member(
          "warnings", .array(warnings.map { ["code": .string($0.code), "text": .string($0.text)] }))
      ]
  }
}

/// Which samples of which file a report is of, and what it took to make it.
struct FileAccount: Sendable {
  /// The file's name as it was given.
  let path: String
  let facts: InputFile.Facts
  let form: SampleForm
  let slice: SampleSlice?
  let seconds: Double
  let peakMemoryBytes: Int

  /// The file's name on one line, for people.
  var name: String { Console.oneLine(path) }

  /// The first members of a document.
  fileprivate var head: [JSON.Member] {
    var members = [
      JSON.Member("schema_version", Snapshot.schemaVersion),
      JSON.Member("version", .string(Randomness.version)),
      JSON.Member("file", .string(path)),
      JSON.Member("bytes", JSON(facts.byteCount)),
      JSON.Member("sha256", .string(facts.sha256)),
      JSON.Member("layout", .string(layoutName)),
      JSON.Member("sample_bits", JSON(form.layout.sampleBits)),
    ]
    if let selection = form.selection {
      members.append(JSON.Member("selected_bits", .array(selection.bits.map { JSON($0) })))
    }
    if let slice {
      members.append(JSON.Member("slice", ["index": JSON(slice.index), "samples": JSON(slice.count)]))
    }
    return members
  }

  /// The last members of a document.
  fileprivate var tail: [JSON.Member] {
    [
      JSON.Member("seconds", .number(seconds)), JSON.Member("peak_memory_bytes", JSON(peakMemoryBytes)),
    ]
  }

  private var layoutName: String {
    switch form.layout {
    case .bytes: "bytes"
    case .packed: "packed"
    case .words: "words"
    }
  }
}
