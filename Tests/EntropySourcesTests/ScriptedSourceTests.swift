// SPDX-License-Identifier: Apache-2.0
import HealthTests
import TestSupport
import Testing

@testable import EntropySources

/// Each failure mode as a session shows it; what the tests above make of it is theirs.
@Suite struct ScriptedSourceTests {
  private let clock = FakeClock()

  private func collect(
    _ session: any NoiseSession, _ count: Int, milliseconds: UInt64 = 100
  ) throws(SourceError) -> [UInt8] {
    try session.collectBytes(sampleCount: count, deadline: clock.deadline(milliseconds: milliseconds))
  }

  private func collect(_ count: Int, from script: ScriptedStep..., bits: Int = 8) throws -> [UInt8] {
    let source = ScriptedSource(descriptor: .scripted(bitsPerSample: bits), seed: 11, script: script)
    return try collect(try source.open(clock: clock), count)
  }

  @Test func `one seed is one stream`() throws {
    let streams = try [UInt64(1), 1, 2].map { seed in
      try collect(try ScriptedSource(seed: seed).open(clock: clock), 500)
    }
    #expect(streams[0] == streams[1])
    #expect(streams[0] != streams[2])
  }

  @Test func `noise that has failed looks as it is called`() throws {
    #expect(try collect(100, from: .noise(.stuck(at: 7))) == Array(repeating: 7, count: 100))
    #expect(try collect(100, from: .noise(.allZero)) == Array(repeating: 0, count: 100))
    #expect(try collect(100, from: .noise(.allOnes)) == Array(repeating: 255, count: 100))
    #expect(try collect(7, from: .noise(.periodic([1, 2, 3]))) == [1, 2, 3, 1, 2, 3, 1])
    let repeated = try collect(192, from: .noise(.repeatedBlock(64)))
    #expect(repeated[..<64] == repeated[64..<128] && repeated[..<64] == repeated[128...])
    #expect(Set(repeated).count > 20)
    #expect(try collect(1_000, from: .noise(.text)).allSatisfy { (0x20..<0x7f).contains($0) })
  }

  @Test(arguments: 1...8) func `samples keep to their width`(bits: Int) throws {
    let uniform = try collect(2_000, from: .noise(.uniform), bits: bits)
    // A value is missing with probability below 256 * (255/256)^2000 < 2^-3; the seed is fixed, so it is not flaky.
    #expect(Set(uniform).count >= (1 << bits) * 9 / 10)
    #expect(uniform.allSatisfy { Int($0) < 1 << bits })
    let biased = try collect(2_000, from: .noise(.biased(towards: 1, probability: 0.5)), bits: bits)
    #expect(biased.allSatisfy { Int($0) < 1 << bits })
  }

  @Test(arguments: [0.0, 0.25, 0.9, 1.0]) func `a bias is what it says`(probability: Double) throws {
    let samples = try collect(20_000, from: .noise(.biased(towards: 9, probability: probability)))
    let share = Double(samples.count { $0 == 9 }) / 20_000
    #expect(abs(share - probability) < 0.02)  // more than five standard deviations; the seed is fixed
  }

  @Test func `a source that turns bad in the middle of a batch`() throws {
    let samples = try collect(100, from: .noise(.stuck(at: 1), samples: 60), .noise(.stuck(at: 2)))
    #expect(samples == Array(repeating: 1, count: 60) + Array(repeating: 2, count: 40))
  }

  @Test func `short reads`() throws {
    let session = try ScriptedSource(seed: 1, script: [.shortReads(atMost: 30)]).open(clock: clock)
    for _ in 0..<3 { #expect(try collect(session, 100).count == 30) }
    #expect(session.context.activity.counters.shortBatches == 3)
    #expect(clock.sleepCount == 0)
  }

  @Test func `a slow source gives what its rate allows by the deadline`() throws {
    let session = try ScriptedSource(seed: 1, script: [.slow(samplesPerSecond: 1_000)]).open(clock: clock)
    let start = clock.now()
    #expect(try collect(session, 500, milliseconds: 100).count == 100)
    #expect(clock.now().nanoseconds(since: start) == 100_000_000)
    #expect(try collect(session, 50, milliseconds: 100).count == 50)
    #expect(clock.now().nanoseconds(since: start) == 150_000_000)
    #expect(throws: SourceError.timedOut(waitedNanoseconds: 0)) {
      _ = try collect(session, 1, milliseconds: 0)
    }
  }

