// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: Command.isBuilt), .timeLimit(.minutes(3))) struct RestartTests {
  private let wellspring: Command
  private let samples: [UInt8]

  init() throws {
    wellspring = try Command()
    var choices = SplitMix64(seed: 77)
    samples = choices.bytes(1_000_000).map { $0 & 1 }
  }

  /// A file of restarts with a document beside it.
  private func capture(_ name: String, _ samples: [UInt8], _ changes: [String: Any] = [:]) throws -> String {
    let file = try wellspring.write(name, Data(samples))
    let digest = try #require(
      try document(try wellspring("inspect", "--json", file))["sha256"] as? String)
    var sidecar: [String: Any] = [
      "schema_version": 1, "version": "wellspring 0", "sha256": digest, "layout": "bytes", "sample_bits": 1,
      "samples": samples.count,
      "restarts": ["rows": 1000, "samples": 1000, "restart_method": "new-process"],
      "origin": [
        "id": "noise", "name": "noise", "kind": "physical", "conditioning": "raw",
        "independence_group": "noise",
        "driver": "noisy", "serial": "7",
      ],
      "health": [
        "min_entropy": 0.5, "alpha": "2^-30", "window": 1024, "repetition_count": 61, "longest_run": 20,
        "adaptive_proportion": 900, "highest_count": 560, "alarms": [String](),
      ],
      "valid": true, "machine": ["kernel": "", "architecture": "", "processor": ""], "started": "",
      "ended": "",
      "command": ["wellspring"],
    ]
    sidecar.merge(changes) { $1 }
    if sidecar["health"] is NSNull { sidecar["health"] = nil }
    try wellspring.write(name + ".json", try JSONSerialization.data(withJSONObject: sidecar))
    return file
  }

  @Test func `restarts are assessed, and their record credits a source`() throws {
    let file = try capture("restarts.bin", samples)
    let path = wellspring.folder.path + "/noise.json"
    let run = try wellspring("restart", file, "--entropy", "0.9", "--record", path, "--expires", "2099-01-31")
    #expect(run.status == 0)
    #expect(run.text.contains("cutoff 605, alpha 5.0251553006"))
    #expect(run.text.split(separator: "\n").last?.hasPrefix("assessed: 0.8") == true)
    let bytes = try #require(FileManager.default.contents(atPath: path))
    let record = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    #expect(record["source"] as? String == "noise")
    #expect(record["device"] as? [String: String] == ["driver": "noisy", "serial": "7"])
    #expect(record["expires"] as? String == "2099-01-31")
    #expect((record["estimates"] as? [String: Double])?["initial"] == 0.9)
    // A configuration takes it.
    let configuration = try wellspring.write(
      "credited.json",
      #"{"sources":{"getrandom":{"kind":"operating-system"},"noise":{"kind":"hardware-device","path":"/dev/null","bits_per_sample":1,"raw":true,"claim":0.5,"record":"noise.json"}}}"#
    )
    #expect(try wellspring("config", "check", configuration).status == 0)
  }

  /// What makes a capture no evidence.
  enum Fault: CaseIterable {
    case alarm, marked, untested, otherDigest, otherShape, otherCount, part, conditioned, nameless,
      tooMuchClaimed

    var changes: [String: Any] {
      let origin = [
        "id": "noise", "name": "noise", "kind": "physical", "conditioning": "raw",
        "independence_group": "noise",
      ]
      switch self {
      case .alarm:
        return [
          "health": [
            "min_entropy": 0.5, "alpha": "2^-30", "window": 1024, "repetition_count": 61, "longest_run": 20,
            "adaptive_proportion": 900, "highest_count": 560, "alarms": ["repetition count test failed"],
          ]
        ]
      case .marked: return ["valid": false]
      case .untested: return ["health": NSNull()]
      case .otherCount: return ["samples": 999_000]
      case .tooMuchClaimed: return ["sample_bits": 8, "health": ["min_entropy": 9.0]]
      case .otherDigest: return ["sha256": String(repeating: "0", count: 64)]
      case .otherShape: return ["restarts": ["rows": 500, "samples": 2000, "restart_method": "new-process"]]
      case .part: return ["shard": ["index": 1, "count": 2, "whole": 2000]]
      case .conditioned: return ["origin": origin.merging(["conditioning": "opaque, by it"]) { $1 }]
      case .nameless: return ["origin": origin]
      }
    }
  }

  @Test(arguments: Fault.allCases) func `no record of what is no evidence`(fault: Fault) throws {
    let changes = fault.changes
    let file = try capture("restarts.bin", samples, changes)
    let path = wellspring.folder.path + "/noise.json"
    let run = try wellspring("restart", file, "--entropy", "0.9", "--record", path)
    #expect(run.status == 2)
    #expect(!FileManager.default.fileExists(atPath: path))
    #expect(run.errors.hasPrefix("wellspring: "))
  }

  @Test(arguments: [
    ["--slice", "0,1000000"], ["--packed", "--bits", "1"], ["--select", "0"], ["--bits", "2"],
  ])
  func `no record of samples that are read in another way`(options: [String]) throws {
    // As many packed bits as there are samples, and more.
    let file = try capture("restarts.bin", samples)
    let path = wellspring.folder.path + "/noise.json"
    let run = try wellspring.run(["restart", file, "--entropy", "0.5", "--record", path] + options)
    #expect(run.status == 2, "\(run.text)")
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func `no record of samples on which a health test fires, whatever their document says`() throws {
    var stuck = samples
    for place in 2100..<2164 { stuck[place] = 1 }
    let path = wellspring.folder.path + "/noise.json"
    let run = try wellspring("restart", try capture("stuck.bin", stuck), "--entropy", "0.5", "--record", path)
    #expect(
      run.status == 2 && run.errors.contains("although its document says that none did"), "\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func `restarts that begin alike fail, and so do columns in place of rows`() throws {
    var alike = samples.map { _ in UInt8(0) }
    var choices = SplitMix64(seed: 3)
    for place in alike.indices where place % 1000 >= 8 { alike[place] = UInt8(choices.integer(in: 0...1)) }
    let turned = (0..<1_000_000).map { alike[$0 % 1000 * 1000 + $0 / 1000] }
    for (name, samples) in [("alike.bin", alike), ("turned.bin", turned)] {
      let file = try capture(name, samples)
      let record = wellspring.folder.path + "/none.json"
      let run = try wellspring("restart", file, "--entropy", "0.9", "--record", record)
      #expect(run.status == 1)
      #expect(
        run.text.contains(
          "SANITY CHECK FAILED: 0 in \(name == "alike.bin" ? "column" : "row") 0 occurs 1000 times"))
      #expect(!FileManager.default.fileExists(atPath: record))
    }
  }

  @Test(
    arguments: [
      (["--entropy", "9"], 2), (["--entropy", "-1"], 2), (["--entropy", "nan"], 2),
      (["--entropy", "1.5"], 2),
      (["--entropy", "0.5", "--expires", "2020-01-01", "--record", "x"], 2),
      (["--entropy", "0.5", "--expires", "2099-01-01"], 64), (["--entropy", "0.5", "--sidecar", "x"], 64),
      ([], 64),
    ] as [([String], Int32)])
  func `what cannot be is refused in a sentence`(arguments: [String], status: Int32) throws {
    let file = try wellspring.write("restarts.bin", Data(samples))
    let run = try wellspring.run(["restart", file] + arguments)
    #expect(run.status == status)
    #expect(run.output.isEmpty)
    #expect(run.errors.hasPrefix("wellspring: ") && run.errors.split(separator: "\n").count == 1)
  }

  @Test func `a file of another size is no matrix`() throws {
    let run = try wellspring(
      "restart", try wellspring.write("few.bin", Data(samples.prefix(999_999))), "--entropy", "0.5")
    #expect(run.status == 2)
    #expect(run.sentence.contains("holds 999999 samples, and 1000 restarts of 1000 samples are 1000000"))
  }
}

