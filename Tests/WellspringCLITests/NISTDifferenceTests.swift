// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// What NIST's ea_non_iid 1.1.7 gets wrong about input and output, and what is printed here instead.
@Suite(.enabled(if: Command.isBuilt), .timeLimit(.minutes(2))) struct NISTDifferenceTests {
  private let wellspring: Command
  private let bytes: [UInt8]
  private let samples: String

  init() throws {
    wellspring = try Command()
    var choices = SplitMix64(seed: 90)
    bytes = choices.bytes(5000)
    samples = try wellspring.write("samples.bin", Data(bytes))
  }

  private func error(_ arguments: String...) throws -> [String: String] {
    let run = try wellspring.run(arguments + ["--json"])
    #expect(run.status == 2)
    let all = try document(run)
    #expect(Array(all.keys) == ["error"])
    return try #require(all["error"] as? [String: String])
  }

  /// NIST: "sha256" is uninitialised memory, and "errorMessage" has a "%s" in it.
  @Test func `a missing file has an error with its name, and no digest`() throws {
    let error = try error("assess", "/nowhere/samples.bin")
    #expect(error["value"] == "/nowhere/samples.bin")
    #expect(!error.values.contains { $0.contains("%s") })
  }

  /// NIST: the same "%s" for an empty file.
  @Test func `an empty file is named in its error`() throws {
    let empty = try wellspring.write("empty.bin", "")
    #expect(try error("assess", empty)["value"] == empty)
  }

  /// NIST: an index past the end wraps around, and ends as "file read failure"; the output file is not written then.
  @Test func `a slice behind the end says how many samples there are, also for programs`() throws {
    let error = try error("assess", "--slice", "5,1000", samples)
    #expect(error["code"] == "slice-behind-end")
    #expect(error["value"] == "5,1000" && error["limit"] == "5000 samples")
    #expect(
      try self.error("assess", "--slice", "9223372036854775807,1000", samples)["code"] == "option-value")
  }

  /// NIST: an assertion ends the process when no symbol repeats.
  @Test func `samples that all differ are assessed by who can`() throws {
    let all = try wellspring.write("all.bin", Data((0..<256).map { UInt8($0) }))
    let run = try wellspring("assess", "--json", "--quiet", all)
    #expect(run.status == 0)
    let literal = try #require(try document(run)["literal"] as? [String: Any])
    #expect((literal["lrs"] as? [String: Any])?["not_run"] != nil)
    #expect((literal["t-tuple"] as? [String: Any])?["not_run"] != nil)
    #expect((literal["mcv"] as? [String: Any])?["min_entropy"] != nil)
    #expect(try wellspring("assess", "--quiet", all).text.contains("not run"))
  }

  /// NIST: fields of the document hold the value of whichever pass ran last, and a value of -1 drops out without a word.
  @Test func `each pass has values of its own, and who has not run says why`() throws {
    let all = try document(try wellspring("assess", "--json", "--quiet", samples))
    let literal = try #require((all["literal"] as? [String: Any])?["mcv"] as? [String: Any])
    let bits = try #require((all["bitstring"] as? [String: Any])?["mcv"] as? [String: Any])
    #expect(try #require(literal["min_entropy"] as? Double) > 6)
    #expect(try #require(bits["min_entropy"] as? Double) < 1)
    let short = try wellspring.write("short.bin", Data(bytes.prefix(400)))
    let fewer = try #require(
      try document(try wellspring("assess", "--json", "--quiet", short))["literal"] as? [String: Any])
    #expect(
      (fewer["multi-mcw"] as? [String: String])?["not_run"]?.contains("at least 4096 are needed") == true)
  }

  /// NIST: samples narrower than declared bring their zero bits into the bit string with a warning that is easily lost.
  @Test func `a width beyond the samples names the bits that are always zero`() throws {
    let narrow = try wellspring.write("narrow.bin", Data(bytes.map { $0 & 15 }))
    let run = try wellspring("assess", "--bits", "8", narrow)
    #expect(run.status == 0)
    #expect(run.errors.contains("bit 4 is always 0, bit 5 is always 0, bit 6 is always 0, bit 7 is always 0"))
    #expect(!(try wellspring("assess", narrow).errors.contains("constant bit")))
  }

  /// NIST: errors and usage are printed where the result belongs, with exit status 255 for all of them.
  @Test func `errors are no output, and have exit statuses of their own`() throws {
    expectOneSentence(
      try wellspring("assess", "--bits", "4", samples), status: 2, saying: "does not fit into 4 bits")
    expectOneSentence(try wellspring("assess"), status: 64, saying: "<file>")
    let zeros = try wellspring.write("zeros.bin", Data(count: 20_000))
    expectOneSentence(
      try wellspring("assess", zeros), status: 2, saying: "all 20000 samples", "are 0, which has no entropy")
  }
}
