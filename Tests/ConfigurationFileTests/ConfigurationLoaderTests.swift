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
}
