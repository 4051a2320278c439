// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The cutoff in plain logarithms of Double: good to about nine digits, which the published values do not
/// come near.
///
/// For an H that is not on the grid of 1/256 bit, and as a second opinion on the exact arithmetic.
enum SlowTail {
  /// Smallest C with Pr(Bin(n, 2^-bits) ≥ C) ≤ 2^-alphaExponent.
  static func cutoff(trials n: Int, bits: Double, alphaExponent: Int) -> Int {
    let p = pow(2, -bits)
    var tail = 0.0
    for k in stride(from: n, through: 0, by: -1) {
      let binomial = lgamma(Double(n + 1)) - lgamma(Double(k + 1)) - lgamma(Double(n - k + 1))
      tail += exp(binomial + Double(k) * log(p) + Double(n - k) * log1p(-p))
      if tail > pow(2, -Double(alphaExponent)) { return k + 1 }
    }
    return 0
  }
}
