// SPDX-License-Identifier: Apache-2.0

/// The test of the length of the longest repeated substring (SP 800-90B 5.2.5): whether a repeat as long as the longest is
/// to be expected of independent samples.
public struct RepeatLength: Equatable, Sendable {
  /// P_col: the probability that two samples are equal.
  public let collisionProbability: LongDouble
  /// W: the length of the longest repeated substring.
  public let longest: Int
  /// Pr(X ≥ 1): the probability of a repeat at least so long if samples are independent.
  public let probability: LongDouble
  /// Whether that is not below 0.001.
  public let isPassed: Bool

  /// The least probability of a pass is 0.001; this is 1 less that.
  private static let limitOfNone: LongDouble = 0.999

  /// - Parameters:
  ///   - counts: of each symbol; more than one differs from 0.
  ///   - longest: of a sequence of as many symbols as the counts sum up to.
  init(counts: [Int], longest: Int) {
    let length = counts.reduce(0, +)
    var collisions: LongDouble = 0
    for proportion in SummedProportion.all(counts, of: length) {
      collisions += LongMath.pow(LongDouble(proportion), 2)
    }
    (collisionProbability, self.longest) = (collisions, longest)
    guard collisions <= 1 - .ulpOfOne else {
      (probability, isPassed) = (1, true)
      return
    }
    // The logarithm of the probability that no two of N pairs of strings of W symbols are equal, N = C(n - W + 1, 2).
    let places = length - longest + 1
    let pairs = LongDouble(places * (places - 1) / 2)
    let logarithm = pairs * LongMath.log1p(0 - LongMath.pow(collisions, LongDouble(longest)))
    probability = 1 - LongMath.exp(logarithm)
    isPassed = LongMath.log(Self.limitOfNone) >= logarithm
  }
}
