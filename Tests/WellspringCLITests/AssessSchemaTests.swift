// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: Command.isBuilt), .timeLimit(.minutes(2))) struct AssessSchemaTests {
  private let wellspring: Command
  private let samples: String
  private let schema: Schema

  init() throws {
    wellspring = try Command()
    schema = try Schema()
    var choices = SplitMix64(seed: 8)
    samples = try wellspring.write("samples.bin", Data(choices.bytes(6000)))
  }

  @Test(
    arguments: [
      ("assessment", ["assess"]), ("assessment", ["assess", "--conditioned", "--claim", "1"]),
      ("assessment", ["assess", "--estimators", "lag,lrs"]),
      ("assessment", ["assess", "--packed", "--bits", "1", "--slice", "1,9000"]),
      ("assessment", ["assess", "--width", "32", "--select", "0-3", "--claim", "8"]),
      ("blocks", ["assess", "--blocks", "2500"]), ("inspection", ["inspect"]),
      ("inspection", ["inspect", "--width", "16"]), ("error", ["assess", "--slice", "6,1000"]),
      ("error", ["inspect", "--bits", "2"]),
    ] as [(String, [String])])
  func `documents are as their schema says`(definition: String, arguments: [String]) throws {
    let run = try wellspring.run(arguments + ["--json", samples])
    #expect(run.text.hasPrefix(definition == "error" ? #"{"error":{"code":"# : #"{"schema_version":1,"#))
    let document = try document(run)
    #expect(schema.complaints(document, definition) == [])
    // The check can fail.
    var other = document
    other["surprise"] = 1
    #expect(schema.complaints(other, definition) == [".surprise is not described"])
    for required in ["sha256", "error"] where document[required] != nil {
      other = document
      other[required] = nil
      #expect(schema.complaints(other, definition) == [".\(required) is missing"])
    }
  }

  @Test func `translated words and short sequences too`() throws {
    let words = try wellspring.write(
      "words.bin", Data((0..<3000).flatMap { [UInt8($0 * $0 % 7), UInt8($0 % 11)] }))
    let translated = try document(try wellspring("assess", "--width", "16", "--json", words))
    #expect(schema.complaints(translated, "assessment") == [])
    #expect((translated["translation"] as? [Int])?.count == translated["symbols"] as? Int)
    let short = try document(try wellspring("assess", "--json", try wellspring.write("two.bin", "ab")))
    #expect(schema.complaints(short, "assessment") == [])
    let literal = try #require(short["literal"] as? [String: Any])
    #expect((literal["compression"] as? [String: String])?.keys.first == "not_run")
  }
}
