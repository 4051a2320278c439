// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HealthTests

/// Sources whose min-entropy is known exactly, for as long as a debug build allows; the same at 10^9 samples
/// is a measurement of a release build.
@Suite struct SoakTests {
  static let seed: UInt64 = 20_261_121

  static func tests(_ bits: Int) throws -> HealthTests {
    let claim = MinEntropy.bits(bits)
    let alpha = try HealthTestConfiguration.alphaExponent(
      minEntropy: claim, bitsPerSample: bits, samplesPerSecond: 1e6)
    return try HealthTests(
      HealthTestConfiguration(minEntropy: claim, bitsPerSample: bits, alphaExponent: alpha))
  }

  // The chance of a false alarm here is 10^6 of the 3 × 10^13 samples that one a year is allowed in.
  @Test(arguments: [1, 2, 8])
  func `a source exactly at its claim raises no alarm and shows no drift`(bits: Int) throws {
    var soak = Soak(bits: bits, source: .uniform, seed: Self.seed)
    var tests = try Self.tests(bits)
    #expect(try soak.run(25 * Soak.batch, through: &tests), "seed \(Self.seed)")
    let report = tests.report
    #expect(!report.isDrifting, "seed \(Self.seed)")
    // 99.9 % of a Poisson count with a mean below 0.2: at most 3 of either test.
    #expect(report.expectedShadowExceedances < 0.2)
    #expect(report.shadowExceedances <= 3, "seed \(Self.seed)")
  }

  // At 0.8 of the claim, H = 1: 10^5 samples have hundreds of exceedances instead of 0.1.
  @Test func `the same source at eight tenths of its claim shows drift`() throws {
    var soak = Soak(bits: 1, source: .leaning(factor: 0.8), seed: Self.seed)
    var tests = try Self.tests(1)
    _ = try soak.run(12 * Soak.batch, through: &tests)
    #expect(tests.report.isDrifting, "seed \(Self.seed)")
    #expect(tests.report.shadowTailLog2 < -100, "seed \(Self.seed)")
  }

  @Test(arguments: [(1, 0.8), (2, 0.8), (8, 0.8), (8, 0.5)])
  func `the leaning source has the min-entropy that it is meant to have`(bits: Int, factor: Double) throws {
    // Five standard deviations: a false failure has a chance below 2^-20, and the seed is fixed.
    var soak = Soak(bits: bits, source: .leaning(factor: factor), seed: Self.seed)
    let samples = soak.sample(20_000)
    let p = exponential2(-factor * Double(bits))
    let zeros = Double(samples.count { $0 == 0 })
    #expect(abs(zeros - 2e4 * p) < 5 * (2e4 * p * (1 - p)).squareRoot())
    for symbol in 1..<(1 << bits) {
      let q = (1 - p) / Double(1 << bits - 1)
      let count = Double(samples.count { $0 == UInt8(symbol) })
      #expect(abs(count - 2e4 * q) < 5 * (2e4 * q * (1 - q)).squareRoot() + 1, "symbol \(symbol)")
    }
  }
}
