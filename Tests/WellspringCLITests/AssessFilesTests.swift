// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// Several files, parts of files, and samples that are not bytes.
@Suite(.enabled(if: Command.isBuilt), .timeLimit(.minutes(2))) struct AssessFilesTests {
  private let wellspring: Command
  private let bytes: [UInt8]
  private let samples: String

  init() throws {
    wellspring = try Command()
    var choices = SplitMix64(seed: 3)
    bytes = choices.bytes(6000)
    samples = try wellspring.write("samples.bin", Data(bytes))
  }

  /// The members that tell what was assessed, not what it took.
  private func result(_ arguments: [String]) throws -> NSDictionary {
    var document = try document(try wellspring.run(["assess", "--json", "--quiet"] + arguments))
    for name in [
      "file", "bytes", "sha256", "layout", "sample_bits", "slice", "selected_bits", "seconds",
      "peak_memory_bytes", "warnings",
    ] {
      document[name] = nil
    }
    return NSDictionary(dictionary: document)
  }

  private func write(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
    try wellspring.write(name, Data(bytes))
  }

  @Test func `a reader that has gone does not change what the exit status says`() throws {
    let one = try wellspring.run(["assess", "--claim", "8", samples], to: .closedPipe)
    #expect(one.status == 1)
    let many = try wellspring.run(["assess", "--jsonl", samples, samples, "/nowhere/x"], to: .closedPipe)
    #expect(many.status == 2)
  }

  @Test func `bits too few for any estimator are no full entropy`() throws {
    let run = try wellspring(
      "assess", "--json", "--conditioned", "--truncate-bits", "1", "--claim", "8", samples)
    #expect(run.status == 2)
    #expect((try document(run)["error"] as? [String: String])?["code"] == "too-short")
  }

  @Test func `a word that is cut off is told with the length of the file`() throws {
    let odd = try write("odd.bin", [UInt8](repeating: 97, count: (1 << 21) + 3))
    let run = try wellspring("assess", "--width", "16", "--blocks", "1000", odd)
    #expect(run.status == 2 && run.errors.contains("2097155 bytes"))
    let constant = try write("constant.bin", (0..<1000).map { UInt8(1 + $0 % 2) })
    #expect(try wellspring("assess", "--width", "16", constant).errors.contains(" are 513,"))
  }

  @Test func `a line for each file, all of them, and the worst exit status`() throws {
    let other = try write("other.bin", bytes.map { $0 & 7 })
    let run = try wellspring("assess", "--jsonl", "--claim", "4", samples, "/nowhere/x", other)
    #expect(run.status == 2)
    let documents = try run.text.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(documents.map { $0["file"] as? String } == [samples, "/nowhere/x", other])
    #expect(documents.map { $0["claim_met"] as? Bool } == [true, nil, false])
    #expect((documents[1]["error"] as? [String: String])?["code"] == "unreadable-file")
    let schema = try Schema()
    #expect(schema.complaints(documents[1], "error") == [])
    #expect(run.errors.contains("wellspring: /nowhere/x cannot be read: No such file"))
    #expect(try wellspring("assess", "--jsonl", "--claim", "4", samples, other).status == 1)
    #expect(try wellspring("assess", "--jsonl", samples).status == 0)
    #expect(try wellspring("assess", "--jsonl", "/nowhere/x").text.hasPrefix(#"{"schema_version":1,"file""#))
  }

  @Test func `a document has the whole name, whatever is in it`() throws {
    let long = String(repeating: "long/", count: 80) + "\u{1b}[31m \"name\".bin"
    let file = try wellspring.write(long, Data(bytes))
    let run = try wellspring("assess", "--json", "--quiet", file, "--estimators", "mcv")
    #expect(try document(run)["file"] as? String == file)
    #expect(!run.text.contains("\u{1b}"))
  }

  @Test func `tables of several files follow each other`() throws {
    let run = try wellspring("assess", "--quiet", samples, "/nowhere/x", samples)
    #expect(run.status == 2)
    let paragraphs = run.text.components(separatedBy: "\n\n\(samples): 6000 samples")
    #expect(paragraphs.count == 2)
    #expect(run.text.split(separator: "\n").filter { $0.hasPrefix("assessed: ") }.count == 2)
    #expect(
      run.sentence == "wellspring: /nowhere/x cannot be read: No such file or directory; correct the path")
  }

  @Test func `one document is of one file`() throws {
    let run = try wellspring("assess", "--json", samples, samples)
    #expect(run.status == 64)
    #expect(run.errors.contains("--jsonl"))
    #expect(try document(run)["error"] != nil)
    expectOneSentence(try wellspring("assess", "-", "-"), status: 64, saying: "only once")
    #expect(try wellspring("assess", "--json", "--jsonl", samples).status == 64)
  }

  @Test func `a slice is as good as a file of its samples`() throws {
    let part = try write("part.bin", bytes[4000..<6000])
    #expect(try result(["--slice", "2,2000", samples]) == result([part]))
    // The last part may be short.
    #expect(
      try result(["--bits", "8", "--slice", "1,5000", samples])
        == result(["--bits", "8", try write("end.bin", bytes[5000...])]))
    // The digest is of the whole file all the same.
    let documents = try [["--slice", "2,2000"], []].map {
      try document(try wellspring.run(["assess", "--json", "--quiet"] + $0 + [samples]))
    }
    #expect(documents[0]["sha256"] as? String == documents[1]["sha256"] as? String)
    expectOneSentence(
      try wellspring("assess", "--slice", "3,2000", samples), status: 2, saying: "begins at sample 6000",
      "up to 2")
  }

  @Test(arguments: [1, 3, 4, 5])
  func `packed samples are as good as a byte for each`(bits: Int) throws {
    let all = bytes.flatMap { byte in (0..<8).map { byte >> UInt8(7 - $0) & 1 } }
    let unpacked = (0..<all.count / bits).map { sample in
      (0..<bits).reduce(UInt8(0)) { $0 << 1 | all[sample * bits + $1] }
    }
    let file = try write("unpacked.bin", unpacked)
    let options = ["--packed", "--bits", "\(bits)"]
    #expect(try result(options + [samples]) == result(["--bits", "\(bits)", file]))
    // A slice that begins within a byte.
    let slice = try write("slice.bin", unpacked[3001..<6002])
    #expect(try result(options + ["--slice", "1,3001", samples]) == result(["--bits", "\(bits)", slice]))
  }

  @Test func `words are translated while few differ`() throws {
    let alphabet: [UInt32] = [9, 300, 70_000, 5_000_000]
    let words = try write(
      "words.bin",
      bytes.flatMap { byte in
        (0..<4).map { UInt8(truncatingIfNeeded: alphabet[Int(byte & 3)] >> (8 * UInt32($0))) }
      })
    let numbers = try write("numbers.bin", bytes.map { $0 & 3 })
    let run = try document(try wellspring("assess", "--json", "--quiet", "--width", "32", words))
    #expect(run["translation"] as? [Int] == [9, 300, 70_000, 5_000_000])
    let own = try result([numbers])
    #expect(run["assessed"] as? Double == own["assessed"] as? Double)
    #expect(
      try wellspring("assess", "--quiet", "--width", "32", words).text.contains(
        "symbols stand for words: 0 = 9, 1 = 300, 2 = 70000, 3 = 5000000"))
    // Too many: the fix is part of the sentence, and works.
    expectOneSentence(
      try wellspring("assess", "--width", "16", samples), status: 2, saying: "distinct samples of 16 bits",
      "--select 0-7")
    #expect(
      try result(["--width", "16", "--select", "0-7", samples])
        == result(["--bits", "8", try write("low.bin", stride(from: 0, to: 6000, by: 2).map { bytes[$0] })]))
    expectOneSentence(
      try wellspring("assess", "--width", "16", try write("odd.bin", bytes[..<4999])), status: 2,
      saying: "4999 bytes")
  }

  @Test func `blocks are assessed one by one`() throws {
    let options = ["assess", "--quiet", "--json", "--blocks", "2500"]
    let all = try document(try wellspring.run(options + ["--claim", "8", samples]))
    let blocks = try #require(all["blocks"] as? [[String: Any]])
    #expect(blocks.count == 2 && all["left_over_samples"] as? Int == 1000)
    for (index, block) in blocks.enumerated() {
      let own = try result(["--bits", "8", "--slice", "\(index),2500", samples])
      #expect(block["assessed"] as? Double == own["assessed"] as? Double)
    }
    let values = blocks.compactMap { $0["assessed"] as? Double }
    #expect(all["minimum"] as? Double == values.min())
    #expect(all["median"] as? Double == (values[0] + values[1]) / 2)
    #expect(try wellspring.run(options + ["--claim", "8", samples]).status == 1)
    #expect(try wellspring.run(options + ["--claim", "1", samples]).status == 0)
    // What is read once has to say its width.
    let text = String(repeating: "abcabdaacbbabcc", count: 500)
    #expect(try wellspring.run(options + ["-"], input: text).status == 64)
    #expect(try wellspring.run(options + ["--bits", "7", "-"], input: text).status == 0)
    expectOneSentence(
      try wellspring("assess", "--blocks", "7000", samples), status: 2, saying: "6000 samples",
      "no block of 7000")
  }

  @Test func `a block of one symbol has no entropy, and the others their own`() throws {
    let file = try write("stuck.bin", [UInt8](repeating: 1, count: 3000) + bytes.prefix(3000).map { $0 & 3 })
    let all = try document(try wellspring("assess", "--quiet", "--json", "--blocks", "3000", file))
    let blocks = try #require(all["blocks"] as? [[String: Any]])
    #expect(blocks[0]["assessed"] as? Double == 0)
    #expect(blocks[0]["not_run"] as? String == "all samples are the same")
    #expect((blocks[1]["assessed"] as? Double ?? 0) > 0.5)
  }
}
