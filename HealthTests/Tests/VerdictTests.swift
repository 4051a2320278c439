// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HealthTests

/// B-17, B-24: intermittent and permanent, and what tells them apart.
@Suite struct VerdictTests {
  /// A run of five: an intermittent alarm at H = 8.
  static let run: [UInt8] = [9, 9, 9, 9, 9, 1]

  @Test func `a single alarm is intermittent and the source recovers`() throws {
    let bench = try Bench(entropy: .bits(8), bits: 8, skipStartUp: true)
    let alarm = try #require(try bench.feed(Self.run))
    #expect(!alarm.isPermanent)
    #expect(bench.tests.failure == nil)
    try bench.feed(Bench.quiet(2000, bits: 8))
    #expect(bench.isPassing)
  }

  @Test func `a run of the permanent cutoff is permanent at once, and stays so`() throws {
    let bench = try Bench(entropy: .bits(8), bits: 8, skipStartUp: true)
    let alarm = try #require(try bench.feed(Array(repeating: 9, count: 9)))
    #expect(alarm.severity == .permanent && alarm.cause == .cutoff && alarm.cutoff == 9)
    bench.tests.restartStartUp()
    for _ in 0..<5 {
      // B-24: nothing that comes later is released, however good it looks.
      #expect(try bench.feed(Bench.quiet(2000, bits: 8)) == alarm)
    }
    #expect(bench.tests.report.failure == alarm)
    #expect(bench.tests.report.samplesTested == 1033)
    #expect(bench.tests.report.samplesDropped == 1033 + 10_000)
  }

  @Test func `a window of the permanent cutoff is permanent at once`() throws {
    let configuration = try HealthTestConfiguration(minEntropy: .bits(8), bitsPerSample: 8)
    let cutoff = try #require(configuration.permanentAdaptiveProportion)
    let bench = try Bench(configuration, skipStartUp: true)
    let alarm = try bench.feed(AdaptiveProportionTests.window(200, copies: cutoff))
    #expect(alarm?.severity == .permanent && alarm?.observed == cutoff && alarm?.test == .adaptiveProportion)
    let other = try Bench(configuration, skipStartUp: true)
    let lesser = try other.feed(AdaptiveProportionTests.window(200, copies: cutoff - 1))
    #expect(lesser?.severity == .intermittent)
  }

  @Test func `three alarms within 2^20 samples are permanent`() throws {
    // The third alarm as late as it may be, and one sample later.
    for (gap, isPermanent) in [((1 << 20) - 1, true), (1 << 20, false)] {
      let bench = try Bench(entropy: .bits(8), bits: 8, skipStartUp: true)
      #expect(try bench.feed(Self.run)?.isPermanent == false)
      #expect(try bench.feed(Self.run)?.isPermanent == false)
      // The first alarm was at sample 1028, the next one begins at 1036; the third is to fail at 1028 + gap.
      try bench.feed(Bench.quiet(gap - 12, bits: 8), batch: 65_536)
      let third = try #require(try bench.feed(Self.run))
      #expect(third.position == UInt64(1028 + gap))
      #expect(third.isPermanent == isPermanent)
      #expect(third.cause == (isPermanent ? .repeatedAlarms : .cutoff))
      #expect((bench.tests.failure != nil) == isPermanent)
    }
  }

  @Test func `without a cutoff inside the window the permanent verdict comes from runs and repetition`()
    throws
  {
    // 13/256 bit on binary samples: all 1024 equal is 2^-52, rare enough for 2^-30 and not for 2^-60.
    let configuration = try HealthTestConfiguration(
      minEntropy: MinEntropy(units: 13), bitsPerSample: 1)
    #expect(configuration.permanentAdaptiveProportion == nil)
    #expect(configuration.cutoffs.adaptiveProportion <= 1024)
    #expect(configuration.permanentRepetitionCount == 1 + (60 * 256 + 12) / 13)
    let bench = try Bench(configuration)
    #expect(bench.tests.report.adaptiveProportion.permanentCutoff == nil)
    // All equal: the window fails first, and a run of 1183 samples is permanent.
    let zeros = [UInt8](repeating: 0, count: 2000)
    try bench.feed(zeros, batch: 100)
    #expect(bench.tests.failure?.isPermanent == true)
    #expect(bench.tests.failure?.test == .repetitionCount)
  }

  @Test func `at alpha 2^-60 every alarm is permanent`() throws {
    let bench = try Bench(entropy: .bits(8), bits: 8, alpha: 60, skipStartUp: true)
    #expect(try bench.feed(Array(repeating: 9, count: 8) + [1]) == nil)
    #expect(try bench.feed(Array(repeating: 9, count: 9))?.isPermanent == true)
  }

  @Test func `the worst of several failures in a batch is the verdict`() throws {
    let bench = try Bench(entropy: .bits(8), bits: 8, skipStartUp: true)
    let alarm = try bench.feed(Self.run + Bench.quiet(20, bits: 8) + Array(repeating: 77, count: 12))
    #expect(alarm?.isPermanent == true && alarm?.observed == 9)
    #expect(bench.tests.report.alarms == [.repetitionCount: 3])
  }

  @Test func `an alarm is described in one sentence without a sample value`() throws {
    let bench = try Bench(entropy: .bits(8), bits: 8, skipStartUp: true)
    let alarm = try #require(try bench.feed(Array(repeating: 199, count: 5)))
    #expect(
      alarm.description
        == "repetition count test failed at sample 1028: 5 equal samples in a row, cutoff 5 (intermittent)")
  }
}
