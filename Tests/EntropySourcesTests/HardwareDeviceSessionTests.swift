// SPDX-License-Identifier: Apache-2.0
import HealthTests
import TestSupport
import Testing

@testable import EntropySources

/// Reading.
@Suite struct HardwareDeviceSessionTests {
  private let clock = FakeClock()
  private let system: ScriptedSystem
  private let source: HardwareDeviceSource

  init() throws {
    system = ScriptedSystem(clock: clock, seed: 3, current: "virtio_rng.0")
    source = try HardwareDeviceSource(system: system)
  }

  private func open(_ steps: [ScriptedSystem.Step]) throws -> any NoiseSession {
    system.setSteps("/dev/hwrng", steps)
    return try source.open(clock: clock)
  }

  private var counters: CollectionCounters { source.activity.counters }

  @Test func `a virtio device with 64 bytes at a time fills a batch`() throws {
    let session = try open([
      .random(64), .fails(.wouldBlock), .random(64), .fails(.wouldBlock), .fails(.wouldBlock), .random(128),
    ])
    let start = clock.now()
    let batch = try session.collect(sampleCount: 256, deadline: clock.deadline(milliseconds: 100))
    #expect(batch.samples.count == 256)
    #expect(batch.status == .complete)
    #expect(clock.now().nanoseconds(since: start) == 6_000_000, "three waits of 2 ms")
    #expect(batch.finished.nanoseconds(since: batch.started) == 6_000_000)
    #expect(counters.wouldBlock == 3)
    #expect(counters.reads == 3)
    #expect(counters.samples == 256)
    #expect(counters.bytes == 256)
  }

  @Test func `every read asks for whole blocks of 64 and at most 1,024 bytes`() throws {
    let session = try open([.random(32), .random(7), .random(90), .random(1_024), .flood])
    _ = try session.collectBytes(sampleCount: 4_000, deadline: clock.deadline(milliseconds: 100))
    #expect(!system.log.readSizes.isEmpty)
    #expect(system.log.readSizes.allSatisfy { $0 % 64 == 0 && $0 > 0 && $0 <= 1_024 })
  }

