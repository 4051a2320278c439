// SPDX-License-Identifier: Apache-2.0
internal import HealthTests
internal import Telemetry

extension HealthReport {
  /// What the status shows of the health tests.
  init(_ report: HealthTestReport, samplesPerSecond: Int) {
    let configuration = report.configuration
    self.init(
      testedMinEntropy: configuration.minEntropy.bits, samplesTested: report.samplesTested,
      startUpRemaining: report.startUpRemaining, alphaExponent: configuration.alphaExponent,
      repetitionCount: Test(report.repetitionCount, exactTailCutoff: nil),
      adaptiveProportion: Test(
        report.adaptiveProportion, exactTailCutoff: configuration.cutoffs.exactTailAdaptiveProportion),
      window: configuration.cutoffs.window, shadowExceedances: report.shadowExceedances,
      shadowExpected: report.expectedShadowExceedances, shadowTailLog2: report.shadowTailLog2,
      isDrifting: report.isDrifting,
      falseAlarmsPerYear: configuration.expectedFalseAlarms(
        inSamples: Double(samplesPerSecond) * HealthTestConfiguration.secondsPerYear))
  }
}

extension HealthReport.Test {
  /// - Parameter exactTailCutoff: shown beside the cutoff in force (B-15).
  fileprivate init(_ test: HealthTestReport.ContinuousTest, exactTailCutoff: Int?) {
    self.init(
      cutoff: test.cutoff, permanentCutoff: test.permanentCutoff, exactTailCutoff: exactTailCutoff,
      shadowCutoff: test.shadowCutoff, largest: test.largest, margin: test.margin)
  }
}

extension SourceConfiguration {
  /// What the source's health tests are set to: at its claim. Where nothing is claimed, the output of an opaque device
  /// is tested at its full width, since what comes out of a conditioner has no excuse for less; raw noise may hold
  /// little, and is tested at the lowest of an eighth, a quarter or half of its width that has a usable cutoff.
  ///
  /// - Parameter samplesPerSecond: the source's rate, from which alpha follows unless it is configured.
  func healthTestConfiguration(samplesPerSecond: Int) throws(HealthTestError) -> HealthTestConfiguration {
    if claim == nil && isRaw {
      for parts in [32, 64] {
        if let low = try? configured(MinEntropy(units: bitsPerSample * parts), samplesPerSecond) {
          return low
        }
      }
      return try configured(MinEntropy(units: bitsPerSample * 128), samplesPerSecond)
    }
    return try configured(claim.flatMap { MinEntropy(bits: $0) } ?? .bits(bitsPerSample), samplesPerSecond)
  }

  private func configured(
    _ minEntropy: MinEntropy, _ samplesPerSecond: Int
  ) throws(HealthTestError) -> HealthTestConfiguration {
    let exponent =
      if let alphaExponent { alphaExponent } else {
        try HealthTestConfiguration.alphaExponent(
          minEntropy: minEntropy, bitsPerSample: bitsPerSample, samplesPerSecond: Double(samplesPerSecond))
      }
    return try HealthTestConfiguration(
      minEntropy: minEntropy, bitsPerSample: bitsPerSample, alphaExponent: exponent, isOpaque: !isRaw)
  }

  /// Whether the tests see raw noise.
  var isRaw: Bool {
    switch kind {
    case .hardwareDevice(let device): device.isRaw
    case .cpuTiming: true
    case .operatingSystem, .publicFile, .solar: false
    }
  }
}
