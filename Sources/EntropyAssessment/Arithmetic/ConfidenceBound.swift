// SPDX-License-Identifier: Apache-2.0

/// The upper end of a 99 % confidence interval of a proportion, as all estimators take it (SP 800-90B 6.3.1, step 2).
enum ConfidenceBound {
  /// Z of a two-sided interval of 99 %: the 0.995 quantile of the normal distribution.
  static let z = 2.5758293035489008
  /// The same with the precision that the tuple estimates use.
  static let longZ: LongDouble = 2.575829303548900384158

  /// min(1, p + Z sqrt(p (1 - p) / (n - 1))). The last sum is rounded once.
  ///
  /// - Parameters:
  ///   - proportion: p, 0 to 1.
  ///   - count: n, at least 2.
  static func upper(_ proportion: Double, count: Int) -> Double {
    let deviation = (proportion * (1 - proportion) / (Double(count) - 1)).squareRoot()
    return min(1, proportion.addingProduct(deviation, z))
  }

  /// The same in ``LongDouble``, with every operation rounded.
  static func upper(_ proportion: LongDouble, count: Int) -> LongDouble {
    let deviation = (proportion * (1 - proportion) / LongDouble(count - 1)).squareRoot()
    return min(1, proportion + longZ * deviation)
  }
}
