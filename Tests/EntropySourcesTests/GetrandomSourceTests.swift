// SPDX-License-Identifier: Apache-2.0
import HealthTests
import TestSupport
import Testing

@testable import EntropySources

@Suite struct GetrandomSourceTests {
  private let clock = FakeClock()
  private let system: ScriptedSystem
  private let source: GetrandomSource

  init() {
    system = ScriptedSystem(clock: clock, seed: 1)
    source = GetrandomSource(system: system)
  }

  @Test func `it claims nothing and belongs to the kernel's group`() throws {
    try source.descriptor.validate()
    #expect(source.descriptor.kind == .deterministicConditioned)
    #expect(source.descriptor.independenceGroup == .kernel)
    #expect(source.descriptor.claim == nil)
    #expect(!source.descriptor.conditioning.isRaw)
    #expect(source.descriptor.bitsPerSample == 8)
  }

  @Test func `a collection asks in pieces of at most 256 bytes`() throws {
    let session = try source.open(clock: clock)
    let batch = try session.collect(sampleCount: 600, deadline: clock.deadline(milliseconds: 10))
    #expect(batch.samples.count == 600)
    #expect(batch.samples.source == "getrandom")
    #expect(batch.samples.bitsPerSample == 8)
    #expect(batch.status == .complete)
    #expect(system.log.getrandomSizes == [256, 256, 88])
    #expect(clock.sleepCount == 0)
  }

  @Test func `signals and short counts are asked through (I-1)`() throws {
    system.setGetrandom([
      .fails(.interrupted), .bytes([1, 2, 3]), .fails(.interrupted), .fails(.interrupted),
      .bytes([4, 5, 6, 7]),
    ])
    let session = try source.open(clock: clock)
    let bytes = try session.collectBytes(sampleCount: 7, deadline: clock.deadline(milliseconds: 10))
    #expect(bytes == [1, 2, 3, 4, 5, 6, 7])
    #expect(system.log.getrandomSizes == [7, 7, 4, 4, 4])
    #expect(source.activity.counters.interrupted == 3)
    #expect(source.activity.counters.shortReads == 1)
    #expect(source.activity.counters.reads == 2)
    #expect(source.activity.counters.bytes == 7)
  }

