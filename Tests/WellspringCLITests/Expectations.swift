// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// The rule for everything that goes wrong: no result, one sentence on one line, and its exit status.
func expectOneSentence(
  _ run: Command.Run, status: Int32, saying words: String...,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(run.status == status, "\(run.errors)", sourceLocation: sourceLocation)
  #expect(run.text == "", sourceLocation: sourceLocation)
  #expect(run.errors.hasPrefix("wellspring: "), "\(run.errors)", sourceLocation: sourceLocation)
  #expect(run.errors.hasSuffix("\n"), sourceLocation: sourceLocation)
  #expect(!run.sentence.contains("\n"), "\(run.errors)", sourceLocation: sourceLocation)
  for word in words {
    #expect(run.errors.contains(word), "\"\(word)\" in: \(run.errors)", sourceLocation: sourceLocation)
  }
}

/// The one document on standard output.
func document(_ run: Command.Run, sourceLocation: SourceLocation = #_sourceLocation) throws -> [String: Any] {
  #expect(run.text.hasSuffix("}\n"), "\(run.text.suffix(80))", sourceLocation: sourceLocation)
  let object = try JSONSerialization.jsonObject(with: run.output)
  return try #require(object as? [String: Any], sourceLocation: sourceLocation)
}
