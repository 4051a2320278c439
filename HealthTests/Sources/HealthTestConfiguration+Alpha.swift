// SPDX-License-Identifier: Apache-2.0

extension HealthTestConfiguration {
  /// Seconds in a year of 365.25 days.
  package static let secondsPerYear = 31_557_600.0

  /// The alpha exponent for a source of this rate: the smallest in 30...60 at which a source exactly at its
  /// claim raises at most one false alarm a year.
  ///
  /// It is bounded by 60, and by the window: where a smaller alpha would need a cutoff above it, the last
  /// that fits is taken. ``expectedFalseAlarms(inSamples:)`` says what is left.
  ///
  /// - Parameters:
  ///   - samplesPerSecond: the nominal rate; 0 and below give 30, what is not a number gives the bound.
  /// - Throws: as the initialiser does.
  package static func alphaExponent(
    minEntropy: MinEntropy, bitsPerSample: Int, samplesPerSecond: Double
  ) throws(HealthTestError) -> Int {
    let model = try CutoffModel(minEntropy: minEntropy, bitsPerSample: bitsPerSample)
    let samplesPerYear = max(samplesPerSecond, 0) * secondsPerYear
    var chosen: Int?
    for exponent in defaultAlphaExponent...permanentExponent {
      let cutoffs = try model.cutoffs(alphaExponent: exponent)
      guard cutoffs.isUsable else {
        guard let chosen else {
          throw .cutoffAboveWindow(cutoff: cutoffs.adaptiveProportion, window: cutoffs.window)
        }
        return chosen
      }
      chosen = exponent
      if model.expectedFalseAlarms(at: cutoffs, inSamples: samplesPerYear) <= 1 { return exponent }
    }
    return permanentExponent
  }
}
