// SPDX-License-Identifier: Apache-2.0
import EntropySources
import RandomnessService
import Telemetry
import TestSupport
import Testing

/// Public data is mixed in, and is worth nothing (F-1 to F-5).
@Suite struct PublicDataTests {
  static let solar = SourceConfiguration(id: "solar", kind: .publicFile(path: "/solar"))
  static let beacon = SourceConfiguration(id: "beacon", kind: .publicFile(path: "/beacon"))

  /// A few draws with reseeds; the secret sources are the same whatever the files hold.
  static func run(
    _ sources: [SourceConfiguration], files: [String: [UInt8]] = [:]
  ) throws -> (bench: Bench, output: [[UInt8]]) {
    let bench = try Bench(
      .certified(sources + [.quantum()], reseed: ReseedPolicy(requests: 1, seconds: 600)), files: files)
    return (bench, try (0..<4).map { _ in try bench.draw() })
  }

  @Test func `it changes the output and neither credit nor readiness`() throws {
    // F-3, F-4: the same secrets with, without, and with other public data.
    let without = try Self.run([])
    let with = try Self.run([Self.solar, Self.beacon], files: ["/solar": [1, 2, 3], "/beacon": [9]])
    let other = try Self.run([Self.solar, Self.beacon], files: ["/solar": [1, 2, 4], "/beacon": [9]])
    let missing = try Self.run([Self.solar, Self.beacon])
    for run in [with, other, missing] {
      #expect(run.bench.ledger.map(\.worth) == without.bench.ledger.map(\.worth))
      #expect(run.bench.ledger.map(\.contributions) == without.bench.ledger.map(\.contributions))
      #expect(run.bench.phases == without.bench.phases)
      #expect(run.bench.clock.now() == without.bench.clock.now())
    }
    #expect(with.output != without.output && with.output != other.output)
    // A feed that is blocked is no feed: only the epoch and the seeds are left, which are equal here.
    #expect(missing.output == without.output)
    for record in with.bench.ledger {
      #expect(record.additionalInput.map(\.source) == ["beacon", "solar"])
      #expect(record.additionalInput.allSatisfy { $0.creditedBits == 0 && $0.verdict == "public: credit 0" })
    }
    #expect(missing.bench.ledger.allSatisfy { $0.additionalInput.isEmpty })
  }

  @Test func `it seeds nothing by itself`() throws {
    let bench = try Bench(
      .certified([Self.solar, .quantum()]), scripts: ["quantum": [.silent()]], files: ["/solar": [1, 2, 3]])
    let failure = try #require(bench.failure())
    guard case .sourcesUnavailable(let sources, _) = failure.error else {
      Issue.record("\(failure.error)")
      return
    }
    #expect(sources.map(\.id) == ["quantum"])
    #expect(throws: RandomnessError.invalidConfiguration(.noSource)) {
      _ = try Bench(.certified([Self.solar]))
    }
  }

  @Test func `it is read before the secret samples of its reseed are collected`() throws {
    let bench = try Bench(
      .certified([Self.solar, .quantum()], reseed: ReseedPolicy(requests: 1, seconds: 600)),
      files: ["/solar": [1]])
    try bench.draw()
    // The seed just used had [1]; for the next one the file has been read already.
    bench.setFile("/solar", [2, 2])
    try bench.draw()
    try bench.draw()
    #expect(bench.ledger.map { $0.additionalInput.map(\.samples) } == [[1], [1], [2]])
  }

  @Test func `the same data twice still gives another additional input`() throws {
    let one = try Self.run([Self.solar], files: ["/solar": Array(repeating: 7, count: 100)])
    #expect(Set(one.output).count == 4)
  }

  @Test(arguments: [(0, 0), (0, 1), (0, 70_000), (255, 65_536)] as [(UInt8, Int)])
  func `whatever a feed says, the service goes on`(byte: UInt8, count: Int) throws {
    // F-5
    let content = Array(repeating: byte, count: count)
    let run = try Self.run([Self.solar], files: ["/solar": content])
    #expect(Set(run.output).count == 4)
    #expect(run.bench.ledger.last?.additionalInput.map(\.samples) == [min(content.count, 65_536)])
    #expect(run.bench.phase == .seeded)
  }

  @Test func `a switched-off feed is not read`() throws {
    var off = Self.solar
    off.isEnabled = false
    let run = try Self.run([off], files: ["/solar": [1]])
    #expect(run.bench.ledger.allSatisfy { $0.additionalInput.isEmpty })
  }

  @Test func `an uncredited device is additional input too, in the order of names`() throws {
    let bench = try Bench(
      .certified(
        [.quantum("z-quantum"), .quantum("m-noise", record: .some(nil)), Self.solar, Self.beacon],
        reseed: ReseedPolicy(requests: 1, seconds: 600)), files: ["/solar": [1], "/beacon": [2]])
    try bench.draw()
    bench.service.settle()
    try bench.draw()
    #expect(bench.state("m-noise") == .unrated)
    #expect(bench.ledger.last?.additionalInput.map(\.source) == ["beacon", "m-noise", "solar"])
    #expect(bench.ledger.last?.additionalInput.map(\.samples) == [1, 64, 1])
  }
}
