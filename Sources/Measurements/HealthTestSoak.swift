// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import HealthTests

/// A long run of the health tests over sources of known min-entropy: no verdict and no drift at the claim, drift below.
public struct HealthTestSoak {
  /// How one source came out.
  public struct Result {
    /// What was tested.
    public let name: String
    /// Samples that went through.
    public let samples: UInt64
    /// Alarms of all tests.
    public let alarms: Int
    /// Shadow exceedances of the repetition count and of the adaptive proportion test, and their expectations.
    public let observed: (UInt64, UInt64), expected: (Double, Double)
    /// log2 of the chance of at least so many exceedances at the claim.
    public let tailLog2: Double
    /// What was to be shown.
    public let isAsExpected: Bool
  }

  /// The seed of the generator, printed with the results.
  public static let seed: UInt64 = 0x5745_4c4c

  /// Sources exactly at H = 1, 2 and 8 bits, and sources at 0.8 H, tested at H.
  ///
  /// - Parameters:
  ///   - samples: how many of each source at its claim; those below it end when drift is shown, or at a tenth of this.
  public static func run(samples: UInt64) -> [Result] {
    [1, 2, 8].flatMap { bits in
      [atClaim(bits: bits, samples: samples), belowClaim(bits: bits, samples: samples / 10)]
    }
  }

  /// Samples of one batch: what a source collects at most at once.
  private static let batch = 65_536

  private static func atClaim(bits: Int, samples: UInt64) -> Result {
    var noise = UniformNoise(seed: seed &+ UInt64(bits), bits: bits)
    let (report, verdicts) = soak(bits: bits, samples: samples, until: { _ in false }) { noise.fill(&$0) }
    let isQuiet = verdicts == 0 && report.map(isInsideExpectation) == true && report?.isDrifting == false
    return Result("exactly H = \(bits)", report, verdicts, isAsExpected: isQuiet)
  }

  private static func belowClaim(bits: Int, samples: UInt64) -> Result {
    var noise = BiasedNoise(seed: seed &+ UInt64(bits), bits: bits)
    let (report, verdicts) = soak(bits: bits, samples: samples, until: \.isDrifting) { noise.fill(&$0) }
    return Result(
      "0.8 H, tested at H = \(bits)", report, verdicts, isAsExpected: report?.isDrifting == true)
  }

  /// Tests batch after batch; `nil` when the tests could not be set up.
  private static func soak(
    bits: Int, samples: UInt64, until isEnough: (HealthTestReport) -> Bool,
    _ fill: (inout MutableSpan<UInt8>) -> Void
  ) -> (HealthTestReport?, verdicts: Int) {
    guard
      // A million samples a second: the alpha of a fast source, one false alarm a year.
      let exponent = try? HealthTestConfiguration.alphaExponent(
        minEntropy: .bits(bits), bitsPerSample: bits, samplesPerSecond: 1e6),
      let configuration = try? HealthTestConfiguration(
        minEntropy: .bits(bits), bitsPerSample: bits, alphaExponent: exponent),
      var tests = try? HealthTests(configuration)
    else { return (nil, 0) }
    var verdicts = 0
    for sequence in 0..<(samples + UInt64(batch) - 1) / UInt64(batch) {
      guard
        var raw = try? RawSamples(source: "soak", sequence: sequence, bitsPerSample: bits, capacity: batch)
      else { return (nil, verdicts) }
      raw.fill { bytes in
        fill(&bytes)
        return bytes.count
      }
      if case .alarm = tests.test(raw) { verdicts += 1 }
      if tests.failure != nil || (sequence & 63 == 0 && isEnough(tests.report)) { break }
    }
    return (tests.report, verdicts)
  }

  /// Whether the exceedances of each test lie inside their expectation: within 3.3 standard deviations of a Poisson
  /// count, which an honest source leaves once in a thousand times on either side.
  private static func isInsideExpectation(_ report: HealthTestReport) -> Bool {
    [report.repetitionCount, report.adaptiveProportion].allSatisfy { test in
      let expected = test.expectedShadowExceedances
      let distance = Double(test.shadowExceedances) - expected
      return distance * distance <= 3.3 * 3.3 * max(expected, 1)
    }
  }
}

extension HealthTestSoak.Result {
  fileprivate init(_ name: String, _ report: HealthTestReport?, _ verdicts: Int, isAsExpected: Bool) {
    self.init(
      name: name, samples: report?.samplesTested ?? 0, alarms: verdicts,
      observed: (
        report?.repetitionCount.shadowExceedances ?? 0, report?.adaptiveProportion.shadowExceedances ?? 0
      ),
      expected: (
        report?.repetitionCount.expectedShadowExceedances ?? 0,
        report?.adaptiveProportion.expectedShadowExceedances ?? 0
      ), tailLog2: report?.shadowTailLog2 ?? 0, isAsExpected: isAsExpected)
  }
}

/// SplitMix64: quick, seeded, and good enough for statistics. Not for secrets.
struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z &>> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z &>> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z &>> 31)
  }
}

/// Symbols of 1, 2, 4 or 8 bits, all equally likely: H is exactly their width.
private struct UniformNoise {
  private var generator: SplitMix64
  private let bits: Int

  init(seed: UInt64, bits: Int) {
    generator = SplitMix64(state: seed)
    self.bits = bits
  }

  mutating func fill(_ samples: inout MutableSpan<UInt8>) {
    let mask = UInt64(1) << UInt64(bits) &- 1
    var index = 0
    while index < samples.count {
      var word = generator.next()
      for _ in 0..<min(64 / bits, samples.count - index) {
        samples[index] = UInt8(truncatingIfNeeded: word & mask)
        word &>>= UInt64(bits)
        index += 1
      }
    }
  }
}

/// Symbol 0 with probability 2^(-0.8 bits), the others equally likely: the min-entropy is 0.8 of the width.
private struct BiasedNoise {
  private var generator: SplitMix64
  private let bits: Int
  /// Probability of symbol 0 in 2^-32.
  private let threshold: UInt64

  init(seed: UInt64, bits: Int) {
    generator = SplitMix64(state: seed)
    self.bits = bits
    threshold = UInt64(exp2(32 - 0.8 * Double(bits)))
  }

  mutating func fill(_ samples: inout MutableSpan<UInt8>) {
    let others = UInt64(1) << UInt64(bits) &- 1
    for index in samples.indices {
      let word = generator.next()
      let isZero = word & 0xffff_ffff < threshold
      samples[index] = isZero ? 0 : UInt8(truncatingIfNeeded: 1 + (word &>> 32) * others &>> 32)
    }
  }
}
