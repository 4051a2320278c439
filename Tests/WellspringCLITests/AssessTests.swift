// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: Command.isBuilt), .timeLimit(.minutes(2))) struct AssessTests {
  private let wellspring: Command
  private let samples: String

  init() throws {
    wellspring = try Command()
    var generator = SplitMix64(seed: 1)
    samples = try wellspring.write("samples.bin", Data(generator.bytes(5000)))
  }

  @Test func `the last line is the result, and the table its reasons`() throws {
    let run = try wellspring("assess", samples)
    #expect(run.status == 0)
    let lines = run.text.split(separator: "\n")
    #expect(lines.first?.hasSuffix("5000 samples of 8 bits, 256 symbols") == true)
    for title in [
      "Most Common Value", "Collision", "Markov", "Compression", "t-Tuple", "LRS", "Lag", "LZ78Y",
    ] {
      #expect(lines.contains { $0.hasPrefix(title) })
    }
    #expect(lines.last?.hasPrefix("assessed: ") == true)
    // Fewer than the standard asks for.
    #expect(run.errors.contains("SP 800-90B asks for 1000000"))
  }

  @Test func `the document has the figures behind the estimates`() throws {
    let all = try document(try wellspring("assess", "--json", "--quiet", samples))
    #expect(all["samples"] as? Int == 5000)
    let bits = try #require(all["bitstring"] as? [String: Any])
    #expect(bits["length"] as? Int == 40_000)
    let predictions = try #require(bits["lz78y"] as? [String: Any])
    #expect(predictions["n"] as? Int == 39_983)
    let assessed = try #require(all["assessed"] as? Double)
    let lowest = min(
      try #require(all["h_original"] as? Double), try #require(all["h_bitstring"] as? Double) * 8)
    #expect(abs(assessed - lowest) < 1e-12)
    let other = try document(try wellspring("assess", "--json", "--quiet", "--threads", "1", samples))
    #expect(NSDictionary(dictionary: all) == NSDictionary(dictionary: other))
  }

  @Test(arguments: [("0.5", 0), ("7.99", 1)] as [(String, Int32)])
  func `the claim decides the exit status`(claim: String, status: Int32) throws {
    let run = try wellspring("assess", "--claim", claim, samples)
    #expect(run.status == status)
    #expect(run.text.contains("BELOW the claim") == (status == 1))
  }

  @Test func `what cannot be assessed is refused in one sentence`() throws {
    func refused(_ arguments: [String], _ status: Int32, _ words: String) throws {
      expectOneSentence(try wellspring.run(["assess"] + arguments), status: status, saying: words)
    }
    try refused([try wellspring.write("empty.bin", "")], 2, "holds no sample")
    try refused([try wellspring.write("same.bin", "aaaaaaaa")], 2, "all 8 samples")
    try refused([wellspring.folder.path], 2, "Is a directory")
    try refused(["/nowhere/samples.bin"], 2, "No such file")
    try refused(["--bits", "4", samples], 2, "does not fit into 4 bits")
    try refused(["--bits", "9", samples], 64, "9 bits")
    try refused(["--claim", "nan", samples], 64, "cannot be claimed")
    try refused(["--threads", "0", samples], 64, "0 threads")
    try refused(["--truncate-bits", "0", samples], 64, "0 bits")
  }

  @Test func `standard input is a file too`() throws {
    let run = try wellspring.run(["assess", "--quiet", "-"], input: "abcabcabcabcbbacbacba")
    #expect(run.status == 0)
    #expect(run.text.hasPrefix("-: 21 samples of 7 bits, 3 symbols"))
  }

  @Test func `an output that cannot be written is an error`() throws {
    expectOneSentence(
      try wellspring.run(["assess", "--quiet", samples], to: .file("/dev/full")), status: 2,
      saying: "No space left on device")
  }
}
