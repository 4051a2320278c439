// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: Command.isBuilt), .timeLimit(.minutes(2))) struct InspectTests {
  private let wellspring: Command
  private let bytes: [UInt8]

  init() throws {
    wellspring = try Command()
    var choices = SplitMix64(seed: 11)
    bytes = choices.bytes(6000)
  }

  private func write(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
    try wellspring.write(name, Data(bytes))
  }

  @Test func `one screen tells values, bits, their ranking, a histogram and the verdict`() throws {
    let file = try write("samples.bin", bytes.map { $0 & 13 })
    let run = try wellspring("inspect", file)
    #expect(run.status == 0 && run.errors == "")
    let lines = run.text.split(separator: "\n").map(String.init)
    #expect(lines[0] == "\(file): 6000 bytes, 6000 samples of 4 bits")
    #expect(lines[1].hasPrefix("SHA-256 ") && lines[1].count == 8 + 64)
    #expect(lines.contains("8 distinct values, from 0 to 13"))
    #expect(lines.contains("active bits: 0, 2, 3"))
    let ranking = lines.filter { $0.hasPrefix("  bit ") }
    #expect(ranking.count == 4 && ranking.last?.hasPrefix("  bit  1  0.000000") == true)
    #expect(ranking.last?.hasSuffix("0 ones, constant") == true)
    #expect(lines.filter { $0.hasSuffix("#") }.count == 8)
    #expect(lines.last?.hasSuffix("has a constant bit, which has no entropy: bit 1 is always 0") == true)
  }

  @Test func `the document has the same`() throws {
    let all = try document(try wellspring("inspect", "--json", try write("samples.bin", bytes)))
    #expect(all["distinct"] as? Int == 256)
    #expect(all["active_bits"] as? [Int] == Array(0..<8))
    let histogram = try #require(all["histogram"] as? [[String: Int]])
    #expect(histogram.reduce(0) { $0 + ($1["count"] ?? 0) } == 6000)
    let ranking = try #require(all["bits"] as? [[String: Any]]).compactMap { $0["min_entropy"] as? Double }
    #expect(ranking == ranking.sorted(by: >) && ranking.count == 8)
    #expect((all["looks_like"] as? [Any])?.count == 0)
  }

  @Test func `bits of words are ranked, so that the best of them can be selected`() throws {
    // A counter whose low byte is noise.
    let words: [UInt8] = bytes.indices.flatMap { index -> [UInt8] in
      [bytes[index], UInt8(index & 255), UInt8(index >> 8), 0]
    }
    let file = try write("words.bin", words)
    let all = try document(try wellspring("inspect", "--json", "--width", "32", file))
    let ranking = try #require(all["bits"] as? [[String: Any]]).compactMap { $0["bit"] as? Int }
    #expect(Set(ranking.prefix(8)) == Set(0..<8))
    #expect(all["width"] as? Int == 21)
    // Read as bytes, it shows that it is not.
    #expect(try wellspring("inspect", file).text.contains("give --width 32"))
  }

  @Test(
    arguments: [
      ("hexadecimal text", "hex"), ("ASCII text", "ascii"), ("packed bits", "packed"),
      ("constant bit", "constant"),
      ("period of 7 samples", "period"), ("text of the digits 0 and 1", "binary"), ("fixed sample", "fixed"),
    ])
  func `assess warns of what inspect sees`(words: String, kind: String) throws {
    let made: [UInt8] =
      switch kind {
      case "hex": Array(hexadecimal(bytes).utf8)
      case "ascii": Array(String(repeating: "the quick brown fox jumps over the lazy dog\n", count: 40).utf8)
      case "packed": bytes.indices.map { bytes[$0] & bytes[($0 * 7 + 1) % 6000] }
      case "constant": bytes.map { $0 | 16 }
      case "period": (0..<6000).map { UInt8($0 % 7) }
      case "binary": bytes.map { ($0 & 1) + 48 }
      default: bytes.enumerated().map { $0 % 5 == 0 ? 7 : $1 }
      }
    let file = try write("\(kind).bin", made)
    let inspected = try wellspring("inspect", file)
    #expect(inspected.text.contains(words), "\(inspected.text.suffix(300))")
    let assessed = try wellspring("assess", file)
    #expect(assessed.status == 0)
    #expect(assessed.errors.contains(words), "\(assessed.errors)")
    #expect(!(try wellspring("assess", "--quiet", file).errors.contains(words)))
    let document = try document(try wellspring("assess", "--json", "--quiet", file))
    let warnings = try #require(document["warnings"] as? [[String: String]])
    #expect(warnings.contains { $0["text"]?.contains(words) == true })
  }

  @Test func `plain noise is not warned of`() throws {
    #expect(try wellspring("assess", try write("noise.bin", bytes)).errors.split(separator: "\n").count == 1)
    #expect(try wellspring("inspect", try write("noise.bin", bytes)).text.contains("looks like samples"))
  }

  @Test func `what cannot be inspected is refused in one sentence`() throws {
    let file = try write("samples.bin", bytes)
    expectOneSentence(
      try wellspring("inspect", try write("empty.bin", [])), status: 2, saying: "holds no sample")
    expectOneSentence(try wellspring("inspect", "/tmp"), status: 2, saying: "Is a directory")
    expectOneSentence(try wellspring("inspect", "--slice", "6,1000", file), status: 2, saying: "up to 5")
    expectOneSentence(
      try wellspring("inspect", "--bits", "4", file), status: 2, saying: "does not fit into 4 bits")
    expectOneSentence(
      try wellspring.run(["inspect", file], to: .file("/dev/full")), status: 2, saying: "No space left")
  }
}
