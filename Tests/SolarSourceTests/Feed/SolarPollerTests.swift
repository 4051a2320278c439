// SPDX-License-Identifier: Apache-2.0
@testable import SolarSource
import SecretMemory
import Testing

/// Polls against a scripted server: what is asked, what is believed, and what is remembered.
@Suite struct SolarPollerTests {
  /// Answers by path, from a script.
  final class Script: SolarTransport, Sendable {
    private let state = Guarded(
      (answers: [String: [Result<SolarReply, SolarRefusal>]](), requests: [SolarRequest]()))

    func add(_ product: SolarProduct, _ answer: Result<SolarReply, SolarRefusal>) {
      state.withLock { $0.answers[product.path, default: []].append(answer) }
    }

    func add(_ product: SolarProduct, _ body: String) {
      add(product, .success(SolarReply(body: Array(body.utf8))))
    }

    var requests: [SolarRequest] { state.withLock { $0.requests } }

    func get(_ request: SolarRequest) throws(SolarRefusal) -> SolarReply {
      let answer = state.withLock { state -> Result<SolarReply, SolarRefusal> in
        state.requests.append(request)
        let path = String(request.url.dropFirst("https://x".count))
        guard var answers = state.answers[path], !answers.isEmpty else {
          return .failure(.notFound(status: 404))
        }
        let answer = answers.removeFirst()
        state.answers[path] = answers
        return answer
      }
      return try answer.get()
    }
  }

  /// A clock that is set.
  private final class Clock: Sendable {
    let time = Guarded(StoreBench.start)
  }

  /// A poller over a store of its own, whose clock is set by hand.
  struct Rig {
    let script = Script()
    let store: SolarStore
    private let clock = Clock()
    let poller: SolarPoller

    init() throws {
      store = try StoreBench().store()
      let clock = self.clock
      poller = SolarPoller(
        store: store, transport: script, baseURL: "https://x", pacing: SolarPacing(),
        now: { clock.time.withLock { $0 } })
    }

    /// Polls at a minute, and returns the state that it ends in.
    func poll(_ product: SolarProduct = .primaryXRays6Hour, minute: Int) throws -> String {
      clock.time.withLock { $0 = StoreBench.start.adding(seconds: 60 * minute) }
      guard try poller.poll(product, isAsked: true) else { return "not due" }
      return try store.standing(of: product).state
    }

    func standing(_ product: SolarProduct = .primaryXRays6Hour) throws -> SolarStanding {
      try store.standing(of: product)
    }
  }

  /// The rows of these minutes, one band of X-rays, and what is told otherwise.
  static func body(
    _ minutes: Range<Int>, satellite: Int = 18, factor: Double = 1, otherwise: [Int: Double] = [:]
  ) -> String {
    let rows = minutes.map { minute in
      let flux = otherwise[minute] ?? factor * (1e-6 + 1e-9 * Double(minute))
      return
        #"{"time_tag":"\#(StoreBench.start.adding(seconds: 60 * minute))","satellite":\#(satellite),"flux":\#(flux),"#
        + #""energy":"0.1-0.8nm"}"#
    }
    return "[" + rows.joined(separator: ",") + "]"
  }

  @Test func `what is believed is stored, remembered and asked for conditionally`() throws {
    let rig = try Rig()
    rig.script.add(
      .primaryXRays6Hour,
      .success(
        SolarReply(
          body: Array(Self.body(0..<40).utf8), entityTag: "\"a\"", lastModified: "then", ageSeconds: 60)))
    rig.script.add(.primaryXRays6Hour, .failure(.notModified))
    #expect(try rig.poll(minute: 45) == "accepted")
    #expect(try rig.store.records(of: .primaryXRays6Hour).count == 40)
    let accepted = try #require(try rig.standing().accepted)
    #expect(accepted.observed == StoreBench.start.adding(seconds: 60 * 39))
    #expect(accepted.fetched == StoreBench.start.adding(seconds: 60 * 45))
    #expect(try rig.poll(minute: 50) == "not-modified")
    #expect(try rig.standing().failures == 0 && rig.standing().accepted == accepted)
    #expect(rig.script.requests.map(\.entityTag) == [nil, "\"a\""])
    #expect(rig.script.requests.map(\.lastModified) == [nil, "then"])
    #expect(try rig.standing().fresh(at: StoreBench.start.adding(seconds: 60 * 50)) == accepted)
  }

