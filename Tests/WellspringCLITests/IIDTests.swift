// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: Command.isBuilt), .timeLimit(.minutes(2))) struct IIDTests {
  private let wellspring: Command
  private let uniform: String
  private let dependent: String

  init() throws {
    wellspring = try Command()
    var choices = SplitMix64(seed: 31)
    uniform = try wellspring.write("uniform.bin", Data(choices.bytes(600).map { $0 & 15 }))
    var last: UInt8 = 0
    dependent = try wellspring.write(
      "dependent.bin",
      Data(
        (0..<300).map { _ in
          if choices.integer(in: 0...4) == 0 { last = UInt8(choices.integer(in: 0...15)) }
          return last
        }))
  }

  @Test func `samples that pass have a min-entropy, and a file the same answer every time`() throws {
    let run = try wellspring("assess", "--iid", "--quiet", uniform)
    #expect(run.status == 0)
    #expect(run.text.contains("which no test speaks against"))
    #expect(run.text.contains("permutations: "))
    for threads in ["1", "2", "4"] {
      #expect(try wellspring("assess", "--iid", "--quiet", "--threads", threads, uniform).text == run.text)
    }
    let seeded = try wellspring("assess", "--iid", "--quiet", "--seed", "5", uniform)
    #expect(seeded.text.contains("seed 5\n"))
    #expect(seeded.text != run.text)
  }

  @Test func `samples that fail have none, and exit status 1`() throws {
    let run = try wellspring("assess", "--iid", "--quiet", dependent)
    #expect(run.status == 1)
    #expect(run.text.contains("NOT independent and identically distributed by chi-square independence"))
    #expect(!run.text.contains("assessed: "))
    let all = try document(try wellspring("assess", "--iid", "--fail-fast", "--json", dependent))
    #expect(all["iid"] as? Bool == false)
    #expect(all["assessed"] == nil)
    #expect(all["h_original"] is Double)
    let permutations = try #require(all["permutations"] as? [String: Any])
    let statistics = try #require(permutations["statistics"] as? [[String: Any]])
    #expect(statistics.count == 19)
    #expect(statistics.contains { $0["verdict"] as? String == "failed" })
    #expect(statistics.allSatisfy { (0...1).contains($0["p"] as? Double ?? -1) })
  }

  @Test func `the claim counts only if nothing fails`() throws {
    #expect(try wellspring("assess", "--iid", "--claim", "3.9", uniform).status == 1)
    #expect(try wellspring("assess", "--iid", "--claim", "1", uniform).status == 0)
  }

  @Test func `the document is as its schema says`() throws {
    let schema = try Schema()
    for arguments in [["--iid"], ["--iid", "--conditioned", "--claim", "1"]] {
      var all = try document(try wellspring.run(["assess", "--json", uniform] + arguments))
      #expect(schema.complaints(all, "iid") == [])
      all["surprise"] = 1
      #expect(schema.complaints(all, "iid") == [".surprise is not described"])
    }
  }

  @Test(
    arguments: [
      (["--iid", "--blocks", "100"], 64), (["--iid", "--estimators", "lag"], 64), (["--seed", "1"], 64),
      (["--full"], 64), (["--fail-fast"], 64), (["--iid", "--full", "--fail-fast"], 64),
      (["--iid", "--seed", "-1"], 2), (["--iid", "--seed", "18446744073709551616"], 2),
      (["--iid", "--slice", "0,20"], 2),
    ] as [([String], Int32)])
  func `what cannot be is refused in a sentence`(arguments: [String], status: Int32) throws {
    let run = try wellspring.run(["assess"] + arguments + [uniform])
    #expect(run.status == status)
    #expect(run.output.isEmpty)
    #expect(run.errors.hasPrefix("wellspring: ") && run.errors.split(separator: "\n").count == 1)
  }
}
