// SPDX-License-Identifier: Apache-2.0
import HealthTests
import SecretMemory
import TestSupport
import Testing

@testable import EntropySources

@Suite struct CPUTimingTests {
  /// Intervals from a script, again and again.
  private final class ScriptedTimer: IntervalTimer {
    let intervals: [UInt64]
    private var next = 0

    init(_ intervals: [UInt64]) { self.intervals = intervals }

    private func take() -> UInt64 {
      defer { next += 1 }
      return intervals[next % intervals.count]
    }

    func measure(into ticks: inout MutableSpan<UInt64>) {
      for index in ticks.indices { ticks[index] = take() }
    }

    func sample(into samples: inout MutableSpan<UInt8>, range: Range<Int>, grid: UInt64) {
      for index in range { samples[index] = UInt8(truncatingIfNeeded: take() / grid) }
    }
  }

  private let clock = FakeClock()
  private let system: ScriptedSystem

  init() { system = ScriptedSystem(clock: clock, seed: 1) }

  private func source(_ intervals: [UInt64]) -> CPUTimingSource {
    CPUTimingSource(system: system) { ScriptedTimer(intervals) }
  }

  @Test func `it is raw, non-physical, of its own group, and claims nothing`() throws {
    let descriptor = CPUTimingSource().descriptor
    try descriptor.validate()
    #expect(descriptor.conditioning.isRaw)
    #expect(descriptor.kind == .nonPhysical)
    #expect(descriptor.independenceGroup != .kernel)
    #expect(descriptor.claim == nil)
    #expect(descriptor.restart == .deviceReopened)
  }

  @Test func `the grid is the greatest number that all intervals are multiples of`() {
    #expect(TickGrid([364, 390, 416, 26 * 1_000_003]).ticks == 26)
    #expect(TickGrid([7, 14, 22]).ticks == 1)
    #expect(TickGrid([100, 100, 100]).ticks == 100)
    #expect(TickGrid([0, 0, 0]).ticks == 1)
    #expect(TickGrid([0, 52, 26]).ticks == 26)
    #expect(TickGrid([]).symbols == 0)
  }

  /// A fixed low byte of these would have no entropy in its lowest bit, and little elsewhere.
  @Test func `samples are steps of the grid, modulo 256`() throws {
    let session = try source([364, 390, 364, 26 * 300]).open(clock: clock)
    let samples = try session.collectBytes(sampleCount: 8, deadline: clock.deadline(milliseconds: 10))
    #expect(samples == [14, 15, 14, 44, 14, 15, 14, 44])
  }

  @Test(arguments: [1000, 0] as [UInt64])
  func `a counter that tells nothing is refused`(interval: UInt64) throws {
    #expect(throws: SourceError.tooFewSymbols(found: 1, required: 2)) {
      try source([interval]).open(clock: clock)
    }
    #expect(throws: Never.self) { try source([interval, interval + 26]).open(clock: clock).close() }
  }

  @Test func `no memory is an error, not a crash`() {
    let source = CPUTimingSource(system: system) { nil }
    #expect(throws: SourceError.self) { try source.open(clock: clock) }
    // It is free again.
    #expect(throws: SourceError.self) { try source.open(for: .capture, clock: clock) }
  }

  @Test func `capture and collection exclude each other`() throws {
    let source = source([26, 52, 78])
    let capture = try CaptureSession(source: source, clock: clock)
    #expect(throws: SourceError.inUse(id: "cpu-timing", purpose: .capture)) { try source.open(clock: clock) }
    #expect(
      try capture.capture(sampleCount: 500, deadline: clock.deadline(milliseconds: 1)).bytes.count == 500)
    capture.close()
    let session = try source.open(clock: clock)
    session.close()
    #expect(throws: SourceError.closed) {
      try session.collectBytes(sampleCount: 1, deadline: clock.deadline(milliseconds: 1))
    }
  }

  @Test func `the processor is its identity`() throws {
    system.setText(
      "/proc/cpuinfo", "processor\t: 0\nvendor_id\t: X\nmodel name\t: Some  Processor 3000\nflags\t: a b")
    let session = try source([26, 52]).open(clock: clock)
    #expect(session.identity == DeviceIdentity(driver: "cpu-timing", serial: "Some Processor 3000"))
  }

  /// The real counter of this machine: something comes, and it is not all the same.
  @Test func `this machine's memory can be timed`() throws {
    let session: any NoiseSession
    do throws(SourceError) { session = try CPUTimingSource().open(clock: SystemClock()) } catch {
      // A machine whose counter is too coarse says so.
      guard case .tooFewSymbols = error else { throw error }
      return
    }
    let samples = try session.collectBytes(
      sampleCount: 2000, deadline: SystemClock().now().adding(nanoseconds: 2_000_000_000))
    #expect(samples.count == 2000)
    #expect(Set(samples).count > 1)
    session.close()
  }
}
