// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HealthTests

/// Margins, expectations and the drift indicator.
@Suite struct ReportTests {
  @Test func `the margin of a run is 1 at its cutoff`() throws {
    // H = 1: C = 31 at 2^-30, thirty repeats.
    let bench = try Bench(entropy: .bits(1), bits: 8, skipStartUp: true)
    #expect(bench.tests.report.repetitionCount.margin == 0)
    try bench.feed([UInt8](repeating: 9, count: 16))
    #expect(bench.tests.report.repetitionCount.margin == 0.5)
    try bench.feed([1] + [UInt8](repeating: 9, count: 31))
    #expect(bench.tests.report.repetitionCount.margin == 1)
  }

  @Test func `the margin of a window follows the exact tail`() throws {
    let bench = try Bench(entropy: .bits(8), bits: 8, skipStartUp: true)
    // Two of a value in a window of 512: 1 - (255/256)^511 = 0.8646, log2 = -0.20985.
    let report = bench.tests.report.adaptiveProportion
    #expect(report.largest == 2)
    #expect(abs(report.margin * 30 - 0.2098) < 0.001)
    try bench.feed(AdaptiveProportionTests.window(200, copies: 17))
    // B-15: 17 is the exact-tail cutoff at 2^-30, and 16 is not.
    #expect(bench.tests.report.adaptiveProportion.margin >= 1)
    let other = try Bench(entropy: .bits(8), bits: 8, skipStartUp: true)
    try other.feed(AdaptiveProportionTests.window(200, copies: 16))
    #expect(other.tests.report.adaptiveProportion.margin < 1)
  }

  @Test func `expected shadow exceedances follow the formulas`() throws {
    let bench = try Bench(entropy: .bits(1), bits: 1)
    #expect(bench.tests.report.expectedShadowExceedances == 0)
    var generator = SplitMix64(seed: 9)
    try bench.feed(generator.symbols(20_000, bits: 1))
    let report = bench.tests.report
    // C = 21: 2^-20 for the first run, half of it at each later sample.
    let runs = 0x1p-20 + Double(20_000 - 21) * 0x1p-21
    #expect(abs(report.repetitionCount.expectedShadowExceedances / runs - 1) < 1e-12)
    #expect(report.windowsTested == 19)
    // Pr(1 + Bin(1023, 1/2) ≥ 589) = 9.644e-7 (mpmath).
    #expect(abs(report.adaptiveProportion.expectedShadowExceedances / (19 * Self.tail589) - 1) < 1e-9)
  }

  /// Pr(Bin(1023, 1/2) ≥ 588), mpmath with 50 digits.
  static let tail589 = 9.6440145794103441e-7

  // mpmath with 60 digits: sum of Poisson probabilities from k on, log2.
  @Test(
    arguments: [
      (1, 0.5, -1.3456768717052028),
      (1, 1e-06, -19.931569290671634),
      (3, 0.001, -32.483397348936049),
      (5, 4.8, -0.93307386856757671),
      (50, 4.8, -107.83904658803057),
      (4, 7.25, -0.10412123807158221),
      (30, 30, -0.93158228976993475),
      (33, 20, -7.7247295501335036),
      (100, 100, -0.96212921193237723),
      (500, 480.0, -2.4244400257997611),
      (16000, 480.0, -58559.936697508664),
      (480, 480.0, -0.98259175885384923),
      (900, 1000.0, -0.00089849846645189668),
      (2, 0.0625, -9.0599553178184579),
    ] as [(UInt64, Double, Double)])
  func `Poisson tails`(count: UInt64, mean: Double, expected: Double) {
    let value = PoissonTail.log2Probability(atLeast: count, mean: mean)
    #expect(abs(value - expected) <= 1e-9 * max(1, abs(expected)), "\(value)")
  }

  @Test func `the ends of the Poisson tail`() {
    #expect(PoissonTail.log2Probability(atLeast: 0, mean: 0) == 0)
    #expect(PoissonTail.log2Probability(atLeast: 0, mean: 5) == 0)
    #expect(PoissonTail.log2Probability(atLeast: 1, mean: 0) == -.infinity)
    #expect(PoissonTail.log2Probability(atLeast: 1, mean: 1e9) > -1e-9)
  }

  @Test func `false alarms to be expected are those of the exact tails`() throws {
    let configuration = try HealthTestConfiguration(minEntropy: .bits(8), bitsPerSample: 8)
    // RCT: C = 5, 255/256 × 2^-32 a sample. APT: Pr(Bin(511, 1/256) ≥ 15) a window.
    let samples = 0x1p40
    let runs = samples * 255 / 256 * 0x1p-32
    let windows = samples / 512 * Self.tail16
    #expect(abs(configuration.expectedFalseAlarms(inSamples: samples) / (runs + windows) - 1) < 1e-9)
  }

  /// Pr(Bin(511, 1/256) ≥ 15), mpmath with 50 digits.
  static let tail16 = 3.2272280065988091e-9
}
