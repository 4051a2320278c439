// SPDX-License-Identifier: Apache-2.0
import Foundation
import ReplaySupport
import TestSupport
import Testing

/// The solar verbs, and what the others make of solar data, against a server on the loopback interface.
@Suite(.enabled(if: Command.isBuilt)) struct SolarTests {
  static let primary = "/json/goes/primary/xrays-6-hour.json"
  static let secondary = "/json/goes/secondary/xrays-6-hour.json"

  /// A command that follows a server.
  static func command(_ url: String, _ more: String = "") throws -> Command {
    let command = try Command()
    try command.write(
      "wellspring.json",
      """
      {"state_directory":"\(command.folder.path)/state","sources":{"getrandom":{"kind":"operating-system"},
       "solar":{"kind":"solar","base_url":"\(url)","certificate_file":"\(try ReplayedServer.authorityFile)"\(more)}}}
      """)
    return command
  }

  /// Forty minutes of two bands; each value is another.
  static func body(satellite: Int = 18, factor: Double = 1) -> String {
    let rows = (0..<40).flatMap { minute in
      ["0.05-0.4nm", "0.1-0.8nm"].map { band in
        let flux = factor * (1e-6 + Double(minute) * 1.1e-8) * (band == "0.1-0.8nm" ? 10 : 1)
        return
          #"{"time_tag": "2026-08-07T01:\#(minute + 10):00Z", "satellite": \#(satellite), "flux": \#(flux), "#
          + #""observed_flux": \#(flux), "electron_correction": 0.0, "electron_contaminaton": false, "energy": "\#(band)"}"#
      }
    }
    return "[" + rows.joined(separator: ", ") + "]"
  }

  /// A server of two satellites that agree, five minutes ago.
  static func server(_ more: [String: [String]] = [:]) throws -> ReplayedServer {
    let folder = try Command().folder.path
    try body().write(toFile: folder + "/primary", atomically: true, encoding: .utf8)
    try body(satellite: 19, factor: 1.03).write(
      toFile: folder + "/secondary", atomically: true, encoding: .utf8)
    let answers = [
      primary: ["shifted", folder + "/primary", "300"], secondary: ["shifted", folder + "/secondary", "300"],
    ]
    return try ReplayedServer(answers.merging(more) { $1 })
  }

  static let both = #","products":["goes-primary-xrays-6-hour","goes-secondary-xrays-6-hour"]"#

  @Test func `what was fetched is mixed in once, and explained with its credit of 0`() throws {
    let server = try Self.server()
    let command = try Self.command(server.url, Self.both)
    let fetched = try command("solar", "fetch")
    #expect(fetched.status == 0, "\(fetched.errors)")
    #expect(fetched.text.contains("NOAA space-weather data, public: credit 0"))
    for product in ["primary", "secondary"] {
      let run = try command("random", "32", "--explain")
      #expect(run.status == 0 && run.output.count == 65)
      let mixed = run.errors.split(separator: "\n").filter { $0.contains("mixed in") }
      #expect(mixed.count == 1)
      #expect(
        mixed.first?.contains("48 bytes of solar, public: credit 0; goes-\(product)-xrays-6-hour observed 20")
          == true)
      #expect(mixed.first?.hasSuffix("Z, 5 min old, corroborated") == true)
      #expect(run.errors.contains("reseed: public data: strength 256 from the operating system"))
    }
    // Both were used.
    let third = try command("random", "32", "--explain")
    #expect(third.status == 0 && !third.errors.contains("mixed in"))
    #expect(third.errors.contains("claimed"))
    let document = try command("random", "32", "--explain", "--json")
    #expect(document.text.contains(#""worth":"public: credit 0","credited_bits":0"#))
    let verified = try command("solar", "verify")
    #expect(verified.status == 0 && verified.text.hasPrefix("verified: 160 records; checkpoint "))
  }

  @Test func `a product is asked for once a minute`() throws {
    let server = try Self.server()
    let command = try Self.command(server.url, Self.both)
    _ = try command("solar", "fetch")
    let again = try command("solar", "fetch")
    #expect(again.status == 0 && again.errors.contains("nothing is due"))
    #expect(try server.requests().count == 2)
  }

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: PackageFiles.root + "/../shared/data/noaa"), "no ../shared"))
  func `captured bodies are accepted when they are shifted and stale as they are`() throws {
    let file = PackageFiles.root + "/../shared/data/noaa/real/goes-xrays-6-hour.2024-05-13.goes18.json"
    for (behaviour, state, status) in [("shifted", "accepted", Int32(0)), ("body", "stale", 1)] {
      let server = try ReplayedServer([Self.primary: [behaviour, file, "300"]])
      let command = try Self.command(server.url, #","products":["goes-primary-xrays-6-hour"]"#)
      let run = try command("solar", "fetch")
      #expect(run.status == status && run.text.contains(state), "\(run.text)")
      #expect(try command("random", "--explain").errors.contains("mixed in") == (state == "accepted"))
    }
  }

  @Test(arguments: [
    ("dead", "unreachable", Int32(69)), ("lying", "all-zero", 1), ("wrong type", "not-json", 1),
    ("too long", "too-large", 1), ("contradicting", "contradicted", 1), ("untrusted", "tls-refused", 69),
  ])
  func `whatever the feed does, random bytes come as if it were not there`(
    feed: String, state: String, status: Int32
  ) throws {
    let folder = try Command().folder.path
    let lie = Self.body(factor: 0)
    try lie.write(toFile: folder + "/lie", atomically: true, encoding: .utf8)
    try Self.body(factor: 7).write(toFile: folder + "/other", atomically: true, encoding: .utf8)
    var answers: [String: [String]] = [:]
    switch feed {
    case "lying": answers[Self.primary] = ["shifted", folder + "/lie", "300"]
    case "wrong type": answers[Self.primary] = ["body", "/etc/passwd"]
    case "too long": answers[Self.primary] = ["endless-body"]
    case "contradicting": answers[Self.primary] = ["shifted", folder + "/other", "300"]
    default: break
    }
    let server = try ReplayedServer(
      answers.merging(
        feed == "contradicting" ? [Self.secondary: ["shifted", folder + "/sec", "300"]] : [:]
      ) { $1 },
      identity: feed == "untrusted" ? "other-ca" : "good")
    try Self.body(satellite: 19).write(toFile: folder + "/sec", atomically: true, encoding: .utf8)
    let command = try Self.command(
      feed == "dead" ? "https://127.0.0.1:1" : server.url,
      feed == "contradicting" ? Self.both : #","products":["goes-primary-xrays-6-hour"]"#)
    let fetched = try command("solar", "fetch")
    #expect(fetched.status == status && fetched.text.contains(state), "\(fetched.text) \(fetched.errors)")
    let run = try command("random", "32", "--explain")
    #expect(run.status == 0 && run.output.count == 65)
    #expect(run.errors.contains("goes-primary-xrays-6-hour") && run.errors.contains(state))
    #expect(!run.errors.contains("goes-primary-xrays-6-hour observed"))
  }

  @Test func `a command may poll while it starts, if that is configured`() throws {
    let server = try Self.server()
    let command = try Self.command(server.url, Self.both + #","fetch_at_start":true"#)
    let run = try command("random", "32", "--explain")
    #expect(run.status == 0 && run.errors.contains("goes-primary-xrays-6-hour observed"), "\(run.errors)")
  }

  @Test func `its key is made once, for its owner, outside of what it protects`() throws {
    let command = try Self.command("https://127.0.0.1:1")
    let first = try command("solar", "init")
    #expect(first.status == 0 && first.text.hasPrefix("made: "))
    let key = command.folder.path + "/state/solar.key"
    let bytes = try Data(contentsOf: URL(fileURLWithPath: key))
    #expect(try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions] as? Int == 0o600)
    let second = try command("solar", "init")
    #expect(second.status == 0 && second.text.hasPrefix("was there already: "))
    #expect(try Data(contentsOf: URL(fileURLWithPath: key)) == bytes)
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
    let open = try command("solar", "status")
    #expect(
      open.status == 2 && open.sentence.contains("others may use the key")
        && open.sentence.contains("chmod 600"))
    // Random bytes come all the same, and say so.
    let run = try command("random", "--explain")
    #expect(run.status == 0 && run.errors.contains("others may use the key"))
    try FileManager.default.removeItem(atPath: key)
    #expect(try command("solar", "status").status == 2)
    #expect(!FileManager.default.fileExists(atPath: key))
  }

  @Test func `a changed file is refused and named, and the rest goes on`() throws {
    let server = try Self.server()
    let command = try Self.command(server.url, Self.both)
    _ = try command("solar", "fetch")
    let checkpoint = try #require(try command("solar", "verify").text.split(separator: " ").last).dropLast()
    let records = command.folder.path + "/state/solar/records/goes-primary-xrays-6-hour"
    let day = try #require(try FileManager.default.contentsOfDirectory(atPath: records).first)
    let file = URL(fileURLWithPath: "\(records)/\(day)")
    let whole = try Data(contentsOf: file)
    var changed = whole
    changed[whole.count / 2] ^= 1
    try changed.write(to: file)
    let refused = try command("solar", "verify")
    #expect(
      refused.status == 1 && refused.text.contains("records/goes-primary-xrays-6-hour/\(day): it was changed")
    )
    #expect(try command("solar", "export", "goes-primary-xrays-6-hour").status == 2)
    #expect(try command("solar", "export", "goes-secondary-xrays-6-hour").status == 0)
    #expect(try command("random").status == 0)
    try whole.write(to: file)
    #expect(try command("solar", "verify", "--checkpoint", String(checkpoint)).status == 0)
    let other = try command("solar", "verify", "--checkpoint", String(repeating: "0", count: 32) + ":1")
    #expect(other.status == 1 && other.text.contains("older copy"))
    #expect(try command("solar", "verify", "--checkpoint", "x").status == 64)
  }

  @Test func `what was accepted can be studied`() throws {
    let server = try Self.server()
    let command = try Self.command(server.url, Self.both)
    _ = try command("solar", "fetch")
    let values = try command("solar", "export", "goes-primary-xrays-6-hour").text.split(separator: "\n")
    #expect(
      values.first == "time,origin,series,flux,observed_flux,electron_correction,electron_contaminaton"
        && values.count == 81)
    #expect(values[1].contains(",18,0.05-0.4nm,1e-06,1e-06,0.0,false"))
    let documents = try command("solar", "export", "goes-primary-xrays-6-hour", "--jsonl").text.split(
      separator: "\n")
    #expect(documents.count == 80 && documents[0].contains(#""flux":"1e-06""#))
    let symbols = try command("solar", "export", "goes-primary-xrays-6-hour", "--symbols", "flux")
    #expect(symbols.output.count == 80 && symbols.errors.contains("worth 0 bits of secrecy"))
    #expect(symbols.output[0] == UInt8(truncatingIfNeeded: Float(1e-6).bitPattern))
    let list = try command("solar", "list").text.split(separator: "\n")
    #expect(list.count >= 3 && list[1].hasPrefix("goes-primary-xrays-6-hour"))
    let none = try command("solar", "export", "goes-primary-xrays-6-hour", "--until", "2000-01-01")
    #expect(none.text.split(separator: "\n").count == 1)
    for arguments in [
      ["solar", "export", "none"], ["solar", "export", "rtsw-mag-1m", "--since", "yesterday"],
      ["solar", "export", "rtsw-mag-1m", "--symbols", "none"], ["solar"],
      ["solar", "fetcher", "--task", "none"],
      ["solar", "fetch", "--follow", "--json"],
    ] { #expect(try command.run(arguments).status == 64, "\(arguments)") }
    let status = try command("solar", "status", "--json")
    #expect(status.status == 0 && status.text.contains(#""state":"accepted""#))
    #expect(try command("status").text.contains("NOAA space-weather data, public: credit 0"))
    #expect(try command("sources").text.contains("NOAA space-weather data, public: credit 0"))
  }

  @Test func `where there is no data nothing is made by looking`() throws {
    let command = try Self.command("https://127.0.0.1:1")
    for verb in ["status", "list", "verify"] { #expect(try command("solar", verb).status == 69) }
    let status = try command("status")
    #expect(status.status == 0 && status.text.contains("nothing was fetched yet; run wellspring solar fetch"))
    #expect(!FileManager.default.fileExists(atPath: command.folder.path + "/state/solar"))
  }

  @Test(arguments: [
    (#","products":["xrays"]"#, "is no product"), (#","claim":1"#, "public"),
    (#","record":"x.json""#, "public"),
    (#","alpha":"2^-30""#, "public"), (#","interval_seconds":59"#, "60"), (#","keep_days":0"#, "1"),
    (#","directory":"solar""#, "\"/\""), (#","key_file":"key""#, "\"/\""), (#","contact":"a b""#, "contact"),
    (#","directory":"/a","key_file":"/a/key""#, "key file lies in the folder"),
    (#","fetch_at_start":1"#, "true or false"),
    (#","path":"/x""#, "kind \"solar\""),
  ])
  func `a wrong setting is refused at every start`(setting: String, saying: String) throws {
    let command = try Self.command("https://127.0.0.1:1", setting)
    let run = try command("random")
    #expect(run.status == 2 && run.sentence.contains(saying), "\(run.sentence)")
    #expect(try command("config", "check", command.folder.path + "/wellspring.json").status == 2)
  }

  @Test(arguments: [
    "http://127.0.0.1", "https://", "ftp://x", "https://user@host", "127.0.0.1", "https://a b",
  ])
  func `a base URL that is none of https is refused`(url: String) throws {
    let run = try Self.command(url)("random")
    #expect(run.status == 2 && run.sentence.contains("https URL"))
  }
}