  @Test func `a kernel that is not initialised is asked until the deadline and no longer (I-1)`() throws {
    system.setGetrandom([.failsForEver(.wouldBlock)])
    #expect(source.probe() == .present)
    let session = try source.open(clock: clock)
    let start = clock.now()
    #expect(throws: SourceError.notReady(waitedNanoseconds: 95_000_000)) {
      _ = try session.collectBytes(sampleCount: 48, deadline: clock.deadline(milliseconds: 95))
    }
    #expect(clock.now().nanoseconds(since: start) == 95_000_000)
    #expect(source.activity.counters.timeouts == 1)
    #expect(source.activity.counters.wouldBlock == 11)
  }

  @Test func `a kernel that becomes ready in time answers`() throws {
    system.setGetrandom([.fails(.wouldBlock), .fails(.wouldBlock), .flood])
    let session = try source.open(clock: clock)
    let start = clock.now()
    #expect(try session.collectBytes(sampleCount: 48, deadline: clock.deadline(milliseconds: 95)).count == 48)
    #expect(clock.now().nanoseconds(since: start) == 20_000_000)
  }

  @Test func `endless signals end at the deadline`() throws {
    let clock = FakeClock(tick: 1_000)
    let session = try source.open(clock: clock)
    system.setGetrandom([.failsForEver(.interrupted)])
    do throws(SourceError) {
      _ = try session.collectBytes(sampleCount: 48, deadline: clock.deadline(milliseconds: 1))
      Issue.record("no bytes can have come")
    } catch {
      guard case .timedOut(let waited) = error else { throw error }
      #expect((990_000...1_010_000).contains(waited))
    }
  }

  @Test func `one attempt is made after the deadline too`() throws {
    let session = try source.open(clock: clock)
    let past = clock.now()
    clock.advance(nanoseconds: 5)
    #expect(try session.collectBytes(sampleCount: 300, deadline: past).count == 256)
    #expect(source.activity.counters.shortBatches == 1)
  }

  @Test(arguments: [
    (Errno.notImplemented, SourceError.unsupported(call: "getrandom(2)")),
    (.invalidArgument, .io(call: "getrandom(2)", path: nil, errno: .invalidArgument)),
    (
      .notPermitted,
      .denied(
        path: "getrandom(2)", errno: .notPermitted,
        fix: "allow the getrandom system call in the seccomp filter of this process")
    ),
  ]) func `errors are typed`(errno: Errno, error: SourceError) throws {
    let session = try source.open(clock: clock)
    system.setGetrandom([.bytes([1, 2, 3]), .fails(errno)])
    #expect(throws: error) {
      _ = try session.collectBytes(sampleCount: 48, deadline: clock.deadline(milliseconds: 10))
    }
    #expect(source.activity.counters.errors == 1)
    #expect(source.activity.counters.samples == 0, "the three bytes before the error are dropped")
  }

  @Test func `a kernel without the call is absent, a filter that forbids it denies`() {
    system.setGetrandom([.failsForEver(.notImplemented)])
    #expect(source.probe() == .absent(reason: .unsupported(call: "getrandom(2)")))
    #expect(throws: SourceError.unsupported(call: "getrandom(2)")) { _ = try source.open(clock: clock) }
    system.setGetrandom([.failsForEver(.notPermitted)])
    guard case .denied = source.probe() else { return #expect(Bool(false), "not denied") }
    #expect(source.activity.counters.opens == 0)
  }

  @Test func `an answer of no bytes is an error and no empty success`() throws {
    let session = try source.open(clock: clock)
    system.setGetrandom([.endOfFile])
    #expect(throws: SourceError.io(call: "getrandom(2)", path: nil, errno: .inputOutput)) {
      _ = try session.collectBytes(sampleCount: 48, deadline: clock.deadline(milliseconds: 10))
    }
  }

  @Test func `a closed session is closed`() throws {
    let session = try source.open(clock: clock)
    session.close()
    session.close()
    #expect(throws: SourceError.closed) {
      _ = try session.collectBytes(sampleCount: 1, deadline: clock.deadline(milliseconds: 1))
    }
  }

  @Test(arguments: [0, -1, 65_537, Int.max, Int.min])
  func `a sample count out of range is refused before anything is asked`(count: Int) throws {
    let session = try source.open(clock: clock)
    #expect(throws: SourceError.sampleCountOutOfRange(sampleCount: count, limit: 65_536)) {
      _ = try session.collectBytes(sampleCount: count, deadline: clock.deadline(milliseconds: 1))
    }
    #expect(system.log.getrandomSizes.isEmpty)
  }

  @Test func `batches are numbered over all sessions`() throws {
    let first = try source.open(clock: clock)
    let second = try source.open(clock: clock)
    let sequences = try [first, second, first].map { session in
      try session.collect(sampleCount: 1, deadline: clock.deadline(milliseconds: 1)).samples.sequence
    }
    #expect(sequences == [0, 1, 2])
    #expect(source.activity.counters.opens == 2)
    #expect(source.activity.counters.restarts == 1)
  }

  @Test func `the real kernel answers`() throws {
    let source = GetrandomSource()
    let clock = SystemClock()
    #expect(source.probe() == .present)
    let session = try source.open(clock: clock)
    let a = try session.collectBytes(
      sampleCount: 1_000, deadline: clock.now().adding(nanoseconds: 1_000_000_000))
    let b = try session.collectBytes(
      sampleCount: 1_000, deadline: clock.now().adding(nanoseconds: 1_000_000_000))
    #expect(a.count == 1_000)
    #expect(a != b)  // equal with probability 2^-8000
    #expect(Set(a).count > 200)  // below that with probability far under 2^-60: 251 values are expected
  }
}