  @Test(arguments: [(1, 64), (48, 64), (64, 64), (65, 128), (1_000, 1_024)])
  func `a count is rounded up to whole blocks`(asked: Int, given: Int) throws {
    let session = try open([.flood])
    #expect(
      try session.collectBytes(sampleCount: asked, deadline: clock.deadline(milliseconds: 9)).count == given)
    #expect(system.log.readSizes == [given])
  }

  @Test func `a TPM's 32 bytes are assembled to blocks, in order and without loss`() throws {
    let stream = (0..<192).map { UInt8($0) }
    let chunks = stride(from: 0, to: 192, by: 32).map {
      ScriptedSystem.Step.bytes(Array(stream[$0..<$0 + 32]))
    }
    let session = try open(chunks)
    let first = try session.collectBytes(sampleCount: 64, deadline: clock.deadline(milliseconds: 100))
    let second = try session.collectBytes(sampleCount: 128, deadline: clock.deadline(milliseconds: 100))
    #expect(first + second == stream)
    #expect(counters.shortReads == 6)
  }

  @Test func `any splitting of the stream gives the same samples`() throws {
    let stream = (0..<1_024).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    for seed in 0..<20 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      var steps: [ScriptedSystem.Step] = []
      var position = 0
      while position < stream.count {
        let size = min(Int.random(in: 1...150, using: &generator), stream.count - position)
        steps.append(.bytes(Array(stream[position..<position + size])))
        if Bool.random(using: &generator) { steps.append(.fails(.wouldBlock)) }
        position += size
      }
      let session = try open(steps)
      var collected: [UInt8] = []
      while collected.count < stream.count {
        let count = Int.random(in: 1...300, using: &generator)
        let bytes = try session.collectBytes(
          sampleCount: min(count, stream.count - collected.count), deadline: clock.deadline(milliseconds: 50))
        #expect(bytes.count % 64 == 0)
        collected += bytes
      }
      #expect(collected == stream, "seed \(seed)")
    }
  }

  @Test func `a partial result at the deadline is whole blocks and called short`() throws {
    let session = try open([.random(100), .failsForEver(.wouldBlock)])
    let start = clock.now()
    let batch = try session.collect(sampleCount: 256, deadline: clock.deadline(milliseconds: 15))
    #expect(batch.samples.count == 64)
    #expect(batch.status == .short)
    #expect(clock.now().nanoseconds(since: start) == 15_000_000, "not a wait beyond the deadline")
    #expect(counters.shortBatches == 1)
  }

  @Test func `the rest of a block stays for the next batch, unless it is dropped`() throws {
    let session = try open([.bytes(Array(repeating: 1, count: 100)), .fails(.wouldBlock)])
    let now = clock.now()
    #expect(try session.collectBytes(sampleCount: 128, deadline: now).count == 64)
    system.setSteps("/dev/hwrng", [.bytes(Array(repeating: 2, count: 64))])
    let kept = try session.collectBytes(sampleCount: 64, deadline: now)
    #expect(kept == Array(repeating: 1, count: 36) + Array(repeating: 2, count: 28))
    session.discardBuffered()
    system.setSteps("/dev/hwrng", [.bytes(Array(repeating: 3, count: 64))])
    #expect(try session.collectBytes(sampleCount: 64, deadline: now) == Array(repeating: 3, count: 64))
  }

  @Test func `a silent device takes its thread to the deadline and not beyond`() throws {
    let session = try open([.failsForEver(.wouldBlock)])
    let start = clock.now()
    #expect(throws: SourceError.timedOut(waitedNanoseconds: 1_001_000_000)) {
      _ = try session.collectBytes(sampleCount: 64, deadline: clock.deadline(milliseconds: 1_001))
    }
    #expect(clock.now().nanoseconds(since: start) == 1_001_000_000)
    #expect(counters.timeouts == 1)
    #expect(counters.errors == 0)
    #expect(counters.wouldBlock == 502, "paced: every 2 ms, not in a spin")
    system.setSteps("/dev/hwrng", [.flood])
    #expect(
      try session.collectBytes(sampleCount: 64, deadline: clock.deadline(milliseconds: 1)).count == 64,
      "a timeout is no failure of the session")
  }

  @Test func `half a block until the deadline is a timeout and no sample`() throws {
    let session = try open([.random(63), .failsForEver(.wouldBlock)])
    #expect(throws: SourceError.timedOut(waitedNanoseconds: 4_000_000)) {
      _ = try session.collectBytes(sampleCount: 64, deadline: clock.deadline(milliseconds: 4))
    }
  }

  @Test func `a flood of signals ends at the deadline`() throws {
    let clock = FakeClock(tick: 1_000)
    system.setSteps("/dev/hwrng", [.failsForEver(.interrupted)])
    let session = try source.open(clock: clock)
    do throws(SourceError) {
      _ = try session.collectBytes(sampleCount: 64, deadline: clock.deadline(milliseconds: 1))
      Issue.record("no bytes can have come")
    } catch {
      guard case .timedOut = error else { throw error }
    }
    #expect((900...1_001).contains(counters.interrupted))
  }

  @Test func `a drip of single bytes ends at the deadline`() throws {
    let drip = Array(
      repeating: [ScriptedSystem.Step.blocks(nanoseconds: 1_000_000), .random(1)], count: 200
    ).flatMap { $0 }
    let session = try open(drip)
    let start = clock.now()
    #expect(
      try session.collectBytes(sampleCount: 256, deadline: clock.deadline(milliseconds: 100)).count == 64)
    #expect(clock.now().nanoseconds(since: start) == 100_000_000)
  }

  @Test func `a device that floods gives what was asked for and no more`() throws {
    let session = try open([.flood])
    let batch = try session.collect(sampleCount: 65_536, deadline: clock.deadline(milliseconds: 1))
    #expect(batch.samples.count == 65_536)
    #expect(system.log.readSizes.count == 64)
    #expect(counters.bytes == 65_536)
  }

  @Test func `a driver that blocks holds its thread for one read`() throws {
    let session = try open([.blocks(nanoseconds: 7_000_000_000), .random(64), .flood])
    let batch = try session.collect(sampleCount: 1_024, deadline: clock.deadline(milliseconds: 10))
    #expect(batch.samples.count == 64)
    #expect(system.log.readSizes.count == 1)
  }

  @Test(arguments: [
    (
      ScriptedSystem.Step.fails(.noSuchDevice),
      SourceError.absent(path: "/dev/hwrng", reason: .errno(.noSuchDevice))
    ),
    (.fails(.inputOutput), .gone(path: "/dev/hwrng", reason: .errno(.inputOutput))),
    (.fails(.noSuchDeviceOrAddress), .gone(path: "/dev/hwrng", reason: .errno(.noSuchDeviceOrAddress))),
    (.endOfFile, .gone(path: "/dev/hwrng", reason: .endOfFile)),
  ]) func `a lost device drops the batch and ends the session`(
    step: ScriptedSystem.Step, error: SourceError
  ) throws {
    let session = try open([.random(128), step, .flood])
    for _ in 0..<2 {
      #expect(throws: error) {
        _ = try session.collectBytes(sampleCount: 256, deadline: clock.deadline(milliseconds: 10))
      }
    }
    #expect(system.log.readSizes.count == 2, "the second collection touches nothing")
    #expect(counters.samples == 0)
    #expect(counters.errors == 2)
    let again = try source.restart(session)
    #expect(try again.collectBytes(sampleCount: 256, deadline: clock.deadline(milliseconds: 10)).count == 256)
    #expect(counters.restarts == 1)
    #expect(system.openDescriptorCount == 1)
  }

  @Test(arguments: [Errno.accessDenied, .notPermitted])
  func `a read may be denied as well as an opening`(errno: Errno) throws {
    let session = try open([.fails(errno), .flood])
    do throws(SourceError) {
      _ = try session.collectBytes(sampleCount: 64, deadline: clock.deadline(milliseconds: 10))
      Issue.record("no bytes can have come")
    } catch {
      guard case .denied(let path, let code, _) = error else { throw error }
      #expect(path == "/dev/hwrng")
      #expect(code == errno)
    }
  }

  @Test func `an error that says nothing about the device drops the batch and may be tried again`() throws {
    let session = try open([.bytes(Array(repeating: 1, count: 70)), .fails(.invalidArgument), .flood])
    #expect(throws: SourceError.io(call: "read", path: "/dev/hwrng", errno: .invalidArgument)) {
      _ = try session.collectBytes(sampleCount: 128, deadline: clock.deadline(milliseconds: 10))
    }
    let bytes = try session.collectBytes(sampleCount: 64, deadline: clock.deadline(milliseconds: 10))
    #expect(bytes.prefix(6) != [1, 1, 1, 1, 1, 1], "the six bytes from before the error are gone too")
  }

  @Test func `a device that changes between two batches is refused before it is read`() throws {
    let session = try open([.flood])
    _ = try session.collectBytes(sampleCount: 64, deadline: clock.deadline(milliseconds: 1))
    system.setText(ScriptedSystem.currentPath, "tpm-rng-0")
    expectChange(session, to: "tpm-rng-0")
    #expect(system.log.readSizes.count == 1)
  }

  @Test func `a device that changes within a batch costs the batch (I-3)`() throws {
    let session = try open([
      .random(64), .setText(path: ScriptedSystem.currentPath, "tpm-rng-0"), .random(192), .flood,
    ])
    expectChange(session, to: "tpm-rng-0")
    #expect(counters.samples == 0)
    #expect(counters.bytes == 256, "it was read, and dropped")
    #expect(counters.provenanceChanges == 1)
    // Latched, even when the old name is back: what is behind it may be another specimen.
    system.setText(ScriptedSystem.currentPath, "virtio_rng.0")
    expectChange(session, to: "tpm-rng-0")
    #expect(counters.provenanceChanges == 1)
    let again = try source.restart(session)
    #expect(try again.collectBytes(sampleCount: 64, deadline: clock.deadline(milliseconds: 1)).count == 64)
  }

  @Test func `a device that changes in a silent batch is a change and no timeout`() throws {
    let session = try open([.setText(path: ScriptedSystem.currentPath, nil), .failsForEver(.wouldBlock)])
    expectChange(session, to: nil)
  }

  @Test func `a generator that vanishes within a batch is absent`() throws {
    let session = try open([.random(64), .setText(path: ScriptedSystem.currentPath, "none"), .random(64)])
    #expect(throws: SourceError.absent(path: "/dev/hwrng", reason: .noCurrentGenerator)) {
      _ = try session.collectBytes(sampleCount: 128, deadline: clock.deadline(milliseconds: 10))
    }
    #expect(source.probe() == .absent(reason: .absent(path: "/dev/hwrng", reason: .noCurrentGenerator)))
  }

  @Test func `an unplugged device is found again by probing`() throws {
    let session = try open([.flood])
    system.setDevice("/dev/hwrng", nil)
    #expect(throws: SourceError.gone(path: "/dev/hwrng", reason: .errno(.inputOutput))) {
      _ = try session.collectBytes(sampleCount: 64, deadline: clock.deadline(milliseconds: 1))
    }
    session.close()
    #expect(source.probe() == .absent(reason: .absent(path: "/dev/hwrng", reason: .errno(.noSuchFile))))
    system.setDevice("/dev/hwrng", ScriptedSystem.Device(steps: [.flood]))
    #expect(source.probe() == .present)
    let again = try source.open(clock: clock)
    #expect(try again.collectBytes(sampleCount: 64, deadline: clock.deadline(milliseconds: 1)).count == 64)
  }

  @Test func `a sample wider than its alphabet shows a wrong mode`() throws {
    var configuration = HardwareDeviceConfiguration()
    configuration.bitsPerSample = 4
    let source = try HardwareDeviceSource(configuration: configuration, system: system)
    system.setSteps(
      "/dev/hwrng", [.bytes(Array(repeating: 15, count: 64)), .bytes(Array(repeating: 16, count: 64))])
    let session = try source.open(clock: clock)
    #expect(try session.collectBytes(sampleCount: 64, deadline: clock.deadline(milliseconds: 1)).count == 64)
    #expect(throws: SourceError.malformed(bitsPerSample: 4)) {
      _ = try session.collectBytes(sampleCount: 64, deadline: clock.deadline(milliseconds: 1))
    }
  }

  private func expectChange(
    _ session: any NoiseSession, to name: String?, at location: SourceLocation = #_sourceLocation
  ) {
    var other = session.identity
    other.generator = name
    #expect(
      throws: SourceError.identityChanged(from: session.identity, to: other), sourceLocation: location
    ) {
      _ = try session.collectBytes(sampleCount: 256, deadline: clock.deadline(milliseconds: 10))
    }
  }
}
