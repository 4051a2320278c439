// SPDX-License-Identifier: Apache-2.0
import RandomnessService
import Synchronization
import Testing

@testable import ConfigurationFile

/// What cannot be tried with real files: denied devices, the default file, the day of the check.
@Suite struct ConfigurationLoaderTests {
  private func loader(
    _ contents: [String: String], kinds: [String: FileAccess.Kind] = [:], environment: [String: String] = [:],
    today: String = "2026-06-01"
  ) throws -> ConfigurationLoader {
    ConfigurationLoader(
      files: FileAccess(
        contents: { path, _ throws(FileAccess.Problem) in
          guard let text = contents[path] else { throw .absent }
          return Array(text.utf8)
        },
        kind: { kinds[$0] ?? .absent },
        replace: { _, _ throws(FileAccess.Problem) in throw .system("read-only") }),
      environment: environment, today: try #require(CalendarDate(today)))
  }

  @Test func `without a file everything is as built in`() throws {
    let loaded = try loader([:]).load()
    #expect(loaded.configuration == .default)
    #expect(loaded.file == nil)
    #expect(loaded.settings.allSatisfy { $0.origin == .builtIn })
  }

  @Test func `the default file is read when it is there`() throws {
    let loaded = try loader([ConfigurationLoader.defaultFile: #"{"profile":"sp800-90c"}"#]).load()
    #expect(loaded.configuration.profile == .sp800x90c)
    #expect(loaded.settings.first?.origin == .file(ConfigurationLoader.defaultFile))
  }

  @Test func `the command line is stronger than the environment, and that than the file`() throws {
    var request = ConfigurationLoader.Request()
    request.file = "/a.json"
    let files = ["/a.json": #"{"profile":"default"}"#, "/b.json": #"{"profile":1}"#]
    let environment = ["WELLSPRING_CONFIG": "/b.json", "WELLSPRING_PROFILE": "sp800-90c"]
    let fromEnvironment = try loader(files, environment: environment).load(request)
    #expect(fromEnvironment.configuration.profile == .sp800x90c)
    request.profile = "default"
    #expect(try loader(files, environment: environment).load(request).configuration.profile == .standard)
    request.file = nil
    #expect(throws: ConfigurationFileError.self) { try loader(files, environment: environment).load(request) }
    #expect(try loader([:], environment: ["WELLSPRING_CONFIG": ""]).load().configuration == .default)
  }

  @Test func `a device that this user may not read is refused, a disabled one is not`() throws {
    let text =
      #"{"sources":{"getrandom":{"kind":"operating-system"},"#
      + #""noise":{"kind":"hardware-device","path":"/dev/x","enabled":"#
    var request = ConfigurationLoader.Request()
    request.file = "/a.json"
    let kinds: [String: FileAccess.Kind] = ["/dev/x": .characterDevice(isReadable: false)]
    let strict = try loader(["/a.json": text + "true}}}"], kinds: kinds)
    do throws(ConfigurationFileError) {
      _ = try strict.load(request)
      Issue.record("it was accepted")
    } catch {
      #expect(error.description.contains("not readable for this user"))
      #expect(error.parts.value == "/dev/x")
    }
    #expect(
      try loader(["/a.json": text + "false}}}"], kinds: kinds).load(request).configuration.sources.count == 2)
  }

  @Test func `a record is found beside its configuration`() throws {
    let record = #"""
      {"source": "noise", "device": {"serial": "42"}, "tool": "t", "date": "2026-01-01", "expires": "2026-06-01",
       "certificate": {"number": "E1", "issuer": "NIST", "operating_environment": "x", "min_entropy_per_sample": 7}}
      """#
    let text =
      #"{"sources":{"noise":{"kind":"hardware-device","path":"/dev/x","claim":7,"record":"r.json"}}}"#
    var request = ConfigurationLoader.Request()
    request.file = "/etc/w/a.json"
    let files = ["/etc/w/a.json": text, "/etc/w/r.json": record]
    let loaded = try loader(files).load(request)
    #expect(loaded.configuration.sources.first?.record?.certificate?.number == "E1")
    #expect(throws: ConfigurationFileError.self) { try loader(files, today: "2026-06-02").load(request) }
  }

  @Test func `switches of sources that are no longer configured do nothing`() throws {
    let state = #"{"schema_version":1,"sources":{"hwrng":{"enabled":false},"gone":{"enabled":true}}}"#
    let loaded = try loader(["/var/lib/wellspring/sources.json": state]).load()
    #expect(loaded.configuration.sources.map(\.isEnabled) == [true, false])
    let setting = loaded.settings.first { $0.key == "sources.hwrng.enabled" }
    #expect(setting?.origin == .state("/var/lib/wellspring/sources.json"))
  }

  @Test func `a name that no source can have is not written back`() throws {
    let state =
      #"{"schema_version":1,"sources":{"hwrng":{"enabled":false},"a\"b":{"enabled":true},"#
      + #""\u001b\n":{"enabled":true},"":{"enabled":true},"A":{"enabled":true},"#
      + #""\#(String(repeating: "a", count: 33))":{"enabled":true}}}"#
    let loaded = try loader(["/var/lib/wellspring/sources.json": state]).load()
    #expect(loaded.switches.isEnabled.count == 6)
    let saved = Mutex<[UInt8]>([])
    try loaded.switches.save(
      stateDirectory: "/s",
      FileAccess(
        contents: { _, _ throws(FileAccess.Problem) in throw .absent }, kind: { _ in .absent },
        replace: { _, bytes throws(FileAccess.Problem) in saved.withLock { $0 = bytes } }))
    let text = saved.withLock { String(decoding: $0, as: UTF8.self) }
    let back = try loader(["/var/lib/wellspring/sources.json": text]).load()
    #expect(back.switches.isEnabled == ["hwrng": false], "\(text)")
  }

  @Test func `every refusal has a value, a limit and a fix`() {
    let position = Position(line: 1, column: 2)
    let errors: [ConfigurationFileError] = [
      .unreadable(file: "f", .tooLarge(limit: 3)), .unwritable(file: "f", .system("no")), .notUTF8(file: "f"),
      .syntax(file: "f", position, problem: "p"), .duplicateKey(file: "f", position, key: "k"),
      .unknownKey(file: "f", position, key: "k", nearest: "l"), .missingKey(file: "f", position, key: "k"),
      .unusableDevice(file: "f", position, source: "s", path: "/p", .directory),
      .unknownChoice(origin: "--profile", value: "v", allowed: ["a"]), .relativePath(origin: "o", path: "p"),
      .refused(file: "f", .claimOutOfRange(source: "s", claim: 9, limit: 8)), .refused(file: nil, .noSource),
    ]
    for error in errors {
      let parts = error.parts
      #expect(
        !parts.code.isEmpty && !parts.value.isEmpty && !parts.limit.isEmpty && !parts.fix.isEmpty, "\(error)")
      #expect(error.description == "\(parts.problem); \(parts.fix)")
      #expect(!error.description.contains("\n"))
    }
  }

  // MARK: - Timing

  @Test func `the processor's timing takes a claim and a record`() throws {
    let record = """
      {"source": "jitter", "device": {"driver": "cpu-timing", "serial": "P"}, "estimates": {"initial": 4, "rows": 3,
      "columns": 3}, "sample_sha256": "\(String(repeating: "0a", count: 32))", "tool": "t", "date": "2026-01-01",
      "expires": "2026-12-31"}
      """
    let source = #""jitter": {"kind": "cpu-timing", "claim": 1.5, "alpha": "2^-40", "record": "r.json"}"#
    let file = #"{"sources": {"getrandom": {"kind": "operating-system"}, \#(source)}}"#
    var request = ConfigurationLoader.Request()
    request.file = "/c.json"
    let loaded = try loader(["/c.json": file, "/r.json": record]).load(request)
    let found = try #require(loaded.configuration.sources.first { $0.id == "jitter" })
    #expect(found.kind == .cpuTiming && found.claim == 1.5 && found.alphaExponent == 40)
    #expect(found.record?.minEntropyPerSample == 3)
    #expect(loaded.settings.contains { $0.key == "sources.jitter.claim" })
  }

  @Test(
    arguments: [
      #""a": {"kind": "cpu-timing"}, "b": {"kind": "cpu-timing"}"#,
      #""a": {"kind": "cpu-timing", "path": "/dev/null"}"#,
      #""a": {"kind": "cpu-timing", "claim": 9}"#, #""a": {"kind": "cpu-timing", "samples_per_second": 5}"#,
    ]) func `and nothing that it has not`(sources: String) throws
  {
    var request = ConfigurationLoader.Request()
    request.file = "/c.json"
    #expect(throws: ConfigurationFileError.self) {
      try loader(["/c.json": #"{"sources": {\#(sources)}}"#]).load(request)
    }
  }

  // MARK: - Documents of captures

  private static let sidecar: [String: String] = [
    "version": #""w""#, "sha256": #""00""#, "layout": #""bytes""#, "sample_bits": "8", "samples": "400",
    "origin": #"{"id": "a", "name": "a", "kind": "physical", "conditioning": "raw"}"#,
    "ended": #""2026-01-01T00:00:00Z""#,
    "restarts": #"{"rows": 4, "samples": 100, "restart_method": "new-process"}"#,
    "health": """
    {"min_entropy": 1.0, "alpha": "2^-30", "window": 512, "repetition_count": 31, "longest_run": 3,
    "adaptive_proportion": 325, "highest_count": 9, "alarms": []}
    """,
  ]

  private func sidecar(_ changes: [String: String]) throws -> CaptureSidecar {
    let members = Self.sidecar.merging(changes) { $1 }
    let text =
      "{" + members.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ")
      + "}"
    let files = FileAccess(
      contents: { _, _ throws(FileAccess.Problem) in Array(text.utf8) }, kind: { _ in .regularFile },
      replace: { _, _ throws(FileAccess.Problem) in throw .system("read-only") })
    return try CaptureSidecar("/s.json", files)
  }

  @Test func `a capture's document is read whole`() throws {
    let all = try sidecar([:])
    #expect(all.isValid && all.samples == 400 && all.restarts?.method == .newProcess && all.origin.isRaw)
    #expect(all.health?.alphaExponent == 30)
    #expect(try !sidecar(["valid": "false"]).isValid)
  }

  @Test(
    arguments: [
      ("samples", "399"), ("samples", "-1"), ("samples", "1e3"), ("samples", "99999999999999999999"),
      ("restarts", #"{"rows": 1099511627776, "samples": 1099511627776, "restart_method": "new-process"}"#),
      ("restarts", #"{"rows": 4, "samples": 100, "restart_method": "reopened"}"#), ("layout", #""foo""#),
      ("sample_bits", "9"), ("sample_bits", "0"), ("segments", "[1099511627776, 1099511627776]"),
      ("segments", "[400, 0]"),
      ("segments", "[399]"), ("segments", "[-5, 405]"), ("shard", #"{"index": 3, "count": 2, "whole": 9}"#),
      ("shard", #"{"index": 1, "count": 2}"#), ("health", "{}"), ("surprise", "1"), ("origin", "{}"),
      (
        "health",
        #"{"min_entropy": 1e308, "alpha": "2^-30", "window": 1, "repetition_count": 1, "longest_run": 1, "adaptive_proportion": 1, "highest_count": 1, "alarms": []}"#
      ),
      (
        "health",
        #"{"min_entropy": 1, "alpha": "2^-99999999999999999999", "window": 1, "repetition_count": 1, "longest_run": 1, "adaptive_proportion": 1, "highest_count": 1, "alarms": []}"#
      ),
    ]) func `what does not fit together is refused`(key: String, value: String)
  {
    #expect(throws: ConfigurationFileError.self) { try sidecar([key: value]) }
  }
}
