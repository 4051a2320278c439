// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Each file of the folder is refused by `config check` and by every start, in the same words.
@Suite(.enabled(if: Command.isBuilt), .timeLimit(.minutes(5))) struct BadConfigurationTests {
  private let wellspring: Command
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("BadConfigurations")

  init() throws { wellspring = try Command() }

  /// By file: what the sentence names.
  private static let expected: [(name: String, words: [String])] = [
    ("unknown-key", ["line 1, column 2", "\"profil\"", "\"profile\"", "correct or remove"]),
    ("unknown-key-in-source", ["sources.noise.claims", "\"claim\""]),
    ("unknown-key-in-reseed", ["reseed.second", "\"seconds\""]),
    ("duplicate-key", ["line 3, column 3", "\"profile\"", "second time"]),
    ("duplicate-source", ["\"noise\"", "second time"]),
    ("not-json", ["line 1, column 1", "a value is expected", "\"p\""]),
    ("trailing-comma", ["line 3, column 1", "a name in quotation marks", "\"}\""]),
    ("unfinished", ["line 1, column 22", "the end of the file"]),
    ("two-documents", ["line 2, column 1", "nothing more"]),
    ("empty", ["line 1, column 1", "the end of the file"]),
    ("array", ["the document", "an array", "an object"]),
    ("too-deep", ["at most 32 levels"]),
    ("wrong-type", ["deadline_milliseconds", "a string", "a whole number"]),
    ("wrong-type-bool", ["allow_uncertified", "the number 1", "true or false"]),
    ("fraction", ["reseed.requests", "1.5", "a whole number"]),
    ("unknown-profile", ["\"drg4\"", "default, sp800-90c"]),
    ("unknown-kind", ["\"lava-lamp\"", "operating-system, hardware-device, cpu-timing, public-file"]),
    ("missing-kind", ["sources.noise.kind", "missing"]),
    ("schema-version", ["schema_version", "2", "between 1 and 1"]),
    ("deadline-zero", ["deadline_milliseconds", "between 1 and 600000"]),
    ("deadline-huge", ["99999999999999999999", "between 1 and 600000"]),
    ("reseed-negative", ["reseed.seconds", "-1", "between 1 and 86400"]),
    ("claim-above-width", ["noise", "4.5 bits", "sample width of 4"]),
    ("claim-zero", ["noise", "0.0 bits", "at least 1/256"]),
    ("claim-negative", ["-1.0 bits", "at least 1/256"]),
    ("claim-below-resolution", ["0.001 bits", "at least 1/256"]),
    ("claim-not-finite", ["1e400"]),
    ("alpha-too-large", ["2^-19", "between 2^-60 and 2^-20"]),
    ("alpha-too-small", ["2^-61", "between 2^-60 and 2^-20"]),
    ("alpha-form", ["sources.noise.alpha", "the number 0.001", "\"2^-30\""]),
    ("cutoff-above-window", ["noise", "0.0078125", "window of 1024"]),
    ("sample-width", ["bits_per_sample", "9", "between 1 and 8"]),
    ("sample-rate", ["samples_per_second", "between 1 and 1000000000"]),
    ("credit-on-public", ["public source noise", "0 bits", "remove it"]),
    ("alpha-on-public", ["public source noise", "remove it"]),
    ("claim-on-getrandom", ["noise is a generator", "remove its claim"]),
    ("misplaced-key", ["sources.noise.path", "operating-system", "remove it"]),
    ("relative-path", ["\"dev/null\"", "full path"]),
    ("directory-as-device", ["/dev,", "a directory", "readable character device"]),
    ("file-as-device", ["/etc/passwd,", "a regular file", "readable character device"]),
    ("source-name", ["\"Noise!\"", "1 to 32 lower-case letters"]),
    ("no-source", ["no source is enabled"]),
    ("all-disabled", ["no source is enabled"]),
    ("relative-state-directory", ["\"var\"", "full path"]),
    ("record-expired", ["expired on 2026-01-02", "assess the source again"]),
    ("record-foreign", ["\"hwrng\"", "attach the record made for noise"]),
    ("record-from-future", ["2998-01-01", "after today"]),
    ("record-restart-failed", ["3.0 bits", "half of the initial 7.6"]),
    ("record-above-width", ["9.0 bits", "sample width of 8"]),
    ("record-digest", ["\"0a\"", "64 hexadecimal"]),
    ("record-no-evidence", ["either estimates or a certificate"]),
    ("record-no-device", ["neither driver nor serial"]),
    ("record-bad-date", ["records/bad-date.json", "expires", "\"2026-02-30\"", "a date"]),
    ("record-unknown-key", ["records/unknown-key.json", "\"serial\""]),
    ("record-other-device", ["tpm-rng-0", "virtio_rng.0"]),
    ("record-missing", ["records/none.json", "no such file"]),
  ]

  @Test func `the table and the folder hold the same files`() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
      .filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }
    #expect(Set(names) == Set(Self.expected.map(\.name)))
  }

  @Test(arguments: expected)
  func `a bad file is refused by check and start in the same words`(name: String, words: [String]) throws {
    let file = Self.folder.appendingPathComponent(name + ".json").path
    try expectRefusal(of: file, saying: words)
  }

  @Test func `what is no file of text is refused`() throws {
    let huge = try wellspring.write("huge.json", "{}" + String(repeating: " ", count: 1 << 20))
    let latin = try wellspring.write("latin.json", Data([0x7b, 0x22, 0xe4, 0x22, 0x3a, 0x31, 0x7d]))
    let wide = try wellspring.write(
      "wide.json", Data("{}".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }))
    let control = try wellspring.write("control.json", "{\"profile\": \"\u{1b}[31m\u{7}\"}")
    try expectRefusal(of: huge, saying: ["1048576 bytes"])
    try expectRefusal(of: latin, saying: ["not UTF-8"])
    try expectRefusal(of: wide, saying: ["line 1, column 2"])
    try expectRefusal(of: control, saying: ["no control character"])
    try expectRefusal(of: wellspring.folder.path, saying: ["a directory"])
    try expectRefusal(of: "/dev/zero", saying: ["not a regular file"])
    try expectRefusal(of: "/nonexistent/wellspring.json", saying: ["no such file"])
  }

  @Test func `what is shown of a file turns no writing and moves no cursor`() throws {
    let file = try wellspring.write(
      "bidi.json", #"{"a\u202e\u2066\u001b[31m\u0085\n\u2028b": 1}"#)
    expectOneSentence(
      try wellspring("config", "check", file), status: 2, saying: "the key \"a???[31m???b\" is not known")
    expectOneSentence(
      try wellspring("random", "1\u{2067}\u{202d}\n"), status: 64, saying: "\"1???\" is not a number")
  }

  @Test func `a bad profile of the environment is a bad configuration`() throws {
    expectOneSentence(
      try Command(["WELLSPRING_PROFILE": "drg4"])("random"), status: 2, saying: "WELLSPRING_PROFILE",
      "\"drg4\"")
  }

  @Test func `a good file is valid`() throws {
    let file = try wellspring.write(
      "good.json",
      #"""
      {"schema_version": 1, "profile": "sp800-90c", "allow_uncertified": true, "deadline_milliseconds": 2000,
       "state_directory": "/tmp", "reseed": {"requests": 1048576, "seconds": 600}, "sources": {
         "getrandom": {"kind": "operating-system", "enabled": true},
         "noise": {"kind": "hardware-device", "path": "/dev/not-plugged-in", "bits_per_sample": 8, "raw": false,
           "physical": false, "allowed_devices": ["virtio_rng.0"], "independence_group": "kernel",
           "samples_per_second": 10000, "claim": 7.5, "alpha": "2^-30", "enabled": true},
         "beacon": {"kind": "public-file", "path": "/var/lib/x.json"}}}
      """#)
    let run = try wellspring("config", "check", file)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.text == "\(file) is valid: sources beacon, getrandom, noise\n")
    #expect(try document(wellspring("config", "check", file, "--json"))["valid"] as? Bool == true)
  }

  private func expectRefusal(of file: String, saying words: [String]) throws {
    let check = try wellspring("config", "check", file)
    expectOneSentence(check, status: 2)
    for word in words { #expect(check.errors.contains(word), "\"\(word)\" in: \(check.errors)") }
    for verb in [["random", "32"], ["status"], ["source", "disable", "getrandom"]] {
      // Where a file is accepted after all, the switch must not be that of this machine.
      let state = wellspring.folder.appendingPathComponent("state").path
      let start = try wellspring.run(verb + ["--config", file, "--state-directory", state])
      expectOneSentence(start, status: 2)
      #expect(start.errors == check.errors)
    }
    #expect(try Command(["WELLSPRING_CONFIG": file])("random").errors == check.errors)
    // Nothing half done.
    #expect(!FileManager.default.fileExists(atPath: wellspring.folder.appendingPathComponent("state").path))
  }
}