  @Test func `a request is remembered before it is made, and a minute lies between two`() throws {
    let rig = try Rig()
    #expect(try rig.poll(minute: 10) == "not-found")
    #expect(try rig.standing().lastRequest == StoreBench.start.adding(seconds: 600))
    #expect(try rig.poll(minute: 10) == "not due")
    #expect(try rig.poll(minute: 11) == "not-found")
    #expect(try rig.standing().failures == 2 && rig.script.requests.count == 2)
    rig.script.add(.primaryXRays6Hour, .failure(.rateLimited(retryAfter: 600)))
    #expect(try rig.poll(minute: 12) == "rate-limited")
    #expect(try rig.poll(minute: 21) == "not due")
    #expect(try rig.poll(minute: 22) == "not-found")
  }

  @Test func `what a cache has kept for too long is stale`() throws {
    let rig = try Rig()
    rig.script.add(
      .primaryXRays6Hour, .success(SolarReply(body: Array(Self.body(0..<40).utf8), ageSeconds: 86_400)))
    #expect(try rig.poll(minute: 45) == "stale")
  }

  @Test func `a replay, a lie about now and a lie about then are told apart`() throws {
    let rig = try Rig()
    let bodies = [
      Self.body(0..<40), Self.body(0..<40), Self.body(0..<39), Self.body(0..<40, otherwise: [39: 5e-6]),
      Self.body(2..<41, otherwise: [20: 5e-6]), Self.body(100..<140), Self.body(100..<141, factor: 0),
      Self.body(100..<142).replacing("e-06", with: "e-06x"),
    ]
    for body in bodies { rig.script.add(.primaryXRays6Hour, body) }
    let minutes = [41, 42, 43, 44, 45, 141, 142, 143]
    #expect(
      try minutes.map { try rig.poll(minute: $0) } == [
        "accepted", "unchanged", "replayed", "conflict", "rewritten", "accepted", "all-zero", "not-json",
      ])
    #expect(try rig.standing().accepted?.observed == StoreBench.start.adding(seconds: 60 * 139))
    #expect(try rig.store.verify().isEmpty)
  }

  @Test func `after a revision the window need not move on before anything is believed again`() throws {
    let rig = try Rig()
    let revised = [30: 2e-6]
    for body in [
      Self.body(0..<40), Self.body(1..<41, otherwise: revised), Self.body(2..<42, otherwise: revised),
    ] {
      rig.script.add(.primaryXRays6Hour, body)
    }
    #expect(try [41, 42, 43].map { try rig.poll(minute: $0) } == ["accepted", "rewritten", "accepted"])
    let versions = try rig.store.records(of: .primaryXRays6Hour).filter {
      $0.time == StoreBench.start.adding(seconds: 1800)
    }
    #expect(versions.map { $0.values[0] } == ["1.0299999999999999e-06", "2e-06"])
    // A feed that never says the same twice cannot fill the store.
    for round in 0..<20 {
      rig.script.add(.primaryXRays6Hour, Self.body(2..<42, otherwise: [30: 3e-6 + 1e-9 * Double(round)]))
      #expect(try rig.poll(minute: 44 + round) == "conflict")
    }
    #expect(try rig.store.records(of: .primaryXRays6Hour).count == 42 + 2)
  }

  @Test func `two satellites that agree corroborate each other, two that differ are refused`() throws {
    let rig = try Rig()
    rig.script.add(.secondaryXRays6Hour, Self.body(0..<40, satellite: 19, factor: 1.1))
    rig.script.add(.primaryXRays6Hour, Self.body(0..<40))
    rig.script.add(.primaryXRays6Hour, Self.body(1..<41))
    rig.script.add(.secondaryXRays6Hour, Self.body(50..<90, satellite: 19, factor: 10))
    rig.script.add(.primaryXRays6Hour, Self.body(50..<90))
    #expect(try rig.poll(.secondaryXRays6Hour, minute: 41) == "accepted")
    #expect(try rig.standing(.secondaryXRays6Hour).accepted?.corroboration == .uncorroborated)
    #expect(try rig.poll(minute: 41) == "accepted")
    #expect(try rig.standing().accepted?.corroboration == .corroborated)
    #expect(try rig.standing(.secondaryXRays6Hour).accepted?.corroboration == .corroborated)
    #expect(try rig.poll(minute: 42) == "accepted")
    #expect(try rig.poll(.secondaryXRays6Hour, minute: 91) == "accepted")
    #expect(try rig.poll(minute: 91) == "contradicted")
  }

  @Test func `a longer window has to contain the shorter one`() throws {
    let rig = try Rig()
    rig.script.add(.primaryXRays6Hour, Self.body(20..<60))
    rig.script.add(.primaryXRays1Day, Self.body(0..<60, otherwise: [30: 5e-6]))
    rig.script.add(.primaryXRays1Day, Self.body(0..<60))
    #expect(try rig.poll(minute: 61) == "accepted")
    #expect(try rig.poll(.primaryXRays1Day, minute: 61) == "window-mismatch")
    #expect(try rig.poll(.primaryXRays1Day, minute: 62) == "accepted")
  }
}
