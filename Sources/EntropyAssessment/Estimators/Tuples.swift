// SPDX-License-Identifier: Apache-2.0

/// The t-tuple estimate (SP 800-90B 6.3.5).
public struct TTuple: Estimate {
  /// t: the greatest length of a tuple that occurs often, at least ``TupleCounts/commonLimit`` times.
  public let longestCommon: Int
  /// The greatest probability per symbol of a common tuple.
  public let pHatMax: LongDouble
  /// Its upper bound.
  public let pU: LongDouble
  /// The estimate, in bits per symbol.
  public let minEntropy: Double

  /// Estimates from the counts over a sequence of `length` symbols.
  static func estimate(_ counts: TupleCounts, length: Int) -> Outcome<Self> {
    guard length >= 2 else { return .notRun(.tooShort(length: length, minimum: 2)) }
    let common = counts.highest.span.extracting(droppingLast: 1)
    let highest = HighestRoot.find(common, from: 1) { UInt64(length - $0 + 1) }
    guard highest > 0 else {
      return .notRun(
        .noCommonSymbol(highestCount: counts.highest.first ?? 0, minimum: TupleCounts.commonLimit))
    }
    let pU = ConfidenceBound.upper(highest, count: length)
    return .estimate(
      Self(
        longestCommon: counts.leastUncommon - 1, pHatMax: highest, pU: pU,
        minEntropy: Double(0 - LongMath.log2(pU))))
  }
}

/// The estimate from the longest repeated substring (SP 800-90B 6.3.6).
public struct LRS: Estimate {
  /// u: the least length of tuples of which none is common.
  public let leastUncommon: Int
  /// v: the length of the longest repeated substring.
  public let longestRepeated: Int
  /// The greatest probability per symbol of a collision of tuples.
  public let pHat: LongDouble
  /// Its upper bound.
  public let pU: LongDouble
  /// The estimate, in bits per symbol.
  public let minEntropy: Double

  /// Estimates from the counts over a sequence of `length` symbols.
  static func estimate(_ counts: TupleCounts, length: Int) -> Outcome<Self> {
    guard length >= 2 else { return .notRun(.tooShort(length: length, minimum: 2)) }
    let (u, v) = (counts.leastUncommon, counts.longestRepeated)
    guard v >= u else { return .notRun(.noLongRepetition(longest: v, minimum: u)) }
    let highest = HighestRoot.find(counts.equalPairs.span, from: u) { t in
      let places = UInt64(length - t + 1)
      // C(places, 2); for t < length, since a tuple as long as the sequence occurs once.
      return places * (places - 1) / 2
    }
    let pU = ConfidenceBound.upper(highest, count: length)
    return .estimate(
      Self(
        leastUncommon: u, longestRepeated: v, pHat: highest, pU: pU,
        minEntropy: Double(0 - LongMath.log2(pU))))
  }
}
