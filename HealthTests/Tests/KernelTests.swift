// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HealthTests

/// The kernels against the two tests as the standard words them.
@Suite struct KernelTests {
  @Test(arguments: 0..<30 as Range<UInt64>)
  func `kernels and step-by-step tests come to the same counts and state`(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    // The last two have shadow cutoffs above 64, more than one word of the kernel holds.
    let (units, width) = [(256, 1), (512, 2), (1024, 4), (2048, 8), (64, 1), (75, 2)][Int(seed % 6)]
    let configuration = try HealthTestConfiguration(
      minEntropy: MinEntropy(units: units), bitsPerSample: width)
    var slow = StepwiseTests(configuration: configuration, run: .init(), window: .init(), position: 0)
    var run = RepetitionCountKernel.Run()
    var window = AdaptiveProportionKernel.Window()
    var counters = HealthTestCounters()
    for _ in 0..<40 {
      // Now and then sticky, so that runs and counts pass all cutoffs.
      let stickiness = [0, 128, 240, 254][Int.random(in: 0..<4, using: &generator)]
      var samples = generator.symbols(Int.random(in: 1...700, using: &generator), bits: width)
      for index in samples.indices.dropFirst() where Int.random(in: 0..<256, using: &generator) < stickiness {
        samples[index] = samples[index - 1]
      }
      slow.test(samples.span)
      let runs = RepetitionCountKernel.scan(
        samples.span, run: &run, shadowCutoff: configuration.shadowCutoffs.repetitionCount)
      let windows = AdaptiveProportionKernel.scan(
        samples.span, window: &window, size: configuration.cutoffs.window,
        shadowCutoff: configuration.shadowCutoffs.adaptiveProportion)
      counters.add(runs, windows)
      #expect(run == slow.run, "seed \(seed)")
      #expect(window.position == slow.window.position, "seed \(seed)")
      if window.position > 0 { #expect(window == slow.window, "seed \(seed)") }
    }
    #expect(counters.longestRun == slow.runs.longest, "seed \(seed)")
    #expect(counters.runExceedances == slow.runs.exceedances, "seed \(seed)")
    #expect(counters.largestWindowCount == slow.windows.largest, "seed \(seed)")
    #expect(counters.windows == slow.windows.windows, "seed \(seed)")
    #expect(counters.windowExceedances == slow.windows.exceedances, "seed \(seed)")
    #expect(slow.runs.exceedances > 0, "seed \(seed): the sticky parts are too short to show anything")
  }

  @Test(arguments: [1, 2, 8])
  func `batches of any size come to the same verdicts`(width: Int) throws {
    let seed: UInt64 = 0x5eed
    var generator = SplitMix64(seed: seed)
    var samples = generator.symbols(9000, bits: width)
    for index in 5000..<5040 { samples[index] = 1 }
    var reports: [HealthTestReport] = []
    for batch in [1, 7, 64, 4096, 9000] {
      let bench = try Bench(entropy: .bits(width), bits: width)
      let alarm = try bench.feed(samples, batch: batch)
      #expect(alarm?.test == .repetitionCount, "seed \(seed), batches of \(batch)")
      reports.append(bench.tests.report)
    }
    for report in reports where width == 1 {
      #expect(report.repetitionCount == reports[0].repetitionCount, "seed \(seed)")
      #expect(report.adaptiveProportion == reports[0].adaptiveProportion, "seed \(seed)")
    }
  }

  @Test func `runs of ones in a word are found at every place and length`() {
    for length in 0...64 {
      for start in 0...(64 - length) {
        let ones: UInt64 = length == 64 ? .max : (1 << UInt64(length)) - 1
        let word = ones << UInt64(start)
        for asked in [0, 1, length - 1, length, length + 1, 65] {
          #expect(
            RepetitionCountKernel.hasRun(word, of: asked) == (asked <= length), "\(length) from \(start)")
        }
        if length > 1 {
          let broken = word & ~(1 << UInt64(start + length / 2))
          #expect(!RepetitionCountKernel.hasRun(broken, of: length / 2 + 1), "\(length) from \(start)")
        }
      }
    }
  }

  @Test func `values that differ in one bit only are different, in every lane`() {
    for lane in 0..<64 {
      for bit in 0..<8 {
        // 130 equal samples but for one: two runs, whatever the lane.
        var samples = [UInt8](repeating: 0x80, count: 130)
        samples[1 + lane] ^= 1 << UInt8(bit)
        var run = RepetitionCountKernel.Run()
        let result = RepetitionCountKernel.scan(samples.span, run: &run, shadowCutoff: 1000)
        #expect(result.longest == max(1 + lane, 128 - lane), "lane \(lane), bit \(bit)")
        #expect(run.count == 128 - lane)
      }
    }
  }
}
