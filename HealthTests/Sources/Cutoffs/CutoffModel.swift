// SPDX-License-Identifier: Apache-2.0

/// A source exactly at H, and what follows from it: the cutoffs for every alpha, the chance of a count, and
/// how often a count is to be expected.
///
/// The expectations are exact for a source that is independent and uniform over 2^H symbols. For any other
/// independent source with the same H they are upper bounds. A run of exactly C completes at a sample with
/// probability sum q^C (1-q) over the symbol probabilities q. That is an average, weighted with q, of q^(C-1)
/// (1-q), which grows with q up to q = (C-1)/C, and p = 2^-H stays below that: C - 1 ≥ 20/H gives 1/C ≤
/// H/(20+H) < 1 - 2^-H for H ≤ 8. So it is largest where every q is p. Likewise the tail of a window's count
/// is an average over its first symbol, and grows with that symbol's probability.
struct CutoffModel: Hashable, Sendable {
  /// Samples of a binary source in one window of the adaptive proportion test (SP 800-90B 4.4.2).
  static let binaryWindow = 1024
  /// The same for all other sources.
  static let nonBinaryWindow = 512
  /// The widest sample.
  static let largestSampleWidth = 8

  let minEntropy: MinEntropy
  let window: Int
  /// Bin(W, p), which the cutoff is derived from.
  private let whole: BinomialTail
  /// Bin(W - 1, p), which the count follows, less the first sample that always counts.
  private let afterFirst: BinomialTail

  init(minEntropy: MinEntropy, bitsPerSample: Int) throws(HealthTestError) {
    guard (1...Self.largestSampleWidth).contains(bitsPerSample) else {
      throw .bitsPerSampleOutOfRange(bitsPerSample: bitsPerSample, limit: Self.largestSampleWidth)
    }
    guard minEntropy <= .bits(bitsPerSample) else {
      throw .minEntropyAboveSampleWidth(minEntropy: minEntropy, bitsPerSample: bitsPerSample)
    }
    let window = bitsPerSample == 1 ? Self.binaryWindow : Self.nonBinaryWindow
    guard let whole = BinomialTail(trials: window, minEntropy: minEntropy),
      let afterFirst = BinomialTail(
        trials: window - 1, minEntropy: minEntropy, keepsProbabilities: true)
    else { throw .minEntropyIsZero }
    self.minEntropy = minEntropy
    self.window = window
    self.whole = whole
    self.afterFirst = afterFirst
  }

  func cutoffs(alphaExponent: Int) throws(HealthTestError) -> Cutoffs {
    let allowed = BinomialTail.alphaExponents
    guard allowed.contains(alphaExponent) else {
      throw .alphaExponentOutOfRange(
        exponent: alphaExponent, lowest: allowed.lowerBound, highest: allowed.upperBound)
    }
    guard let count = whole.smallestCount(alphaExponent: alphaExponent),
      let countAfterFirst = afterFirst.smallestCount(alphaExponent: alphaExponent)
    else { throw .cutoffUndecided(minEntropy: minEntropy, alphaExponent: alphaExponent) }
    let units = minEntropy.units
    return Cutoffs(
      alphaExponent: alphaExponent,
      // ceil(alphaExponent / (units / 256)) in integers.
      repetitionCount: 1 + (alphaExponent * 256 + units - 1) / units,
      adaptiveProportion: count,
      exactTailAdaptiveProportion: countAfterFirst + 1 <= window ? countAfterFirst + 1 : nil,
      window: window)
  }

  /// log2 of the chance that the run which a given sample begins has at least `length` samples: p^(length -
  /// 1).
  func log2Probability(ofRun length: Int) -> Double { -minEntropy.bits * Double(max(length - 1, 0)) }

  /// log2 of the chance that a window counts its first sample at least `count` times.
  func log2Probability(ofWindowCount count: Int) -> Double {
    let index = min(max(count - 1, 0), window - 1)
    return afterFirst.log2Probabilities[index]
  }

  /// How many runs reach `cutoff` in `samples` consecutive samples: at each sample after the first `cutoff`
  /// with probability (1 - p) p^(cutoff - 1), at the first that can with p^(cutoff - 1), having no sample
  /// before its run.
  func expectedRuns(reaching cutoff: Int, inSamples samples: Double) -> Double {
    guard samples >= Double(cutoff) else { return 0 }
    let run = exponential2(log2Probability(ofRun: cutoff))
    return run + (samples - Double(cutoff)) * run * (1 - exponential2(-minEntropy.bits))
  }

  /// How many of `windows` whole windows reach `cutoff`.
  func expectedWindows(reaching cutoff: Int, inWindows windows: Double) -> Double {
    guard cutoff <= window else { return 0 }
    return windows * exponential2(log2Probability(ofWindowCount: cutoff))
  }
}
