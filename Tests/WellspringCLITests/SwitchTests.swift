// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// `source enable` and `source disable` where something is in the way.
@Suite(.enabled(if: Command.isBuilt), .timeLimit(.minutes(2))) struct SwitchTests {
  private let wellspring: Command
  private let file: String

  init() throws {
    wellspring = try Command()
    file = try wellspring.write(
      "two.json",
      #"""
      {"state_directory": "\#(wellspring.folder.path)/two",
       "sources": {"getrandom": {"kind": "operating-system"}, "other": {"kind": "operating-system"},
         "beacon": {"kind": "public-file", "path": "/var/lib/x.json"}}}
      """#)
  }

  private var state: URL { wellspring.folder.appendingPathComponent("two/sources.json") }

  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test func `what is written under a narrow umask can be read by every user`() throws {
    #expect(try wellspring.shell("umask 077", "source", "disable", "other", "--config", file).status == 0)
    #expect(try mode(state.path) == 0o644)
    #expect(try mode(state.deletingLastPathComponent().path) == 0o755)
  }

  @Test(arguments: [["--json"], []])
  func `a switch whose answer cannot be written is not set`(options: [String]) throws {
    let disable = ["source", "disable", "other", "--config", file] + options
    expectOneSentence(
      try wellspring.run(disable, to: .file("/dev/full")), status: 2, saying: "No space left on device")
    #expect(!(try wellspring("sources", "--config", file).text.contains("other      disabled")))
    #expect(try !String(contentsOf: state, encoding: .utf8).contains("other"))
    // One that was set before is as it was before.
    #expect(try wellspring("source", "disable", "other", "--config", file).status == 0)
    let before = try Data(contentsOf: state)
    #expect(
      try wellspring.run(["source", "enable", "other", "--config", file], to: .file("/dev/full")).status == 2)
    #expect(try Data(contentsOf: state) == before)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: state.deletingLastPathComponent().path)
        == ["sources.json"])
  }

  @Test func `a switch whose answer nobody reads is set`() throws {
    let run = try wellspring.run(["source", "disable", "other", "--config", file], to: .closedPipe)
    #expect(run.status == 0)
    #expect(run.errors == "")
    #expect(try wellspring("sources", "--config", file).text.contains("other      disabled"))
  }

  @Test(arguments: ["test", "reset"])
  func `a public file has nothing to test`(action: String) throws {
    expectOneSentence(
      try wellspring("source", action, "beacon", "--config", file), status: 64,
      saying: "beacon is public data", "nothing to test", "getrandom, other")
  }

  @Test func `the mode of a directory that was there before stays`() throws {
    let directory = state.deletingLastPathComponent().path
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o750])
    #expect(try wellspring("source", "disable", "other", "--config", file).status == 0)
    #expect(try mode(directory) == 0o750)
    #expect(try mode(state.path) == 0o644)
  }
}
