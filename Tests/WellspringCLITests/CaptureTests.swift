// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: Command.isBuilt), .timeLimit(.minutes(3))) struct CaptureTests {
  private let wellspring: Command

  init() throws { wellspring = try Command() }

  private func path(_ name: String) -> String { wellspring.folder.path + "/" + name }

  private func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try #require(FileManager.default.contents(atPath: path(name))))
  }

  private func sidecar(_ name: String) throws -> [String: Any] {
    let contents = try #require(FileManager.default.contents(atPath: path(name + ".json")))
    return try #require(try JSONSerialization.jsonObject(with: contents) as? [String: Any])
  }

  /// A program that gives other bytes each time, but begins with its number in the order of runs.
  private func counter() throws -> String {
    try wellspring.write(
      "counter.sh",
      """
      n=$(cat "$0.n" 2>/dev/null || echo 0); n=$((n + 1)); echo $n > "$0.n"
      printf '%08d' $n; head -c 100000 /dev/urandom
      """)
  }

  @Test func `samples of a source of ours, with what is known of them`() throws {
    let run = try wellspring(
      "capture", "cpu-timing", "--samples", "3000", "-o", path("noise.bin"), "--operator", "me")
    #expect(run.status == 0, "\(run.errors)")
    #expect(try bytes("noise.bin").count == 3000)
    let all = try sidecar("noise.bin")
    let digest = try document(try wellspring("inspect", "--json", path("noise.bin")))["sha256"] as? String
    #expect(all["sha256"] as? String == digest)
    #expect(all["samples"] as? Int == 3000)
    #expect(all["valid"] as? Bool == true)
    #expect(all["operator"] as? String == "me")
    #expect(all["segments"] as? [Int] == [3000])
    let origin = try #require(all["origin"] as? [String: Any])
    #expect(origin["id"] as? String == "cpu-timing" && origin["conditioning"] as? String == "raw")
    #expect((all["command"] as? [String])?.contains("--samples") == true)
    for key in ["health", "machine", "started", "ended", "version"] { #expect(all[key] != nil, "\(key)") }
    #expect(!FileManager.default.fileExists(atPath: path("noise.bin.part")))
    // Nothing is written over.
    let again = try wellspring("capture", "cpu-timing", "--samples", "3000", "-o", path("noise.bin"))
    #expect(again.status == 2 && again.errors.contains("is there already"))
  }

  @Test func `restarts of a source of ours are processes`() throws {
    let run = try wellspring("capture", "cpu-timing", "--restarts", "4x50", "-o", path("rows.bin"))
    #expect(run.status == 0, "\(run.errors)")
    #expect(try bytes("rows.bin").count == 200)
    let restarts = try #require(try sidecar("rows.bin")["restarts"] as? [String: Any])
    #expect(restarts["restart_method"] as? String == "new-process")
    #expect(restarts["rows"] as? Int == 4 && restarts["samples"] as? Int == 50)
  }

  @Test func `conditioned output is labelled, and has no restarts`() throws {
    let run = try wellspring("capture", "getrandom", "--samples", "1000", "-o", path("os.bin"))
    #expect(run.status == 0)
    #expect(run.text.contains("conditioned output: says nothing about entropy"))
    #expect(try sidecar("os.bin")["note"] as? String == "conditioned output: says nothing about entropy")
    let restarts = try wellspring("capture", "getrandom", "--restarts", "10x10", "-o", path("none.bin"))
    #expect(restarts.status == 2)
    #expect(!FileManager.default.fileExists(atPath: path("none.bin")))
    let device = try wellspring(
      "capture", "--device", "/dev/null", "--restarts", "10x10", "-o", path("none.bin"))
    #expect(device.status == 2 && device.errors.contains("--between"))
  }

  @Test func `each row is a run of the program from its beginning`() throws {
    let program = try counter()
    let run = try wellspring(
      "capture", "--exec", "sh \(program)", "--restarts", "5x20", "-o", path("rows.bin"))
    #expect(run.status == 0, "\(run.errors)")
    let rows = try bytes("rows.bin")
    for row in 0..<5 {
      #expect(String(decoding: rows[(row * 20)..<(row * 20 + 8)], as: UTF8.self) == "0000000\(row + 1)")
    }
    // And what is between the restarts is run before each.
    let log = path("log")
    let between = try wellspring(
      "capture", "--exec", "cat /dev/urandom", "--between", "echo >> \(log)", "--restarts", "3x20", "-o",
      path("cycled.bin"))
    #expect(between.status == 0, "\(between.errors)")
    #expect(try bytes("log").count == 3)
    let restarts = try #require(try sidecar("cycled.bin")["restarts"] as? [String: Any])
    #expect(restarts["restart_method"] as? String == "command")
  }

  /// Killed at any moment, a capture goes on with the row it was at: none is lost, none comes twice.
  @Test func `an interrupted capture goes on`() throws {
    let program = try counter()
    let arguments = ["capture", "--exec", "sh \(program)", "--restarts", "12x20", "-o", path("rows.bin")]
    for limit in [0.15, 0.3, 0.2] {
      _ = try wellspring.run(
        ["-s", "KILL", "\(limit)", try Command.executable.path] + arguments + ["--resume"],
        executable: URL(fileURLWithPath: "/usr/bin/timeout"))
    }
    if !FileManager.default.fileExists(atPath: path("rows.bin")) {
      let part =
        FileManager.default.fileExists(atPath: path("rows.bin.part")) ? try bytes("rows.bin.part") : []
      if !part.isEmpty {
        // Not without being asked to, and not another one.
        #expect(try wellspring.run(arguments).status == 2)
        let other = try wellspring(
          "capture", "--exec", "other", "--restarts", "12x20", "--resume", "-o", path("rows.bin"))
        #expect(other.status == 2 && other.errors.contains("the source of the interrupted capture"))
      }
      let run = try wellspring.run(arguments + ["--resume"])
      #expect(run.status == 0, "\(run.errors)")
      #expect(
        Array(try bytes("rows.bin").prefix(part.count / 20 * 20)) == Array(part.prefix(part.count / 20 * 20)))
    }
    let rows = try bytes("rows.bin")
    #expect(rows.count == 240)
    let numbers = (0..<12).compactMap {
      Int(String(decoding: rows[($0 * 20)..<($0 * 20 + 8)], as: UTF8.self))
    }
    #expect(numbers.count == 12 && zip(numbers, numbers.dropFirst()).allSatisfy(<), "\(numbers)")
  }

  @Test func `interrupted samples are told from consecutive ones`() throws {
    try wellspring.write("samples.bin.part", Data((0..<2500).map { UInt8($0 % 251) }))
    // As an interrupted capture of the same has left it.
    _ = try wellspring("capture", "--exec", "cat /dev/urandom", "--samples", "5000", "-o", path("other.bin"))
    var draft = try sidecar("other.bin")
    for key in ["health", "segments"] { draft[key] = nil }
    (draft["ended"], draft["sha256"]) = ("", "")
    try wellspring.write("samples.bin.part.json", try JSONSerialization.data(withJSONObject: draft))
    let run = try wellspring(
      "capture", "--exec", "cat /dev/urandom", "--samples", "5000", "--resume", "-o", path("samples.bin"))
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.text.contains("in 2 parts, between which it was interrupted"))
    #expect(try sidecar("samples.bin")["segments"] as? [Int] == [2000, 3000])
    #expect(Array(try bytes("samples.bin").prefix(2000)) == (0..<2000).map { UInt8($0 % 251) })
  }

  /// Killed when all is written, but before what is left of the part was removed.
  @Test func `a finished capture is recognised, another amount is not`() throws {
    let arguments = [
      "capture", "--exec", "cat /dev/urandom", "--samples", "3000", "--resume", "-o", path("done.bin"),
    ]
    #expect(try wellspring.run(arguments).status == 0)
    let contents = try bytes("done.bin")
    try wellspring.write("done.bin.part", Data(contents))
    try wellspring.write("done.bin.part.json", "{}")
    let run = try wellspring.run(arguments)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try bytes("done.bin") == contents)
    #expect(!FileManager.default.fileExists(atPath: path("done.bin.part")))
    #expect(!FileManager.default.fileExists(atPath: path("done.bin.part.json")))
    // What is there of 5,000 samples stays when 2,000 are asked for.
    try wellspring.write("more.bin.part", Data(contents))
    var draft = try sidecar("done.bin")
    for key in ["health", "segments"] { draft[key] = nil }
    (draft["ended"], draft["samples"], draft["sha256"]) = ("", 5000, "")
    try wellspring.write("more.bin.part.json", try JSONSerialization.data(withJSONObject: draft))
    let fewer = try wellspring(
      "capture", "--exec", "cat /dev/urandom", "--samples", "2000", "--resume", "-o", path("more.bin"))
    #expect(
      fewer.status == 2 && fewer.errors.contains("the amount of the interrupted capture"), "\(fewer.errors)")
    #expect(try bytes("more.bin.part") == contents)
  }

  @Test func `links and devices are not written to`() throws {
    let target = try wellspring.write("precious", "")
    try FileManager.default.createSymbolicLink(atPath: path("link.bin.part"), withDestinationPath: target)
    let run = try wellspring(
      "capture", "--exec", "cat /dev/urandom", "--samples", "10", "-o", path("link.bin"))
    #expect(run.status == 2)
    #expect(try bytes("precious").isEmpty)
    for name in ["/dev/null", path("none/x"), "", path("wellspring.json")] {
      let run = try wellspring("capture", "--exec", "cat /dev/urandom", "--samples", "10", "-o", name)
      #expect(run.status == 2, "\(name)")
    }
    // The document of something else is not written over either.
    try wellspring.write("other.json", "{}")
    #expect(
      try wellspring("capture", "--exec", "cat /dev/urandom", "--samples", "10", "-o", path("other")).status
        == 2)
    #expect(try bytes("other.json").count == 2)
  }

  /// The program leaves its process group, and stays when it is asked to end.
  @Test func `a program that hides is ended`() throws {
    let program = try wellspring.write(
      "hide.py",
      "import os, signal, sys, time\nos.setpgid(0, os.getpgid(os.getppid()))\nsignal.signal(signal.SIGPIPE, signal.SIG_IGN)\nsys.stdout.buffer.write(os.urandom(50)); sys.stdout.flush()\ntime.sleep(60)\n"
    )
    let run = try wellspring(
      "capture", "--exec", "exec python3 \(program)", "--restarts", "2x20", "-o", path("rows.bin"),
      "--timeout", "20")
    #expect(run.status == 0, "\(run.errors)")
  }

  @Test func `a fired health test makes a capture invalid`() throws {
    let run = try wellspring(
      "capture", "--exec", "head -c 2000 /dev/urandom; head -c 100 /dev/zero; cat /dev/urandom", "--samples",
      "5000", "-o",
      path("stuck.bin"))
    #expect(run.status == 1)
    #expect(run.text.contains("INVALID, a health test has fired: repetition count test failed at sample 2"))
    let all = try sidecar("stuck.bin")
    #expect(all["valid"] as? Bool == false)
    #expect((all["health"] as? [String: Any])?["alarms"] as? [String] != [])
    // Nothing was filtered out (B-47).
    #expect(try bytes("stuck.bin").count == 5000)
  }

  @Test func `packed samples, parts, and their merging`() throws {
    for part in ["1/3", "3/3", "2/3"] {
      let run = try wellspring(
        "capture", "--exec", "tr -dc '\\000\\001' < /dev/urandom", "--bits", "1",
        "--packed", "--restarts", "10x40", "--shard", part, "-o", path("part\(part.prefix(1)).bin"))
      #expect(run.status == 0, "\(run.errors)")
    }
    #expect(try bytes("part2.bin").count == (try sidecar("part2.bin")["samples"] as? Int ?? 0) / 8)
    let merged = try wellspring(
      "capture", "merge", "-o", path("all.bin"), path("part3.bin"), path("part1.bin"), path("part2.bin"))
    #expect(merged.status == 0, "\(merged.errors)")
    #expect(try bytes("all.bin").count == 50)
    let all = try sidecar("all.bin")
    #expect(all["samples"] as? Int == 400 && all["shard"] == nil)
    #expect((all["restarts"] as? [String: Any])?["rows"] as? Int == 10)
    #expect(try bytes("all.bin") == (try bytes("part1.bin") + bytes("part2.bin") + bytes("part3.bin")))
    // One missing, one twice, one changed, one that is no part; two of another whole; the same under another number.
    var renumbered = try sidecar("part1.bin")
    renumbered["shard"] = ["index": 2, "count": 3, "whole": 10]
    renumbered["restarts"] = ["rows": 3, "samples": 40, "restart_method": "new-process"]
    try wellspring.write("copy.bin", Data(try bytes("part1.bin")))
    try wellspring.write("copy.bin.json", try JSONSerialization.data(withJSONObject: renumbered))
    let copied = try wellspring.run(
      ["capture", "merge", "-o", path("none.bin")] + ["part1.bin", "copy.bin", "part3.bin"].map(path))
    #expect(copied.status == 2)
    for files in [
      ["part1.bin", "part2.bin"], ["part1.bin", "part2.bin", "part2.bin"],
      ["all.bin", "part1.bin", "part2.bin"],
    ] {
      let run = try wellspring.run(["capture", "merge", "-o", path("none.bin")] + files.map(path))
      #expect(run.status == 2)
      #expect(!FileManager.default.fileExists(atPath: path("none.bin")))
    }
    var changed = try bytes("part2.bin")
    changed[0] ^= 1
    try wellspring.write("part2.bin", Data(changed))
    let run = try wellspring(
      "capture", "merge", "-o", path("none.bin"), path("part1.bin"), path("part2.bin"), path("part3.bin"))
    #expect(run.status == 2 && run.errors.contains("is not the file that was captured"))
  }

  @Test(
    arguments: [
      (["--exec", "echo hi", "--samples", "100"], 2), (["--exec", "exit 3", "--samples", "1"], 2),
      (["--exec", "sleep 9", "--samples", "1", "--timeout", "1"], 69),
      (["--exec", "cat /dev/urandom", "--samples", "10", "--bits", "4"], 2),
      (["--exec", "cat /dev/urandom", "--restarts", "2x10", "--between", "false"], 2),
      (["--samples", "1"], 64),
      (["cpu-timing", "--exec", "x", "--samples", "1"], 64), (["nobody", "--samples", "1"], 64),
      (["cpu-timing"], 64), (["cpu-timing", "--samples", "1", "--restarts", "1x1"], 64),
      (["cpu-timing", "--samples", "0"], 2), (["cpu-timing", "--samples", "99999999999999999999"], 2),
      (["cpu-timing", "--restarts", "1000"], 2), (["cpu-timing", "--restarts", "0x5"], 2),
      (["cpu-timing", "--restarts", "100000x100000"], 2),
      (["cpu-timing", "--restarts", "2x2", "--shard", "3/2"], 2),
      (["cpu-timing", "--restarts", "2x2", "--shard", "0/0"], 2),
      (["cpu-timing", "--samples", "500", "--shard", "1/2"], 2),
      (["cpu-timing", "--samples", "10", "--between", "true"], 64),
      (["cpu-timing", "--samples", "10", "--claim", "nan"], 2),
      (["cpu-timing", "--samples", "10", "--claim", "0"], 2),
      (["cpu-timing", "--samples", "10", "--packed"], 64),
      (["cpu-timing", "--samples", "10", "--bits", "8"], 64),
      (["--exec", "cat /dev/urandom", "--restarts", "2x10", "--between", " "], 64),
      (["--device", "/nowhere", "--samples", "1"], 69),
      (["--device", "relative", "--samples", "1"], 69),
    ] as [([String], Int32)])
  func `what cannot be is refused in a sentence`(arguments: [String], status: Int32) throws {
    let run = try wellspring.run(["capture"] + arguments + ["-o", path("none.bin")])
    #expect(run.status == status, "\(run.errors)")
    #expect(run.output.isEmpty)
    #expect(run.errors.split(separator: "\n").last?.hasPrefix("wellspring: ") == true)
    #expect(!FileManager.default.fileExists(atPath: path("none.bin")))
  }

  @Test func `a bundle is the same whenever it is made`() throws {
    // Two files that a program gives; restarts are short enough to be made in a moment, and put in place by hand.
    let noise = try wellspring(
      "capture", "--exec", "cat /dev/urandom", "--id", "noise", "--samples", "1000000", "-o",
      path("noise.bin"))
    #expect(noise.status == 0, "\(noise.errors)")
    var restarts = try sidecar("noise.bin")
    restarts["segments"] = nil
    restarts["restarts"] = ["rows": 1000, "samples": 1000, "restart_method": "new-process"]
    var choices = SplitMix64(seed: 12)
    let rows = try wellspring.write("rows.bin", Data(choices.bytes(1_000_000)))
    restarts["sha256"] = try document(try wellspring("inspect", "--json", rows))["sha256"]
    try wellspring.write("rows.bin.json", try JSONSerialization.data(withJSONObject: restarts))
    for name in ["one", "two"] {
      let run = try wellspring(
        "evidence", "--noise", path("noise.bin"), "--restarts", rows, "-o", path(name), "--claim", "1")
      #expect(run.status == 0, "\(run.errors)")
    }
    let files = try #require(FileManager.default.enumerator(atPath: path("one"))).compactMap { $0 as? String }
    var compared = 0
    for file in files.sorted() {
      guard let contents = FileManager.default.contents(atPath: path("one/\(file)")) else { continue }
      #expect(contents == FileManager.default.contents(atPath: path("two/\(file)")), "\(file)")
      compared += 1
    }
    #expect(compared == 15)
    let manifest = try #require(
      try JSONSerialization.jsonObject(with: Data(try bytes("one/manifest.json"))) as? [String: Any])
    let listed = try #require(manifest["files"] as? [[String: Any]])
    #expect(listed.count == 14)
    #expect(
      listed.compactMap { $0["path"] as? String } == listed.compactMap { $0["path"] as? String }.sorted())
    for entry in listed {
      let file = path("one/\(entry["path"] as? String ?? "")")
      #expect(FileManager.default.contents(atPath: file)?.count == entry["bytes"] as? Int)
    }
    let metadata = try #require(
      try JSONSerialization.jsonObject(with: Data(try bytes("one/metadata.json"))) as? [[String: Any]])
    #expect(metadata[1]["hminEstimate"] as? Double == 1)
    #expect(metadata[1]["rawNoiseSHA256"] as? String == (try sidecar("noise.bin"))["sha256"] as? String)
    for claim in ["0", "1e-300"] {
      let run = try wellspring(
        "evidence", "--noise", path("noise.bin"), "--restarts", rows, "-o", path("no"), "--claim", claim)
      #expect(run.status == 2)
    }
    for name in ["a|b", "a\nb", String(repeating: "x", count: 65), ""] {
      let run = try wellspring(
        "evidence", "--noise", path("noise.bin"), "--restarts", rows, "-o", path("no"), "--name", name)
      #expect(run.status == 2, "\(name)")
    }
    // Not of files that do not belong together, nor over what is there.
    #expect(
      try wellspring("evidence", "--noise", rows, "--restarts", path("noise.bin"), "-o", path("three")).status
        == 2)
    #expect(
      try wellspring("evidence", "--noise", path("noise.bin"), "--restarts", rows, "-o", path("one")).status
        == 2)
  }
}