@Suite(.enabled(if: Command.isBuilt), .timeLimit(.minutes(1))) struct ConditioningTests {
  private let wellspring: Command

  init() throws { wellspring = try Command() }

  @Test func `a vetted component has what its widths allow`() throws {
    let run = try wellspring("conditioning", "512", "256", "256", "320")
    #expect(run.status == 0)
    #expect(run.text.contains("output entropy 255.9999999999999999999 bits"))
    #expect(run.text.contains("n_out (1 - 2^-71.47123362705510238"))
    #expect(run.text.contains("full entropy by FIPS 140-3 IG D.K"))
    let all = try document(try wellspring("conditioning", "--json", "512", "256", "256", "256"))
    #expect(all["output_entropy"] as? String == "255")
    #expect(all["full_entropy"] as? Bool == false)
  }

  @Test(arguments: ["1e-20", "1e-300", "1e-4000"]) func `hardly any entropy is hardly any`(
    entropy: String
  ) throws {
    let run = try wellspring("conditioning", "4294967295", "128", "128", entropy)
    #expect(run.status == 0, "\(run.errors)")
  }

  @Test func `another has no more than 0.999 of its width, nor than its output shows`() throws {
    let run = try wellspring(
      "conditioning", "--non-vetted", "--per-bit", "0.9995", "512", "256", "256", "300")
    #expect(run.text.contains("h_out: 255.744 bits, not vetted"))
    var choices = SplitMix64(seed: 9)
    let file = try wellspring.write("output.bin", Data(choices.bytes(3000)))
    let all = try document(
      try wellspring("conditioning", "--json", "--non-vetted", "--data", file, "512", "256", "256", "300"))
    let perBit = try #require(all["h_prime"] as? Double)
    #expect(perBit > 0.5 && perBit < 1)
    #expect(abs((all["h_out"] as? Double ?? 0) - 256 * perBit) < 1e-9)
  }

  @Test(
    arguments: [
      (["0", "1", "1", "1"], 2), (["1", "1", "1", "0"], 2), (["8", "8", "8", "9"], 2),
      (["8", "8", "8", "nan"], 2),
      (["8", "8", "8", "inf"], 2), (["8", "8", "8", "1e400"], 2), (["4294967296", "1", "1", "1"], 2),
      (["--non-vetted", "8", "8", "8", "4"], 64), (["--per-bit", "1", "8", "8", "8", "4"], 64),
      (["--non-vetted", "--per-bit", "1.5", "8", "8", "8", "4"], 2), (["8", "8", "8"], 64),
    ] as [([String], Int32)])
  func `what cannot be is refused in a sentence`(arguments: [String], status: Int32) throws {
    let run = try wellspring.run(["conditioning"] + arguments)
    #expect(run.status == status)
    #expect(run.output.isEmpty)
    #expect(run.errors.hasPrefix("wellspring: ") && run.errors.split(separator: "\n").count == 1)
  }
}
