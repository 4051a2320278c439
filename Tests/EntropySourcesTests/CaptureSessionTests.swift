// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

@testable import EntropySources

@Suite struct CaptureSessionTests {
  private let clock = FakeClock()

  @Test func `captures follow each other without a gap`() throws {
    let script: [ScriptedStep] = [.noise(.periodic(Array(0...250)))]
    let session = try CaptureSession(source: ScriptedSource(seed: 4, script: script), clock: clock)
    let first = try session.capture(sampleCount: 200, deadline: clock.deadline(milliseconds: 1))
    let second = try session.capture(sampleCount: 100, deadline: clock.deadline(milliseconds: 1))
    #expect(first.bytes + second.bytes == (0..<300).map { UInt8($0 % 251) })
    #expect(first.isComplete)
    #expect(first.source == "scripted")
    #expect(first.identity == .scripted)
    #expect(first.bitsPerSample == 8)
  }

  @Test func `a capture of a million samples is one call`() throws {
    let session = try CaptureSession(
      source: ScriptedSource(seed: 4, script: [.noise(.stuck(at: 3))]), clock: clock)
    #expect(
      try session.capture(sampleCount: 1_000_000, deadline: clock.deadline(milliseconds: 1)).bytes.count
        == 1_000_000)
  }

  @Test func `a partial capture says so`() throws {
    let script: [ScriptedStep] = [.slow(samplesPerSecond: 1_000)]
    let session = try CaptureSession(source: ScriptedSource(seed: 5, script: script), clock: clock)
    let captured = try session.capture(sampleCount: 100, deadline: clock.deadline(milliseconds: 50))
    #expect(captured.bytes.count == 50)
    #expect(!captured.isComplete)
  }

  @Test func `a capture has the source for itself (B-3)`() throws {
    let source = ScriptedSource(seed: 6)
    let collecting = try source.open(clock: clock)
    #expect(throws: SourceError.inUse(id: "scripted", purpose: .collection)) {
      _ = try CaptureSession(source: source, clock: clock)
    }
    collecting.close()
    let capture = try CaptureSession(source: source, clock: clock)
    #expect(throws: SourceError.inUse(id: "scripted", purpose: .capture)) {
      _ = try source.open(clock: clock)
    }
    #expect(throws: SourceError.inUse(id: "scripted", purpose: .capture)) {
      _ = try CaptureSession(source: source, clock: clock)
    }
    capture.close()
    capture.close()
    _ = try source.open(clock: clock)
  }

  @Test func `a session that goes out of scope gives its source free`() throws {
    let source = ScriptedSource(seed: 6)
    do { _ = try CaptureSession(source: source, clock: clock) }
    do { _ = try source.open(clock: clock) }
    _ = try CaptureSession(source: source, clock: clock)
  }

  @Test func `a capture session gives no samples to the tests`() throws {
    let session = try ScriptedSource(seed: 7).open(for: .capture, clock: clock)
    #expect(throws: SourceError.wrongPurpose(.capture)) {
      _ = try session.collect(sampleCount: 1, deadline: clock.deadline(milliseconds: 1))
    }
  }

  @Test func `a restart closes and opens the source`() throws {
    let source = ScriptedSource(seed: 8)
    let session = try CaptureSession(source: source, clock: clock)
    for _ in 0..<10 {
      try session.restart()
      #expect(
        try session.capture(sampleCount: 10, deadline: clock.deadline(milliseconds: 1)).bytes.count == 10)
    }
    #expect(source.activity.counters.restarts == 10)
  }

  @Test(arguments: [0, -1, (1 << 24) + 1, Int.max])
  func `a capture of nothing or of too much is refused`(count: Int) throws {
    let session = try CaptureSession(source: ScriptedSource(seed: 9), clock: clock)
    #expect(throws: SourceError.sampleCountOutOfRange(sampleCount: count, limit: 1 << 24)) {
      _ = try session.capture(sampleCount: count, deadline: clock.deadline(milliseconds: 1))
    }
  }

  @Test func `a capture of a hardware device is whole blocks and pinned`() throws {
    let system = ScriptedSystem(clock: clock, seed: 10, current: "virtio_rng.0", steps: [.flood])
    let source = try HardwareDeviceSource(system: system)
    let session = try CaptureSession(source: source, clock: clock)
    #expect(
      try session.capture(sampleCount: 1_000, deadline: clock.deadline(milliseconds: 1)).bytes.count == 1_024)
    system.setSteps(
      "/dev/hwrng", [.setText(path: ScriptedSystem.currentPath, "tpm-rng-0"), .flood])
    var other = session.identity
    other.generator = "tpm-rng-0"
    #expect(throws: SourceError.identityChanged(from: session.identity, to: other)) {
      _ = try session.capture(sampleCount: 1_000, deadline: clock.deadline(milliseconds: 1))
    }
  }
}
