// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// The regularised incomplete gamma functions, from which the tail of a chi-square distribution comes.
enum IncompleteGamma {
  /// Q(a, x) = 1 - P(a, x): the probability that a gamma variable of shape a is greater than x.
  ///
  /// The power series where x is less than a, else the continued fraction (Abramowitz and Stegun 6.5.29 and 6.5.31), each until
  /// further terms change nothing. The relative error is about 1e-15 times a, since large logarithms are subtracted: 5e-11 for
  /// a = 32,640. Digits are those of NIST's tool, which takes the functions of Cephes (Moshier, 1989).
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
    let logarithm = (-x).addingProduct(a, log(x)) - logGamma(a)
    // Below the least number with all digits there is nothing to print.
    return logarithm < log(Double.leastNormalMagnitude) ? 0 : exp(logarithm)
  }

  /// The coefficients of 1/x, 1/x^3, ... in the logarithm of the gamma function as Cephes has them for x from 13 on, the last
  /// one first: near those of Stirling's series, and adjusted so that five are enough.
  private static let coefficients = [
    8.11614167470508450300e-4, -5.95061904284301438324e-4, 7.93650340457716943945e-4,
    -2.77777777730099687205e-3, 8.33333333333331927722e-2,
  ]
  /// Those of Stirling's series: 1/1260, -1/360, 1/12.
  private static let stirling = [1.0 / 1260, -1.0 / 360, 1.0 / 12]

  /// The logarithm of the gamma function of a whole number or one and a half, ... from 1/2 on.
  static func logGamma(_ x: Double) -> Double {
    guard x >= 13 else {
      // By gamma(x + 1) = x gamma(x) from 2 or 2.5 on.
      var (rest, product) = (x, 1.0)
      while rest >= 3 {
        rest -= 1
        product *= rest
      }
      while rest < 2 {
        product /= rest
        rest += 1
      }
      return rest == 2 ? log(product) : log(product) + logGammaOfTwoAndAHalf
    }
    let leading = (-x).addingProduct(x - 0.5, log(x)) + log((2 * Double.pi).squareRoot())
    guard x <= 1e8 else { return leading }
    let square = 1 / (x * x)
    let terms = x >= 1000 ? stirling : coefficients
    let sum = terms.dropFirst().reduce(terms[0]) { $1.addingProduct($0, square) }
    return leading + sum / x
  }

  /// log(3/4 sqrt(pi)).
  private static let logGammaOfTwoAndAHalf = 0.284682870472919159632494669683

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
