// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// The regularised incomplete gamma functions, from which the tail of a chi-square distribution comes.
enum IncompleteGamma {
  /// Q(a, x) = 1 - P(a, x): the probability that a gamma variable of shape a is greater than x.
  ///
  /// The power series where x is less than a, else the continued fraction (Abramowitz and Stegun 6.5.29 and 6.5.31), each until
  /// further terms change nothing; relative error about 1e-14 for a up to 1e5.
  ///
  /// - Returns: 1 where a or x is not above 0.
  static func upper(_ a: Double, _ x: Double) -> Double {
    guard x > 0, a > 0 else { return 1 }
    guard x.isFinite else { return 0 }
    if x < 1 || x < a { return 1 - series(a, x) }
    return continuedFraction(a, x)
  }

  /// x^a e^-x / Gamma(a).
  private static func factor(_ a: Double, _ x: Double) -> Double {
    var sign: Int32 = 0
    let logGamma = unsafe lgamma_r(a, &sign)
    let logarithm = (-x).addingProduct(a, log(x)) - logGamma
    // Below the least number with all digits there is nothing to print.
    return logarithm < log(Double.leastNormalMagnitude) ? 0 : exp(logarithm)
  }

  private static func series(_ a: Double, _ x: Double) -> Double {
    let factor = factor(a, x)
    guard factor > 0 else { return 0 }
    var (denominator, term, sum) = (a, 1.0, 1.0)
    repeat {
      denominator += 1
      term *= x / denominator
      sum += term
    } while term / sum > .ulpOfOne / 2
    return sum * factor / a
  }

  private static func continuedFraction(_ a: Double, _ x: Double) -> Double {
    let factor = factor(a, x)
    guard factor > 0 else { return 0 }
    // The last two numerators and denominators; scaled down together before they overflow.
    let limit = 1 / Double.ulpOfOne
    var (y, z, count) = (1 - a, x + (1 - a) + 1, 0.0)
    var (p2, q2, p1, q1) = (1.0, x, x + 1, z * x)
    var value = p1 / q1
    var change = 1.0
    repeat {
      count += 1
      y += 1
      z += 2
      let weight = y * count
      let p = (-(p2 * weight)).addingProduct(p1, z)
      let q = (-(q2 * weight)).addingProduct(q1, z)
      if q != 0 {
        let next = p / q
        change = abs((value - next) / next)
        value = next
      } else {
        change = 1
      }
      (p2, p1, q2, q1) = (p1, p, q1, q)
      if abs(p) > limit {
        (p2, p1) = (p2 / limit, p1 / limit)
        (q2, q1) = (q2 / limit, q1 / limit)
      }
    } while change > .ulpOfOne / 2
    return value * factor
  }
}