  @Test func `a silent source takes all the time there is, and may come back`() throws {
    let script: [ScriptedStep] = [.silent(attempts: 2), .noise(.uniform, samples: 10), .silent()]
    let session = try ScriptedSource(seed: 1, script: script).open(clock: clock)
    let start = clock.now()
    for _ in 0..<2 {
      #expect(throws: SourceError.timedOut(waitedNanoseconds: 100_000_000)) { _ = try collect(session, 20) }
    }
    #expect(clock.now().nanoseconds(since: start) == 200_000_000)
    #expect(try collect(session, 20).count == 10)
    #expect(throws: SourceError.timedOut(waitedNanoseconds: 100_000_000)) { _ = try collect(session, 20) }
  }

  @Test func `an error of the script's choice drops the batch`() throws {
    let error = SourceError.gone(path: "/dev/scripted", reason: .endOfFile)
    let script: [ScriptedStep] = [
      .noise(.uniform, samples: 10), .fails(error, attempts: 1), .noise(.uniform),
    ]
    let source = ScriptedSource(seed: 1, script: script)
    let session = try source.open(clock: clock)
    #expect(throws: error) { _ = try collect(session, 20) }
    #expect(source.activity.counters.samples == 0)
    #expect(source.activity.counters.errors == 1)
    #expect(try collect(session, 20).count == 20)
  }

  @Test func `unplugged and plugged in again`() throws {
    let script: [ScriptedStep] = [
      .noise(.uniform, samples: 10), .unplugged(attempts: 4), .noise(.stuck(at: 5)),
    ]
    let source = ScriptedSource(seed: 1, script: script)
    let session = try source.open(clock: clock)
    let gone = SourceError.gone(path: "/dev/scripted", reason: .errno(.inputOutput))
    let absent = SourceError.absent(path: "/dev/scripted", reason: .errno(.noSuchFile))
    #expect(throws: gone) { _ = try collect(session, 20) }
    #expect(throws: gone) { _ = try collect(session, 20) }
    #expect(source.probe() == .absent(reason: absent))
    #expect(throws: absent) { _ = try source.open(clock: clock) }
    #expect(source.probe() == .present)
    #expect(throws: gone) { _ = try collect(session, 20) }  // the old descriptor stays dead
    let again = try source.restart(session)
    #expect(try collect(again, 3) == [5, 5, 5])
    #expect(source.activity.counters.opens == 2)
    #expect(source.activity.counters.restarts == 1)
  }

  @Test func `swapped for another device`() throws {
    let other = DeviceIdentity(generator: "other.0", serial: "2")
    let script: [ScriptedStep] = [.noise(.uniform, samples: 10), .swapped(other), .noise(.uniform)]
    let source = ScriptedSource(seed: 1, script: script)
    let session = try source.open(clock: clock)
    #expect(session.identity == .scripted)
    for _ in 0..<2 {
      #expect(throws: SourceError.identityChanged(from: .scripted, to: other)) {
        _ = try collect(session, 20)
      }
    }
    #expect(source.activity.counters.provenanceChanges == 2)
    let again = try source.restart(session)
    #expect(again.identity == other)
    #expect(try collect(again, 20).count == 20)
  }

  @Test func `denied, and permitted by the operator`() throws {
    let source = ScriptedSource(seed: 1, script: [.denied()])
    guard case .denied(let reason) = source.probe() else {
      Issue.record("not denied")
      return
    }
    #expect(throws: reason) { _ = try source.open(clock: clock) }
    #expect(source.activity.counters.opens == 0)
    source.become(.noise(.uniform))
    #expect(source.probe() == .present)
    #expect(try collect(try source.open(clock: clock), 20).count == 20)
  }

  @Test func `become takes effect in an open session`() throws {
    let source = ScriptedSource(seed: 1)
    let session = try source.open(clock: clock)
    _ = try collect(session, 20)
    source.become(.noise(.stuck(at: 4), samples: 10), .unplugged())
    #expect(try collect(session, 10) == Array(repeating: 4, count: 10))
    #expect(throws: SourceError.gone(path: "/dev/scripted", reason: .errno(.inputOutput))) {
      _ = try collect(session, 10)
    }
  }

  @Test func `the descriptor and the claim are the caller's`() throws {
    let descriptor = SourceDescriptor.scripted(
      id: "lab-1", kind: .nonPhysical, secrecy: .sharedWithHost, independenceGroup: .kernel, bitsPerSample: 4,
      conditioning: .opaque(by: "firmware"), claim: .bits(2))
    try descriptor.validate()
    let source = ScriptedSource(descriptor: descriptor, seed: 1)
    #expect(source.descriptor == descriptor)
    let batch = try source.open(clock: clock).collect(
      sampleCount: 5, deadline: clock.deadline(milliseconds: 1))
    #expect(batch.samples.source == "lab-1")
    #expect(batch.samples.bitsPerSample == 4)
  }
}
