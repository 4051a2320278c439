// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HealthTests

/// SP 800-90B 4.4.1; B-9, B-10.
@Suite struct RepetitionCountTests {
  /// Quiet samples with one run of exactly `length` in them, from index `offset` on.
  static func run(_ length: Int, at offset: Int, bits: Int, total: Int) -> [UInt8] {
    var samples = Bench.quiet(total, bits: bits)
    let value = UInt8(offset & (1 << bits - 1))
    for index in offset..<(offset + length) { samples[index] = value }
    // The neighbours must differ: before it stands offset - 1; behind it the count goes on, one more where it
    // would not.
    let end = offset + length
    if samples[end] == value {
      for index in end..<total { samples[index] = UInt8((index + 1) & (1 << bits - 1)) }
    }
    return samples
  }

  @Test(arguments: [(1, 1), (2, 2), (8, 8), (1, 8)])
  func `one less than the cutoff passes and the cutoff fails, at every offset`(bits: Int, width: Int) throws {
    let configuration = try HealthTestConfiguration(minEntropy: .bits(bits), bitsPerSample: width)
    let cutoff = configuration.cutoffs.repetitionCount
    // Every position relative to the end of the batch, of a vector block and of a window.
    let offsets = Array(0..<140) + Array(470..<520) + Array(1000..<1030)
    for offset in offsets {
      for length in [cutoff - 1, cutoff] {
        let bench = try Bench(configuration, skipStartUp: true)
        let samples = Self.run(length, at: offset, bits: width, total: offset + length + 9)
        // The quiet start ends with the value before 0, so a run at offset 0 begins there too.
        let alarm = try bench.feed(samples)
        #expect(bench.tests.report.repetitionCount.largest == length, "offset \(offset)")
        guard length == cutoff else {
          #expect(alarm == nil && bench.isPassing, "\(length) at offset \(offset)")
          continue
        }
        let expected = HealthAlarm(
          test: .repetitionCount, observed: cutoff, cutoff: cutoff, severity: .intermittent, cause: .cutoff,
          position: UInt64(1024 + offset + cutoff - 1))
        #expect(alarm == expected, "offset \(offset)")
      }
    }
  }

  @Test(arguments: [(2, 2), (8, 8)])
  func `a run is counted across read boundaries, however they fall`(bits: Int, width: Int) throws {
    let configuration = try HealthTestConfiguration(minEntropy: .bits(bits), bitsPerSample: width)
    let cutoff = configuration.cutoffs.repetitionCount
    for length in [cutoff - 1, cutoff] {
      let samples = Self.run(length, at: 40, bits: width, total: 40 + length + 30)
      for cut in 0...samples.count {
        let bench = try Bench(configuration, skipStartUp: true)
        let first = try bench.feed(samples[..<cut])
        let second = try bench.feed(samples[cut...])
        #expect((first ?? second != nil ? 1 : 0) == (length == cutoff ? 1 : 0), "\(length), cut at \(cut)")
        if length == cutoff {
          #expect((first ?? second)?.position == UInt64(1024 + 40 + cutoff - 1), "cut at \(cut)")
        }
      }
      for batch in 1...7 {
        let bench = try Bench(configuration, skipStartUp: true)
        let alarm = try bench.feed(samples, batch: batch)
        #expect((alarm != nil) == (length == cutoff), "\(length) in batches of \(batch)")
      }
    }
  }

  @Test func `a run that began in the start-up test goes on behind it`() throws {
    let bench = try Bench(entropy: .bits(8), bits: 8)
    try bench.feed(Bench.quiet(1021, bits: 8) + [77, 77, 77])
    #expect(bench.verdicts == [.startingUp(0)])
    let alarm = try bench.feed([77, 77, 1, 2])
    #expect(alarm?.observed == 5 && alarm?.position == 1025)
  }

  @Test func `an alarm does not reset the run`() throws {
    let bench = try Bench(entropy: .bits(8), bits: 8, skipStartUp: true)
    // C = 5 at 2^-30, 9 at 2^-60. After the alarm four more make nine: permanent.
    let first = try bench.feed([9, 9, 9, 9, 9])
    #expect(first?.severity == .intermittent)
    let second = try bench.feed([9])
    #expect(second?.cause == .continuation && second?.observed == 6)
    let third = try bench.feed([9, 9, 9])
    #expect(third?.severity == .permanent && third?.observed == 9 && third?.cutoff == 9)
    #expect(bench.tests.failure == third)
  }
}
