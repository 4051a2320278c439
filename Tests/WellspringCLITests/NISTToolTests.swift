// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// The command under the names of NIST's tools, against what these, version 1.1.7, have printed (in the folder NISTText).
@Suite(.enabled(if: Command.isBuilt), .timeLimit(.minutes(3))) struct NISTToolTests {
  private let wellspring: Command

  init() throws {
    wellspring = try Command()
    for tool in ["ea_non_iid", "ea_iid", "ea_restart", "ea_conditioning", "ea_transpose"] {
      try FileManager.default.createSymbolicLink(
        atPath: wellspring.folder.path + "/" + tool, withDestinationPath: try Command.executable.path)
    }
  }

  /// Runs a tool in the folder of the samples.
  private func tool(_ line: String) throws -> Command.Run {
    try wellspring.run(
      ["-c", "cd '\(PackageFiles.root)/samples/noise' && exec \(wellspring.folder.path)/\(line)"],
      executable: URL(fileURLWithPath: "/bin/sh"))
  }

  static let recorded: [(name: String, line: String)] = [
    ("non-iid", "ea_non_iid -i -l 1,20000 periodic-3bit-short.bin"),
    ("non-iid-v", "ea_non_iid -i -v -l 1,20000 periodic-3bit-short.bin"),
    ("non-iid-vv", "ea_non_iid -i -v -v -l 1,20000 periodic-3bit-short.bin"),
    // NIST's tool prints next to nothing for a third -v.
    ("non-iid-vv", "ea_non_iid -ivvv -l 1,20000 periodic-3bit-short.bin"),
    // Options may stand behind the file.
    ("non-iid-vv", "ea_non_iid periodic-3bit-short.bin -v -l1,20000 -v"),
    ("non-iid-c-v", "ea_non_iid -c -v -l 0,9000 periodic-3bit-short.bin 4"),
    ("non-iid-q", "ea_non_iid -q -l 1,20000 periodic-3bit-short.bin"),
    ("non-iid-short-vv", "ea_non_iid -v -v -l 3,200 periodic-3bit-short.bin"),
    ("non-iid-short", "ea_non_iid -l 3,200 periodic-3bit-short.bin"),
    ("non-iid-behind", "ea_non_iid -l 100000,20000 periodic-3bit-short.bin"),
    ("non-iid-narrow", "ea_non_iid -l 0,2000 periodic-3bit-short.bin 2"),
    ("non-iid-bits", "ea_non_iid periodic-3bit-short.bin 9"),
    ("non-iid-missing", "ea_non_iid missing.bin"),
    ("conditioning-v", "ea_conditioning -v 512 256 256 320"),
    ("conditioning-n", "ea_conditioning -n 512 256 256 300 0.9995"),
    ("conditioning-q", "ea_conditioning -q 8 8 8 7.233861"),
    ("conditioning-zero", "ea_conditioning -v 1 1 1 0.1"),
    ("conditioning-low", "ea_conditioning 0 256 256 256"),
    ("conditioning-word", "ea_conditioning 51x2 256 256 256"),
    ("restart-short", "ea_restart -n periodic-3bit-short.bin 3 1.5"),
    ("restart-high", "ea_restart -n periodic-3bit-short.bin 3 3.5"),
    ("iid-usage", "ea_iid"),
    ("transpose-short", "ea_transpose -v periodic-3bit-short.bin /nowhere/out"),
  ]

  @Test(arguments: recorded) func `lines and exit status are the same`(name: String, line: String) throws {
    let expected = try PackageFiles.text("Tests/WellspringCLITests/NISTText/\(name).txt")
    let run = try tool(line)
    // Our own words say how a tool is called.
    let text = run.text.components(separatedBy: "usage: ")[0]
    #if arch(x86_64)
      #expect(text + "exit \(run.status)\n" == expected)
    #endif
    #expect(!text.contains("usage:") && run.status == (expected.contains("exit 255") ? 255 : 0))
  }

  @Test func `iid has the lines of its tests`() throws {
    var choices = SplitMix64(seed: 4)
    let file = try wellspring.write("samples.bin", Data(choices.bytes(400).map { $0 & 7 }))
    let run = try tool("ea_iid -i -v --seed 3 \(file) 3")
    #expect(run.status == 0)
    for line in [
      "Calculating baseline statistics...", "\tBinary: false", "Chi square independence",
      "** Passed chi square tests", "Literal Longest Repeated Substring results",
      "Beginning initial tests...",
      "                statistic  C[i][0]  C[i][1]  C[i][2]", "(* denotes failed test)",
    ] {
      #expect(run.text.contains(line + "\n"), "\(line)")
    }
    #expect(try tool("ea_iid -i -v --seed 3 --threads 1 \(file) 3").text == run.text)
  }

  /// NIST writes hAssessed as the width unless -v -v is given, and a value although a test fails.
  @Test func `documents have the names of NIST's`() throws {
    let path = wellspring.folder.path + "/out.json"
    #expect(try tool("ea_non_iid -q -o \(path) -l 1,5000 periodic-3bit-short.bin").status == 0)
    let bytes = try #require(FileManager.default.contents(atPath: path))
    let all = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    #expect(
      Set(all.keys) == [
        "IID", "commandline", "dateTimeStamp", "errorLevel", "filename", "sha256", "testCases", "toolVersion",
        "type",
      ])
    let cases = try #require(all["testCases"] as? [[String: Any]])
    #expect(cases.count == 11)
    #expect(cases.last?["testCaseDesc"] as? String == "Overall")
    #expect(Set(cases[4].keys) == ["testCaseDesc", "binTTupleRes", "tTupleRes"])
    #expect(
      Set((cases.last ?? [:]).keys) == [
        "testCaseDesc", "dataWordSize", "hAssessed", "hBitstring", "hOriginal",
      ])
    // NIST's has uninitialised memory and "%s" in this one.
    #expect(try tool("ea_non_iid -q -o \(path) missing.bin").status == 255)
    let failed = try #require(
      try JSONSerialization.jsonObject(with: try Data(contentsOf: URL(fileURLWithPath: path)))
        as? [String: Any])
    #expect(failed["errorLevel"] as? Int == -1)
    #expect(failed["errorMessage"] as? String == "Error: could not open 'missing.bin'")
    #expect(failed["sha256"] == nil)
  }

  /// NIST's tools write to what is there.
  @Test func `a device named for the document stays a device`() throws {
    #expect(try tool("ea_non_iid -q -o /dev/null -l 1,2000 periodic-3bit-short.bin").status == 0)
    #expect(
      try FileManager.default.attributesOfItem(atPath: "/dev/null")[.type] as? FileAttributeType
        == .typeCharacterSpecial)
  }

  @Test func `columns become rows`() throws {
    let file = try wellspring.write("rows.bin", Data((0..<1_000_000).map { UInt8($0 / 1000 % 251) }))
    let path = wellspring.folder.path + "/columns.bin"
    #expect(try tool("ea_transpose \(file) \(path)").status == 0)
    let columns = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(columns == Data((0..<1_000_000).map { UInt8($0 % 1000 % 251) }))
    #expect(try tool("ea_transpose -l 1 \(file) \(path)").status == 255)
  }

  @Test(
    arguments: [
      "ea_non_iid", "ea_non_iid -x periodic-3bit-short.bin", "ea_non_iid -l x periodic-3bit-short.bin",
      "ea_non_iid -l 1,-5 periodic-3bit-short.bin",
      "ea_non_iid -l 9999999999999999999,9 periodic-3bit-short.bin",
      "ea_non_iid -l 9223372036854775807,1 periodic-3bit-short.bin",
      "ea_transpose -l -1 periodic-3bit-short.bin x",
      "ea_transpose -l 999999999999 periodic-3bit-short.bin x",
      "ea_non_iid -l 4611686018427387904,4611686018427387904 periodic-3bit-short.bin", "ea_non_iid a b c",
      "ea_non_iid /dev/null", "ea_non_iid /", "ea_non_iid ''", "ea_iid -l", "ea_restart x",
      "ea_restart -s 5 x 1 1",
      "ea_restart periodic-3bit-short.bin 3 nan", "ea_restart periodic-3bit-short.bin 3 -1",
      "ea_conditioning 1 2 3",
      "ea_conditioning 8 8 8 1e5000", "ea_conditioning 8 8 8 nan", "ea_conditioning -n 8 8 8 4",
      "ea_conditioning 99999999999999999999 8 8 4", "ea_conditioning -- -5 8 8 4", "ea_transpose a",
    ]) func `whatever is wrong ends with 255`(line: String) throws
  {
    let run = try tool(line)
    #expect(run.status == 255, "\(line): \(run.text)")
  }
}
