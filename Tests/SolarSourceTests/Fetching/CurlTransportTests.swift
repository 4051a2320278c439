// SPDX-License-Identifier: Apache-2.0
@testable import SolarSource
import Foundation
import ReplaySupport
import Testing

/// Real sockets and TLS, and whatever a server can do to a client.
@Suite(.serialized) struct CurlTransportTests {
  /// A client with short patience.
  static func client(
    trusting authority: [UInt8]? = nil, totalMilliseconds: Int = 3000,
    isWanted: @escaping () -> Bool = { true }
  ) throws -> CurlTransport {
    var configuration = TransportConfiguration(
      version: "0.0.0", contact: "https://wellspring.example",
      certificates: try authority ?? ReplayedServer.authority)
    configuration.connectMilliseconds = 2000
    configuration.totalMilliseconds = totalMilliseconds
    configuration.lowSpeedBytes = 100
    configuration.lowSpeedSeconds = 2
    return CurlTransport(configuration, now: { SolarTime(seconds: 1_715_632_500) }, isWanted: isWanted)
  }

  /// The state that a request ends in; "body" where there is one.
  static func state(_ client: CurlTransport, _ url: String, entityTag: String? = nil) -> String {
    do throws(SolarRefusal) {
      _ = try client.get(SolarRequest(url: url, entityTag: entityTag))
      return "body"
    } catch { return error.state }
  }

  /// Files with whole responses, and what a client makes of them.
  static let responses = [
    "200-ok": "body", "200-chunked-ok": "body", "200-gzip": "body", "200-stale-age": "body",
    "200-chunked-cut": "cut-short", "200-gzip-cut": "body", "200-short-body": "cut-short",
    "200-huge-content-length": "too-large", "200-html-wrong-type": "wrong-content-type",
    "301-to-plain-http": "redirected", "302-to-other-host": "redirected", "304-not-modified": "not-modified",
    "403-no-user-agent": "forbidden", "404-retired-solar-wind": "not-found",
    "429-retry-after": "rate-limited",
    "503-retry-after-date": "unavailable",
  ]

