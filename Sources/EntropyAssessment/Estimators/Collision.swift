// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// The collision estimate, of bit strings (SP 800-90B 6.3.2).
public struct Collision: Estimate {
  /// v: how many collisions there are.
  public let collisions: Int
  /// The sum of the times to a collision.
  public let timeSum: Int
  /// The mean time.
  public let xBar: Double
  /// Its sample standard deviation.
  public let sigmaHat: Double
  /// The lower bound of the mean, at least 2.
  public let xBarPrime: Double
  /// Whether there is a probability with such a mean; else the bits pass for unbiased.
  public let isFound: Bool
  /// The probability of the likelier bit.
  public let p: Double
  /// The estimate, in bits per bit.
  public let minEntropy: Double

  /// Estimates from the numbers of collisions that came after two bits, and after three.
  static func estimate(ofTwo twos: Int, ofThree threes: Int) -> Outcome<Self> {
    let collisions = twos + threes
    // A standard deviation takes two.
    guard collisions >= 2 else { return .notRun(.tooShort(length: collisions, minimum: 2)) }
    let (v, timeSum) = (Double(collisions), 2 * twos + 3 * threes)
    let mean = Double(timeSum) / v
    // The sum of squares is exact; the difference is rounded once.
    let spread = Double(4 * twos + 9 * threes).addingProduct(-Double(timeSum), mean)
    let sigmaHat = (spread / Double(collisions - 1)).squareRoot()
    let bound = max(mean - ConfidenceBound.z * sigmaHat / v.squareRoot(), 2)
    // At 2.5 and more the bits are balanced.
    let isFound = bound < 2.5
    let p = isFound ? 0.5 + (1.25 - 0.5 * bound).squareRoot() : 0.5
    return .estimate(
      Self(
        collisions: collisions, timeSum: timeSum, xBar: mean, sigmaHat: sigmaHat, xBarPrime: bound,
        isFound: isFound, p: p, minEntropy: isFound ? 0 - log2(p) : 1))
  }
}
