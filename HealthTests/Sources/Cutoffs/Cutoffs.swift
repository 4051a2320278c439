// SPDX-License-Identifier: Apache-2.0

/// The cutoffs of the two continuous health tests at one alpha (SP 800-90B 4.4; B-9, B-11).
///
/// alpha is the probability that the cutoffs are derived from, for a source exactly at H. It is not the
/// false-alarm rate that one sees: see ``HealthTestConfiguration/expectedFalseAlarms(inSamples:)`` (B-17).
package struct Cutoffs: Hashable, Sendable {
  /// alpha = 2^-`alphaExponent`.
  package let alphaExponent: Int
  /// Repetition count test: C = 1 + ceil(-log2(alpha) / H), in integers.
  package let repetitionCount: Int
  /// Adaptive proportion test, the formula in force: C = 1 + CRITBINOM(W, 2^-H, 1 - alpha), the smallest C
  /// with Pr(Bin(W, 2^-H) ≥ C) ≤ alpha. `window` + 1 when even a window of equal samples is not rare enough;
  /// such a cutoff is never put to use (B-16).
  package let adaptiveProportion: Int
  /// What the other formula gives, for comparison only: C = 2 + CRITBINOM(W - 1, 2^-H, 1 - alpha), the
  /// smallest C with Pr(1 + Bin(W - 1, 2^-H) ≥ C) ≤ alpha. It takes into account that the first sample always
  /// counts; it equals the cutoff in force or is one higher, so the formula in force is the stricter of the
  /// two (B-15). `nil` above `window`.
  package let exactTailAdaptiveProportion: Int?
  /// Window W of the adaptive proportion test in samples: 1024 for binary sources, 512 for all others (SP
  /// 800-90B 4.4.2).
  package let window: Int

  /// Whether the adaptive proportion test can fail at all (B-16).
  package var isUsable: Bool { adaptiveProportion <= window }

  /// Derives the cutoffs.
  ///
  /// Cost: below 1 ms in a release build; ``HealthTestConfiguration`` derives those of all its verdicts at
  /// once.
  ///
  /// - Parameters:
  ///   - minEntropy: H per sample, above 0 and at most `bitsPerSample`.
  ///   - bitsPerSample: 1...8.
  ///   - alphaExponent: 20...60.
  package init(
    minEntropy: MinEntropy, bitsPerSample: Int, alphaExponent: Int
  ) throws(HealthTestError) {
    let model = try CutoffModel(minEntropy: minEntropy, bitsPerSample: bitsPerSample)
    self = try model.cutoffs(alphaExponent: alphaExponent)
  }

  init(
    alphaExponent: Int, repetitionCount: Int, adaptiveProportion: Int,
    exactTailAdaptiveProportion: Int?, window: Int
  ) {
    self.alphaExponent = alphaExponent
    self.repetitionCount = repetitionCount
    self.adaptiveProportion = adaptiveProportion
    self.exactTailAdaptiveProportion = exactTailAdaptiveProportion
    self.window = window
  }
}
