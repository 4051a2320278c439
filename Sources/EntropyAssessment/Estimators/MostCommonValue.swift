// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// The most common value estimate (SP 800-90B 6.3.1).
public struct MostCommonValue: Estimate {
  /// How often the most common symbol occurs.
  public let modeCount: Int
  /// Its proportion.
  public let pHat: Double
  /// The upper bound of its probability.
  public let pU: Double
  /// The estimate, in bits per symbol.
  public let minEntropy: Double

  /// Estimates from counts.
  ///
  /// - Parameters:
  ///   - modeCount: of the most common symbol, at least 1.
  ///   - length: of the sequence.
  static func estimate(modeCount: Int, length: Int) -> Outcome<Self> {
    guard length >= 2 else { return .notRun(.tooShort(length: length, minimum: 2)) }
    return .estimate(Self(modeCount: modeCount, length: length))
  }

  /// The same for a length of at least 2.
  init(modeCount: Int, length: Int) {
    pHat = Double(modeCount) / Double(length)
    pU = ConfidenceBound.upper(pHat, count: length)
    minEntropy = 0 - log2(pU)
    self.modeCount = modeCount
  }
}
