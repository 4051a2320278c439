// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@Suite(.enabled(if: Command.isBuilt), .timeLimit(.minutes(2))) struct RandomTests {
  private let wellspring: Command

  init() throws { wellspring = try Command() }

  @Test func `32 bytes are 64 digits and a line end, also with an account`() throws {
    for arguments in [["random"], ["random", "32"], ["random", "32", "--hex", "--explain"]] {
      let run = try wellspring.run(arguments)
      #expect(run.status == 0)
      #expect(run.output.count == 65)
      #expect(run.text.dropLast().allSatisfy { "0123456789abcdef".contains($0) })
      #expect(run.errors.isEmpty == !arguments.contains("--explain"))
    }
  }

  @Test(arguments: [1, 2, 3, 47, 196_607, 196_608, 196_609, 400_000])
  func `every form has the length that was asked for`(count: Int) throws {
    #expect(try wellspring("random", "\(count)", "--raw").output.count == count)
    #expect(try wellspring("random", "\(count)").output.count == 2 * count + 1)
    let base64 = try wellspring("random", "\(count)", "--base64").text
    #expect(Data(base64Encoded: String(base64.dropLast()))?.count == count)
    #expect(base64.last == "\n")
  }

  @Test func `suffixes are powers of 1024`() throws {
    #expect(try wellspring("random", "--raw", "2K").output.count == 2048)
    #expect(try wellspring("random", "--raw", "1MiB").output.count == 1 << 20)
  }

  @Test(arguments: ["--hex", "--base64"])
  func `digits are spread evenly over their alphabet`(form: String) throws {
    // 2^20 digits or more of 16 or 64 kinds: each expected m times, standard deviation below sqrt(m). Eight of them
    // are passed by chance less than once in 10^13 digits.
    let text = try wellspring("random", "786432", form).text.dropLast()
    let alphabet =
      form == "--hex"
      ? "0123456789abcdef" : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    var counts: [Character: Int] = [:]
    for digit in text { counts[digit, default: 0] += 1 }
    #expect(Set(counts.keys) == Set(alphabet))
    let mean = Double(text.count) / Double(alphabet.count)
    for (digit, count) in counts {
      #expect(abs(Double(count) - mean) < 8 * mean.squareRoot(), "\(digit): \(count), not \(mean)")
    }
  }

  @Test func `no two runs agree`() throws {
    let runs = try (0..<8).map { _ in try wellspring("random", "16").text }
    #expect(Set(runs).count == runs.count)
  }

  @Test(
    arguments: [
      "0", "00", "-1", "-5", "abc", "1.5", "", " 32", "32 ", "0x20", "1e3", "99999999999999999999999",
      "1099511627777", "1025G", "2T", "+5", "٣", "inf2", "K",
    ])
  func `a bad number of bytes is refused with the limit`(count: String) throws {
    expectOneSentence(
      try wellspring("random", count), status: 64, saying: "\"\(count)\"", "1 to 1099511627776",
      "; give a number")
    expectOneSentence(try wellspring("random", "--raw", count), status: 64, saying: "1 to 1099511627776")
  }

  @Test func `the account names sources, seed and construction on standard error`() throws {
    let run = try wellspring("random", "32", "--explain")
    for words in [
      "getrandom", "strength 256 from the operating system", "SHA3-384", "construction  none",
      "CTR_DRBG AES-256",
    ] { #expect(run.errors.contains(words), "\(words)") }
    #expect(!run.errors.contains(run.text.dropLast()))
    #expect(try wellspring("random", "32", "--explain", "--quiet").errors == "")
  }

  @Test func `a document holds bytes and account, its version first`() throws {
    let run = try wellspring("random", "32", "--json", "--explain")
    #expect(run.text.hasPrefix(#"{"schema_version":1,"#))
    #expect(run.errors == "")
    let document = try WellspringCLITests.document(run)
    #expect((document["data"] as? String)?.count == 64)
    let account = try #require(document["account"] as? [String: Any])
    #expect((account["construction"] as? [String: Any])?["name"] as? String == "none")
    #expect((account["ledger"] as? [Any])?.count == 1)
    #expect(try self.document(of: ["random", "--json"])["account"] == nil)
  }

  @Test func `a document does not hold raw, endless or very many bytes`() throws {
    for arguments in [["--raw"], ["inf"], ["1048577"]] {
      let run = try wellspring.run(["random", "--json"] + arguments)
      #expect(run.status == 64)
      #expect(try WellspringCLITests.document(run)["error"] != nil)
    }
    #expect(try (document(of: ["random", "--json", "1M"])["data"] as? String)?.count == 2 << 20)
  }

  @Test func `prediction resistance is refused without a credited source`() throws {
    expectOneSentence(
      try wellspring("random", "--prediction-resistance"), status: 69, saying: "credited entropy", "getrandom"
    )
  }

  @Test func `profile sp800-90c names the missing record`() throws {
    for run in [
      try wellspring("random", "--profile", "sp800-90c", "32"),
      try Command(["WELLSPRING_PROFILE": "sp800-90c"])("random", "32"),
    ] {
      expectOneSentence(run, status: 69, saying: "getrandom", "missing assessment record")
    }
  }

  private func document(of arguments: [String]) throws -> [String: Any] {
    try WellspringCLITests.document(wellspring.run(arguments))
  }
}
