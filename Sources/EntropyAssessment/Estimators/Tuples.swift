// SPDX-License-Identifier: Apache-2.0

/// The t-tuple estimate (SP 800-90B 6.3.5).
public struct TTuple: Estimate {
  /// t: the greatest length of a tuple that occurs often, at least 35 times.
  public let longestCommon: Int
  /// The greatest probability per symbol of a common tuple.
  public let pHatMax: LongDouble
  /// Its upper bound.
  public let pU: LongDouble
  /// The estimate, in bits per symbol.
  public let minEntropy: Double

  /// Estimates from the roots over a sequence of `length` symbols.
  static func estimate(_ roots: TupleRoots, length: Int) -> Outcome<Self> {
    guard length >= 2 else { return .notRun(.tooShort(length: length, minimum: 2)) }
    let highest = roots.common
    guard highest > 0 else {
      return .notRun(.noCommonSymbol(highestCount: roots.mode, minimum: TupleRoots.commonLimit))
    }
    let pU = ConfidenceBound.upper(highest, count: length)
    return .estimate(
      Self(
        longestCommon: roots.leastUncommon - 1, pHatMax: highest, pU: pU,
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

  /// Estimates from the roots over a sequence of `length` symbols.
  static func estimate(_ roots: TupleRoots, length: Int) -> Outcome<Self> {
    guard length >= 2 else { return .notRun(.tooShort(length: length, minimum: 2)) }
    let (u, v) = (roots.leastUncommon, roots.longestRepeated)
    guard v >= u else { return .notRun(.noLongRepetition(longest: v, minimum: u)) }
    let highest = roots.repeated
    let pU = ConfidenceBound.upper(highest, count: length)
    return .estimate(
      Self(
        leastUncommon: u, longestRepeated: v, pHat: highest, pU: pU,
        minEntropy: Double(0 - LongMath.log2(pU))))
  }
}
