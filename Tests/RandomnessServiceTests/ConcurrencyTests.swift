// SPDX-License-Identifier: Apache-2.0
import EntropySources
import RandomnessService
import SecretMemory
import Synchronization
import Telemetry
import TestSupport
import Testing

/// Many threads on one service, with a thread for each source. Run under the Thread Sanitizer too.
@Suite struct ConcurrencyTests {
  /// 16 bytes of output.
  struct Block: Hashable {
    let high: UInt64
    let low: UInt64
  }

  static func blocks(_ bytes: [UInt8]) -> [Block] {
    stride(from: 0, to: bytes.count, by: 16).map { start in
      func word(_ start: Int) -> UInt64 { bytes[start..<(start + 8)].reduce(0) { $0 << 8 | UInt64($1) } }
      return Block(high: word(start), low: word(start + 8))
    }
  }

  static func bench(
    _ configuration: Configuration, scripts: [String: [ScriptedStep]] = [:]
  ) throws -> Bench {
    try Bench(configuration, scripts: scripts, driver: .threads, clock: SystemClock())
  }

  @Test func `no two requests of any threads share a block`() async throws {
    let bench = try Self.bench(
      Configuration(
        sources: [.getrandom, .quantum()], reseed: ReseedPolicy(requests: 100, seconds: 600),
        deadlineMilliseconds: 10_000))
    let (threads, requests) = (4, 400)
    var seen: Set<Block> = []
    try await withThrowingTaskGroup(of: [Block].self) { group in
      for thread in 0..<threads {
        group.addTask {
          var blocks: [Block] = []
          for request in 0..<requests {
            if request % 50 == thread {
              blocks += Self.blocks(try bench.draw(48, predictionResistance: true))
            } else {
              blocks += Self.blocks(try bench.draw(48))
            }
          }
          return blocks
        }
      }
      // Whoever looks or acts in the meantime disturbs nothing.
      group.addTask {
        for index in 0..<60 {
          _ = bench.service.snapshot()
          if index % 20 == 0 { try bench.service.reseed() }
          if index % 30 == 0 { try bench.service.act(.test, on: "quantum") }
        }
        return []
      }
      for try await blocks in group { seen.formUnion(blocks) }
    }
    #expect(seen.count == threads * requests * 3)
    let snapshot = bench.service.snapshot()
    #expect(snapshot.generator.requests == UInt64(threads * requests))
    #expect(snapshot.events.last.map { $0.sequence } ?? 0 > 0)
    let sequences = snapshot.events.map(\.sequence)
    #expect(zip(sequences, sequences.dropFirst()).allSatisfy { $0 + 1 == $1 })
  }

  @Test func `of many first requests one seeds and all are served, from a slow source too`() async throws {
    // 1136 samples take 0.28 s, and no more ever come: every request waits for the one seed that there is.
    let bench = try Self.bench(
      .certified(reseed: ReseedPolicy(requests: 1000, seconds: 600), deadlineMilliseconds: 5000),
      scripts: ["quantum": [.slow(samplesPerSecond: 4000, samples: 1024 + 112), .silent()]])
    try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<12 { group.addTask { try bench.draw() } }
      var seen: Set<[UInt8]> = []
      for try await bytes in group { seen.insert(bytes) }
      #expect(seen.count == 12)
    }
    #expect(bench.ledger.count == 1)
    #expect(bench.phases == [.unseeded, .seeded])
  }

  @Test func `a source that hangs for ever delays nobody but who asks for it`() async throws {
    let hanging = HangingSource(descriptor: .scripted(id: "hanging"))
    defer { hanging.release() }
    let getrandom = ScriptedSource(descriptor: .scripted(id: "getrandom"), seed: 5)
    let environment = ServiceEnvironment(
      clock: SystemClock(), today: { Bench.today },
      makeSource: { configuration throws(SourceError) in
        if configuration.id == "hanging" { return hanging }
        return getrandom
      }, readPublicFile: { _ in nil }, driver: .threads)
    let randomness = try Randomness(
      Configuration(
        sources: [.getrandom, .quantum("hanging")], reseed: ReseedPolicy(requests: 2, seconds: 600),
        deadlineMilliseconds: 5000), environment: environment)
    let clock = ContinuousClock()
    let begun = clock.now
    while !hanging.isBeingRead && clock.now - begun < .seconds(10) { await Task.yield() }
    let started = clock.now
    var bytes = [UInt8](repeating: 0, count: 32)
    for _ in 0..<20 { try randomness.fill(&bytes) }
    _ = randomness.snapshot()
    _ = try randomness.act(.test, on: "getrandom")
    try randomness.reseed()
    #expect(clock.now - started < .seconds(4))
    #expect(hanging.isBeingRead)
    #expect(randomness.snapshot().sources.map(\.state) == [.healthy, .starting])
  }
}

/// A source whose read never returns until it is released, whatever its deadline says: a driver that blocks.
private final class HangingSource: EntropySource {
  let descriptor: SourceDescriptor
  let activity = SourceActivity()
  private let reading = Atomic<Bool>(false)
  private let released = Atomic<Bool>(false)

  init(descriptor: SourceDescriptor) { self.descriptor = descriptor }

  var isBeingRead: Bool { reading.load(ordering: .acquiring) }
  func release() { released.store(true, ordering: .releasing) }
  func probe() -> SourceAvailability { .present }

  func open(for purpose: SessionPurpose, clock: any MonotonicClock) throws(SourceError) -> any NoiseSession {
    let context = try SessionContext(
      descriptor: descriptor, activity: activity, clock: clock, purpose: purpose)
    return Session(source: self, context: context)
  }

  fileprivate func hang(_ clock: any MonotonicClock) {
    reading.store(true, ordering: .releasing)
    while !released.load(ordering: .acquiring) { clock.sleep(nanoseconds: 1_000_000) }
  }

  private final class Session: NoiseSession {
    let context: SessionContext
    let identity = DeviceIdentity.scripted
    private let source: HangingSource

    init(source: HangingSource, context: SessionContext) {
      self.source = source
      self.context = context
    }

    func read(into buffer: inout MutableSpan<UInt8>, deadline: Instant) throws(SourceError) -> Int {
      source.hang(context.clock)
      throw .timedOut(waitedNanoseconds: 0)
    }
    func discardBuffered() {}
    func close() { context.end() }
  }
}
