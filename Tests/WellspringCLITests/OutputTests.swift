// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@Suite(.enabled(if: Command.isBuilt), .timeLimit(.minutes(2))) struct OutputTests {
  private let wellspring: Command

  init() throws { wellspring = try Command() }

  private static let verbs = [
    ["random"], ["random", "--raw", "1M"], ["random", "--json"], ["status"], ["status", "--json"],
    ["sources"],
    ["reseed"], ["reset", "--confirm"], ["config", "show"], ["selftest"], ["random", "--help"], ["--version"],
    ["wait", "--seeded"], ["source", "test", "getrandom"], ["--generate-completion-script", "bash"],
  ]

  @Test(arguments: verbs)
  func `a full disk is one sentence`(arguments: [String]) throws {
    let run = try wellspring.run(arguments, to: .file("/dev/full"))
    expectOneSentence(run, status: 2, saying: "No space left", "; free some space")
  }

  @Test(arguments: verbs + [["random", "inf"], ["random", "inf", "--raw"], ["status", "--watch"]])
  func `a closed pipe ends the command silently`(arguments: [String]) throws {
    let run = try wellspring.run(arguments, to: .closedPipe)
    #expect(run.status == 0)
    #expect(run.errors == "")
  }

  @Test func `a limit on the size of files is one sentence`() throws {
    // Some parents, Python among them, ignore the signal, and their children inherit that.
    let run = "exec env --default-signal=XFSZ \"$0\" \"$@\""
    let file = try wellspring.write("output", "")
    expectOneSentence(
      try wellspring.shell("ulimit -f 1; \(run)", "random", "--raw", "1M", to: .file(file)), status: 2,
      saying: "File too large")
    expectOneSentence(
      try wellspring.shell("ulimit -f 0; \(run)", "source", "enable", "getrandom"), status: 2,
      saying: "File too large")
    // Nothing half done.
    let state = wellspring.folder.appendingPathComponent("state").path
    #expect(try FileManager.default.contentsOfDirectory(atPath: state) == [])
  }

  @Test func `output on a closed descriptor is an error, not a file that is opened later`() throws {
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = [
      "-c", "exec \"$0\" random --state-directory /nonexistent 2>&1 >&-", try Command.executable.path,
    ]
    let pipe = Pipe()
    shell.standardOutput = pipe
    try shell.run()
    try pipe.fileHandleForWriting.close()
    let said = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    shell.waitUntilExit()
    #expect(shell.terminationStatus == 2)
    #expect(said.contains("the output cannot be written"), "\(said)")
  }

  @Test func `raw bytes are not written to a terminal`() throws {
    let terminal = try PseudoTerminal()
    let run = try wellspring.run(["random", "--raw"], to: .file(terminal.path))
    expectOneSentence(run, status: 64, saying: "terminal", "redirect")
    #expect(try wellspring.run(["random"], to: .file(terminal.path)).status == 0)
  }

  @Test(
    arguments: [
      ["status"], ["sources"], ["wait", "--seeded"], ["reseed"], ["reset", "--confirm"], ["config", "show"],
      ["selftest"], ["random"], ["source", "test", "getrandom"], ["source", "reset", "getrandom"],
      ["source", "enable", "getrandom"], ["selftest", "--induce", "kat"],
    ])
  func `every document begins with its version and is all of the output`(verb: [String]) throws {
    let run = try wellspring.run(verb + ["--json"])
    #expect(run.text.hasPrefix(#"{"schema_version":1,"#), "\(run.text.prefix(80)) \(run.errors)")
    #expect(run.text.filter { $0 == "\n" }.count == 1)
    #expect(run.errors == "")
    _ = try document(run)
  }

  @Test func `a failure is a document too`() throws {
    for arguments in [
      ["random", "0"], ["random", "--profile", "sp800-90c"], ["reset"], ["nothing"], ["random", "--nothing"],
      ["source", "test", "nobody"], ["config", "check", "/nonexistent"],
    ] {
      let run = try wellspring.run(arguments + ["--json"])
      #expect([2, 64, 69].contains(run.status))
      let error = try #require(try document(run)["error"] as? [String: String])
      #expect(Set(error.keys) == ["code", "value", "limit", "fix"])
      #expect(run.text.hasPrefix(#"{"error":{"code":""#))
      #expect(run.sentence.hasPrefix("wellspring: "))
    }
  }
}
