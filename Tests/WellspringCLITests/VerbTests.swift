// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@Suite(.enabled(if: Command.isBuilt), .timeLimit(.minutes(2))) struct VerbTests {
  private let wellspring: Command

  init() throws { wellspring = try Command() }

  @Test func `the last line of the status is the verdict`() throws {
    let run = try wellspring("status")
    #expect(run.status == 0)
    #expect(run.text.split(separator: "\n").last?.hasPrefix("seeded: ") == true, "\(run.text)")
    #expect(run.text.contains("this process"))
  }

  @Test func `an unseeded status is 69 and says why`() throws {
    let strict = try Command(["WELLSPRING_PROFILE": "sp800-90c"])
    let run = try strict("status")
    #expect(run.status == 69)
    #expect(run.text.split(separator: "\n").last?.hasPrefix("unavailable: ") == true, "\(run.text)")
    let json = try strict("status", "--json")
    #expect(json.status == 69)
    #expect(try document(json)["verdict"] as? String == "unavailable")
  }

  @Test func `wait returns when seeded, and fails in time when not`() throws {
    #expect(try wellspring("wait", "--seeded", "--timeout", "10").status == 0)
    #expect(try wellspring("wait", "--seeded", "--quiet").text == "")
    let strict = try Command(["WELLSPRING_PROFILE": "sp800-90c"])
    expectOneSentence(try strict("wait", "--seeded", "--timeout", "1"), status: 69, saying: "getrandom")
  }

  @Test func `a reseed is the second seed and a confirmed reset a first one`() throws {
    #expect(try wellspring("reseed").text.hasPrefix("seed 2 "))
    #expect(try wellspring("reset", "--confirm").status == 0)
  }

  @Test func `the start-up test of getrandom passes`() throws {
    for action in ["test", "reset"] {
      let run = try wellspring("source", action, "getrandom")
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.text.contains("getrandom: the start-up test passed"))
    }
  }

  @Test func `a benchmark gives times and ratios of this machine, whatever they are`() throws {
    let run = try wellspring("benchmark", "--rounds", "1", "--json")
    #expect(run.status == 0 || run.status == 1, "\(run.errors)")
    let comparisons = try #require(document(run)["comparisons"] as? [[String: Any]])
    #expect(comparisons.count >= 20)
    for comparison in comparisons {
      let time = try #require(comparison["subject_nanoseconds"] as? Double)
      #expect(time > 0)
      guard let ratio = comparison["ratio"] as? Double else { continue }
      let peer = try #require(comparison["peer_nanoseconds"] as? Double)
      #expect(abs(ratio - peer / time) < 0.01 * ratio)
    }
    expectOneSentence(
      try wellspring("benchmark", "--library", "/nonexistent.so"), status: 2, saying: "/nonexistent.so")
    expectOneSentence(try wellspring("benchmark", "--rounds", "0"), status: 64, saying: "--rounds 0")
  }

  @Test func `config show names every origin`() throws {
    let file = try wellspring.write("some.json", #"{"reseed":{"seconds":60},"profile":"default"}"#)
    let strict = try Command(["WELLSPRING_PROFILE": "sp800-90c", "WELLSPRING_CONFIG": file])
    let lines = try strict("config", "show", "--state-directory", wellspring.folder.path).text.split(
      separator: "\n")
    func line(_ key: String) -> Substring { lines.first { $0.hasPrefix("\(key) ") } ?? "" }
    #expect(line("reseed.seconds").hasSuffix("file \(file)"))
    #expect(line("reseed.requests").hasSuffix("default"))
    #expect(line("profile").hasSuffix("environment WELLSPRING_PROFILE"))
    #expect(line("state_directory").hasSuffix("command line --state-directory"))
  }

  @Test func `self-test lists every known answer, the verdict last`() throws {
    let run = try wellspring("selftest")
    #expect(run.status == 0)
    let lines = run.text.split(separator: "\n")
    #expect(lines.count > 10 && lines.dropLast().allSatisfy { $0.hasPrefix("passed  ") })
    #expect(lines.last?.hasPrefix("passed: all ") == true)
  }

  @Test(arguments: ["kat", "stuck", "bias"])
  func `an induced failure is found`(failure: String) throws {
    let run = try wellspring("selftest", "--induce", failure)
    #expect(run.status == 1, "\(run.errors)")
    #expect(
      run.text.split(separator: "\n").last == "failed, as induced: the failure was detected", "\(run.text)")
    let document = try document(wellspring("selftest", "--induce", failure, "--json"))
    #expect(document["detected"] as? Bool == true)
    if failure != "kat" { #expect((document["sample"] as? Int ?? 0) > 0) }
  }

  @Test func `a switched-off source stays off for every later command`() throws {
    let file = try wellspring.write(
      "two.json",
      #"""
      {"state_directory": "\#(wellspring.folder.path)/two",
       "sources": {"getrandom": {"kind": "operating-system"}, "other": {"kind": "operating-system"}}}
      """#)
    #expect(try wellspring("source", "disable", "other", "--config", file).status == 0)
    let off = try wellspring("sources", "--config", file).text
    #expect(off.contains("other      disabled"), "\(off)")
    #expect(try wellspring("config", "show", "--config", file).text.contains("sources.json"))
    // Nothing half done: the last one cannot go, and the file stays as it was.
    let state = try Data(contentsOf: wellspring.folder.appendingPathComponent("two/sources.json"))
    expectOneSentence(
      try wellspring("source", "disable", "getrandom", "--config", file), status: 2,
      saying: "no source is enabled")
    #expect(try Data(contentsOf: wellspring.folder.appendingPathComponent("two/sources.json")) == state)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: wellspring.folder.path + "/two") == ["sources.json"]
    )
    #expect(try wellspring("source", "enable", "other", "--config", file).status == 0)
    #expect(try wellspring("sources", "--config", file).text.contains("other      healthy"))
  }

  @Test func `a corrupt state file is refused by every verb and not overwritten`() throws {
    try wellspring.write("state/sources.json", "{\"sources\":")
    for verb in [["random"], ["status"], ["source", "disable", "getrandom"], ["selftest"]] {
      expectOneSentence(try wellspring.run(verb), status: 2, saying: "sources.json", "line 1, column 12")
    }
    let kept = try Data(contentsOf: wellspring.folder.appendingPathComponent("state/sources.json"))
    #expect(kept == Data("{\"sources\":".utf8))
  }

  @Test func `a prompt is answered, and a bad one refused`() throws {
    let entropy = String(repeating: "00", count: 48)
    let prompt = #"""
      {"vsId": 7, "algorithm": "ctrDRBG", "revision": "1.0", "testGroups": [{"tgId": 1, "mode": "AES-256",
        "derFunc": false, "predResistance": false, "reSeed": false, "returnedBitsLen": 128, "tests": [{"tcId": 1,
        "entropyInput": "\#(entropy)", "nonce": "", "persoString": "", "otherInput": [
        {"intendedUse": "generate", "additionalInput": "", "entropyInput": ""}]}]}]}
      """#
    let file = try wellspring.write("prompt.json", prompt)
    let answer = try wellspring("acvp", file)
    #expect(answer.status == 0, "\(answer.errors)")
    #expect(try document(answer)["vsId"] as? Int == 7)
    #expect(try wellspring("acvp", "-", input: prompt).output == answer.output)
    expectOneSentence(try wellspring("acvp", "-", input: "{"), status: 2, saying: "not JSON")
    expectOneSentence(try wellspring("acvp", "/nonexistent"), status: 2, saying: "/nonexistent")
    expectOneSentence(try wellspring("acvp", "/"), status: 2, saying: "directory")
  }
}