  @Test(.enabled(if: BodyFilesTests.isThere, "../shared/data/noaa is not beside the package"))
  func `each recorded response ends in the state of its name`() throws {
    let folder = BodyFilesTests.folder + "/http"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".http") }
    #expect(Set(names.map { String($0.dropLast(5)) }) == Set(Self.responses.keys))
    let server = try ReplayedServer(
      Dictionary(
        uniqueKeysWithValues: Self.responses.keys.map { ("/\($0)", ["raw", "\(folder)/\($0).http"]) }))
    for (name, state) in Self.responses.sorted(by: { $0.key < $1.key }) {
      #expect(Self.state(try Self.client(), "\(server.url)/\(name)", entityTag: "\"x\"") == state, "\(name)")
    }
    // What they say beside their state.
    func refusal(_ name: String) throws -> SolarRefusal? {
      let client = try Self.client()
      do throws(SolarRefusal) {
        _ = try client.get(SolarRequest(url: "\(server.url)/\(name)"))
        return nil
      } catch { return error }
    }
    #expect(try refusal("429-retry-after") == .rateLimited(retryAfter: 120))
    // 20:40:00 of that day, and it is 20:35:00.
    #expect(try refusal("503-retry-after-date") == .unavailable(status: 503, retryAfter: 300))
    #expect(
      try refusal("302-to-other-host")
        == .redirected(status: 302, location: "https://evil.example/xrays.json"))
    #expect(try refusal("304-not-modified") == .unexpectedStatus(304))
    let stale = try Self.client().get(SolarRequest(url: "\(server.url)/200-stale-age"))
    #expect(stale.ageSeconds == 86_400 && stale.entityTag == "\"27f12-6185c0a1b2c3d\"")
    #expect(stale.lastModified == "Mon, 13 May 2024 20:34:01 GMT")
    // libcurl does not miss the end of what is compressed; the parser does.
    let cut = try Self.client().get(SolarRequest(url: "\(server.url)/200-gzip-cut"))
    #expect(throws: SolarRefusal.notJSON(offset: cut.body.count)) {
      try SolarParser.parse(cut.body, as: .primaryXRays6Hour)
    }
    let inflated = try Self.client().get(SolarRequest(url: "\(server.url)/200-gzip"))
    #expect(inflated.body == (try BodyFilesTests.bytes("real/goes-xrays-6-hour.2024-05-13.goes18.json")))
  }

  @Test(.enabled(if: BodyFilesTests.isThere, "../shared/data/noaa is not beside the package"))
  func `each recorded body ends in its state over the network too`() throws {
    // What is compressed comes as such: the bomb inflates to more than eight MiB, the week to more rows than are taken.
    let compressed = [
      "malformed/spaces-8MiB.bomb.json.gz": "too-large",
      "malformed/xrays-6-hour.truncated.json.gz": "not-json",
      "real/goes-xrays-7-day.2020-07-15.goes16.json.gz": "too-many-rows",
    ]
    let server = try ReplayedServer(
      Dictionary(
        uniqueKeysWithValues: BodyFilesTests.files.map { file in
          let behaviour = compressed[file.name] == nil ? "body" : "gzip"
          return ("/\(file.name)", [behaviour, "\(BodyFilesTests.folder)/\(file.name)"])
        }))
    let client = try Self.client()
    for file in BodyFilesTests.files {
      let state: String
      do throws(SolarRefusal) {
        let reply = try client.get(SolarRequest(url: "\(server.url)/\(file.name)"))
        state = BodyFilesTests.outcome(of: reply.body, file).state
      } catch { state = error.state }
      #expect(state == compressed[file.name] ?? file.state, "\(file.name)")
    }
  }

  @Test(arguments: [
    ("expired", "tls-refused"), ("wrong-name", "tls-refused"), ("other-ca", "tls-refused"),
    ("self-signed", "tls-refused"), ("tls11", "tls-refused"), ("plain", "tls-refused"), ("good", "body"),
  ])
  func `who does not prove who they are is refused`(identity: String, state: String) throws {
    let server = try ReplayedServer(["/x": ["body", "/dev/null"]], identity: identity)
    #expect(Self.state(try Self.client(), server.url + "/x") == state)
  }

  @Test func `without the authority the good one is refused too`() throws {
    let server = try ReplayedServer(["/x": ["body", "/dev/null"]])
    #expect(Self.state(try Self.client(trusting: []), server.url + "/x") == "tls-refused")
  }

  @Test(arguments: [
    "http://127.0.0.1:1/x", "file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/", "", "https://",
    "x",
    "https://127.0.0.1:1/x", "https://nowhere.invalid/x", "https://127.0.0.1:1/a b",
    "https://127.0.0.1:1/\r\nX: y",
  ])
  func `what is no https URL of somebody who is there is unreachable`(url: String) throws {
    #expect(Self.state(try Self.client(), url) == "unreachable")
  }

  @Test func `a server that is slow, silent or without end is given up in time and in memory`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("wellspring-\(UUID())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(repeating: 32, count: 4096).write(to: URL(fileURLWithPath: folder + "/body"))
    // 64 MiB of blanks, eight times what is taken; deflate cannot make it smaller than a thousandth.
    let bomb = Process()
    bomb.executableURL = URL(fileURLWithPath: "/bin/sh")
    bomb.arguments = ["-c", "head -c 67108864 /dev/zero | tr '\\0' ' ' | gzip -9 > \(folder)/bomb"]
    try bomb.run()
    bomb.waitUntilExit()
    let server = try ReplayedServer([
      "/slow": ["slow", folder + "/body"], "/silent": ["silent"], "/head": ["endless-head"],
      "/body": ["endless-body"], "/bomb": ["gzip", folder + "/bomb"], "/501": ["status", "501"],
      "/204": ["status", "204"], "/999": ["status", "999"],
    ])
    for (path, state) in [
      ("slow", "timed-out"), ("silent", "timed-out"), ("head", "too-large"), ("body", "too-large"),
      ("bomb", "too-large"), ("501", "unavailable"), ("204", "unexpected-status"),
      ("999", "unexpected-status"),
    ] {
      let started = ContinuousClock.now
      #expect(Self.state(try Self.client(), "\(server.url)/\(path)") == state, "\(path)")
      #expect(ContinuousClock.now - started < .seconds(30), "\(path)")
    }
  }

  @Test func `a request ends when nobody wants it any more`() throws {
    let server = try ReplayedServer(["/silent": ["silent"]])
    let client = try Self.client(totalMilliseconds: 600_000, isWanted: { false })
    #expect(Self.state(client, server.url + "/silent") == "cut-short")
  }

  @Test func `it says who it is, asks whether something is new, and uses one connection`() throws {
    let server = try ReplayedServer(["/x": ["body", "/dev/null"]])
    let client = try Self.client()
    _ = try client.get(SolarRequest(url: server.url + "/x"))
    #expect(client.connections == 1)
    _ = try client.get(
      SolarRequest(url: server.url + "/x", entityTag: "\"a\"", lastModified: "Mon, 13 May 2024 20:34:01 GMT"))
    #expect(client.connections == 0)
    // What could smuggle a line into the request is not sent.
    for tag in ["\"a\"\r\nX-Smuggled: 1", "\"\u{e9}\"", "\"\0\"", String(repeating: "a", count: 257), ""] {
      _ = try client.get(SolarRequest(url: server.url + "/x", entityTag: tag, lastModified: tag))
    }
    let requests = try server.requests()
    #expect(requests.count == 7)
    for request in requests {
      #expect(request.contains("User-Agent: wellspring/0.0.0 (+https://wellspring.example)"))
      #expect(request.contains("Accept-Encoding: gzip") && request[0] == "GET /x HTTP/1.1")
    }
    #expect(requests[1].contains("If-None-Match: \"a\""))
    #expect(requests[1].contains("If-Modified-Since: Mon, 13 May 2024 20:34:01 GMT"))
    for request in requests[2...] {
      #expect(!request.contains { $0.hasPrefix("If-") || $0.contains("Smuggled") || $0.hasPrefix("Cookie") })
    }
  }
}
