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
    #expect(all["bytes"] as? Int == 5000)
    #expect(
      all["sha256"] as? String == "1ee63c61c4a35366fd4e1748608fdb6538de86fea79671ddea88f3141ab58669")
    #expect((all["seconds"] as? Double ?? 0) > 0)
    // More than the file, less than the 64 MiB that a million samples may take.
    #expect((5000...67_108_864).contains(all["peak_memory_bytes"] as? Int ?? 0))
    var results = [
      all, try document(try wellspring("assess", "--json", "--quiet", "--threads", "1", samples)),
    ]
    for index in results.indices {
      for cost in ["seconds", "peak_memory_bytes"] { results[index][cost] = nil }
    }
    #expect(NSDictionary(dictionary: results[0]) == NSDictionary(dictionary: results[1]))
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
    try refused(["--packed", samples], 64, "how many bits")
    try refused(["--packed", "--bits", "1", "--width", "16", samples], 64, "cannot be given together")
    try refused(["--initial", "--conditioned", samples], 64, "cannot be given together")
    try refused(["--estimators", "mcv", "--claim", "1", samples], 64, "cannot be given together")
    try refused(["--blocks", "100", "--slice", "0,10", samples], 64, "cannot be given together")
    try refused(["--nothing", samples], 64, "--nothing")
    try refused([], 64, "file")
  }

  @Test(
    arguments: [
      ("--bits", ["0", "9", "-1", "nan", "inf", "", "1.5", "0x4", "99999999999999999999"], "1 to 8"),
      ("--claim", ["nan", "-nan", "inf", "-inf", "1e999", "-1", "8.1", "", "one"], "0 to 8"),
      ("--threads", ["0", "nan", "1025", "two"], "1 to 1024"),
      ("--truncate-bits", ["0", "nan", "-5"], "from 1 on"),
      ("--blocks", ["0", "nan", "-1", "1e6", "1073741824"], "1 to 1073741823"),
      ("--width", ["nan", "0", "12", "64"], "8"),
      ("--slice", ["nan,nan", "0", "0,0", "-1,5", "0,1e3"], "--slice 0,1000000"),
      ("--select", ["nan", "8", "0-8", "1-0", ""], "--select"),
      ("--estimators", ["", "mcv,", "nan", "MCV"], "mcv,collision,markov"),
    ] as [(String, [String], String)])
  func `a value that cannot be is bad input`(option: String, values: [String], limit: String) throws {
    for value in values {
      // A word of its own, even one that begins like an option.
      let run = try wellspring("assess", option, value, samples)
      expectOneSentence(run, status: 2, saying: limit)
      #expect(run.sentence.contains("; "), "no fix: \(run.errors)")
      let error = try document(try wellspring("assess", "--json", option, value, samples))["error"]
      #expect((error as? [String: String])?["code"] == "option-value")
    }
  }

  @Test func `an unreadable file is refused in one sentence`() throws {
    // Root may read anything: who runs as root tries as somebody else.
    let file = try wellspring.write("secret.bin", "abcabc")
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: file)
    guard getuid() != 0 else { return }
    expectOneSentence(try wellspring("assess", file), status: 2, saying: "Permission denied")
  }

  @Test func `some estimators make a partial result`() throws {
    let run = try document(try wellspring("assess", "--json", "--quiet", "--estimators", "mcv,lag", samples))
    #expect(run["partial"] as? Bool == true)
    for name in ["assessed", "h_original", "h_bitstring", "decided_by"] { #expect(run[name] == nil) }
    let pass = try #require(run["bitstring"] as? [String: Any])
    #expect(Set(pass.keys) == ["length", "symbols", "mcv", "lag"])
    let text = try wellspring("assess", "--quiet", "--estimators", "mcv,lag", samples).text
    #expect(text.split(separator: "\n").last?.hasPrefix("partial: ") == true)
    #expect(!text.contains("assessed: ") && !text.contains("LZ78Y"))
    let all = try document(try wellspring("assess", "--json", "--quiet", samples))
    #expect(all["partial"] as? Bool == false)
  }

  @Test func `noise is the opposite of conditioned output, and the default`() throws {
    func track(_ options: [String]) throws -> String? {
      try document(try wellspring.run(["assess", "--json", "--quiet"] + options + [samples]))["track"]
        as? String
    }
    #expect(try track([]) == "initial")
    #expect(try track(["--initial"]) == "initial")
    #expect(try track(["--conditioned"]) == "conditioned")
  }

  @Test func `the result says what it means`() throws {
    let last = try wellspring("assess", "--quiet", samples).text.split(separator: "\n").last
    let sentence = try #require(last)
    #expect(sentence.contains(" bits of min-entropy a sample of 8 bits, by "))
    // 2^H for the assessed H.
    let figure = try #require(sentence.split(separator: " ").dropFirst().first.flatMap { Double($0) })
    #expect(sentence.contains("right once in \(Int(exp2(figure).rounded())) times"))
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
