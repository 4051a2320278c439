// SPDX-License-Identifier: Apache-2.0

/// What the health tests of one source are set to, checked and with every cutoff derived.
///
/// There are three sets of cutoffs. At alpha an alarm is *intermittent*: the batch is lost and the start-up
/// test runs again. At 2^-60 it is *permanent*. At 2^-20 there is no alarm but a *shadow exceedance*, which
/// is only counted: its number against its expectation shows a source that drifts away from its claim long
/// before an alarm does.
package struct HealthTestConfiguration: Hashable, Sendable {
  /// The exponent of the permanent verdict: 2^-60 is one chance alarm in 36,000 years at 10^6 samples a
  /// second.
  package static let permanentExponent = 60
  /// The exponent of the shadow cutoffs: often enough to be counted, rare enough to be nearly independent.
  package static let shadowExponent = 20
  /// alpha = 2^-30 unless another one is chosen (B-17), as jitterentropy does.
  package static let defaultAlphaExponent = 30

  /// H: the claimed or assessed min-entropy per sample of the noise source, not of conditioned output (B-19).
  package let minEntropy: MinEntropy
  /// Bits in use in each sample, 1...8.
  package let bitsPerSample: Int
  /// Whether the source's raw noise is out of reach, so that the tests are output sanity checks (B-5) and the
  /// total-failure tests run beside them.
  package let isOpaque: Bool
  /// The cutoffs of the intermittent verdict.
  package let cutoffs: Cutoffs
  /// The cutoffs of the shadow exceedances.
  package let shadowCutoffs: Cutoffs
  /// Cutoff of the permanent verdict of the repetition count test.
  package let permanentRepetitionCount: Int
  /// Cutoff of the permanent verdict of the adaptive proportion test, or `nil` where it exceeds the window.
  /// The permanent verdict then comes from the repetition count test and from repeated alarms alone.
  package let permanentAdaptiveProportion: Int?
  let model: CutoffModel

  /// alpha = 2^-`alphaExponent`.
  package var alphaExponent: Int { cutoffs.alphaExponent }

  /// Checks the values and derives the cutoffs.
  ///
  /// - Parameters:
  ///   - minEntropy: above 0 and at most `bitsPerSample`.
  ///   - bitsPerSample: 1...8; 8 if `isOpaque`.
  ///   - alphaExponent: 20...60.
  /// - Throws: the first of these that is not so; ``HealthTestError/cutoffAboveWindow(cutoff:window:)`` for a
  ///   claim so low that the adaptive proportion test could never fail (B-16).
  package init(
    minEntropy: MinEntropy, bitsPerSample: Int, alphaExponent: Int = Self.defaultAlphaExponent,
    isOpaque: Bool = false
  ) throws(HealthTestError) {
    let model = try CutoffModel(minEntropy: minEntropy, bitsPerSample: bitsPerSample)
    let cutoffs = try model.cutoffs(alphaExponent: alphaExponent)
    guard cutoffs.isUsable else {
      throw .cutoffAboveWindow(cutoff: cutoffs.adaptiveProportion, window: cutoffs.window)
    }
    guard !isOpaque || bitsPerSample == 8 else {
      throw .opaqueSampleWidth(bitsPerSample: bitsPerSample)
    }
    let permanent = try model.cutoffs(alphaExponent: Self.permanentExponent)
    self.minEntropy = minEntropy
    self.bitsPerSample = bitsPerSample
    self.isOpaque = isOpaque
    self.cutoffs = cutoffs
    // A larger alpha has smaller cutoffs, so this one fits into the window too.
    shadowCutoffs = try model.cutoffs(alphaExponent: Self.shadowExponent)
    permanentRepetitionCount = permanent.repetitionCount
    permanentAdaptiveProportion = permanent.isUsable ? permanent.adaptiveProportion : nil
    self.model = model
  }

  /// How many alarms a source exactly at H raises by chance in `samples` samples; an upper bound where its
  /// symbols are not equally likely. The total-failure tests add less than 2^-60 per block, which is not
  /// counted here.
  package func expectedFalseAlarms(inSamples samples: Double) -> Double {
    model.expectedFalseAlarms(at: cutoffs, inSamples: samples)
  }
}

extension CutoffModel {
  func expectedFalseAlarms(at cutoffs: Cutoffs, inSamples samples: Double) -> Double {
    expectedRuns(reaching: cutoffs.repetitionCount, inSamples: samples)
      + expectedWindows(reaching: cutoffs.adaptiveProportion, inWindows: samples / Double(window))
  }
}
