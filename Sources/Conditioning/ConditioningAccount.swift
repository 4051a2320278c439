// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// The entropy account of one vetted conditioning step (SP 800-90B 3.1.5.1.2; B-31).
///
/// `h_out` is within a hair of a whole number of bits, so it is kept as that number and the deficit below it: near 384
/// bits a Double resolves 2^-44, and the deficit of a full-entropy seed is 2^-63.5.
package struct ConditioningAccount: Equatable, Sendable {
  /// Length of the input in bits.
  package let nIn: Int
  /// Entropy of the input in bits: what was credited, at most `nIn`.
  package let hIn: Double
  /// Narrowest width inside the function, in bits; for a hash its digest length (B-30).
  package let nw: Int
  /// Length of the output in bits.
  package let nOut: Int
  /// min(n_out, nw, h_in): what the output cannot exceed, in bits.
  package let ceiling: Double
  /// How far `h_out` lies below ``ceiling``, in bits.
  package let deficit: Double

  /// Entropy of the output in bits: ``ceiling`` − ``deficit``, rounded to a Double.
  package var hOut: Double { max(0, ceiling - deficit) }

  /// Full entropy: (1 − ε) n_out with ε ≤ 2^-32 (SP 800-90C; B-36).
  package var isFullEntropy: Bool { ceiling == Double(nOut) && deficit <= Double(nOut) * exp2(-32) }

  /// Reckons the output entropy of a vetted function.
  ///
  /// - Parameters: lengths in bits, each at least 1; `hIn` is cut to 0...`nIn`.
  package init(nIn: Int, hIn: Double, nw: Int, nOut: Int) {
    let hIn = min(max(0, hIn), Double(nIn))
    self.nIn = nIn
    self.hIn = hIn
    self.nw = nw
    self.nOut = nOut
    // With P_high = 2^-h_in, P_low = (1 - P_high) / (2^n_in - 1), n = min(n_out, nw):
    //   psi   = 2^(n_in - n) P_low + P_high
    //   omega = (2^(n_in - n) + sqrt(2 n 2^(n_in - n) ln 2)) P_low
    // and h_out = -log2(max(psi, omega)). Both are multiplied by 2^n here, which leaves terms that do not underflow:
    let n = Double(min(nOut, nw))
    let excess = Double(nIn) - n
    let pLow = (1 - exp2(-hIn)) / (1 - exp2(-Double(nIn)))  // 2^n_in P_low
    let pLowMinusOne = (exp2(-Double(nIn)) - exp2(-hIn)) / (1 - exp2(-Double(nIn)))
    let spread = sqrt(2 * n * M_LN2) * exp2(-excess / 2)
    // log2 of 2^n psi - 1 and 2^n omega - 1 through log1p, which keeps the digits near zero.
    let psi = log1p(pLowMinusOne + exp2(n - hIn)) / M_LN2
    let omega = log1p(pLowMinusOne + pLow * spread) / M_LN2
    let loss = max(psi, omega)  // h_out = n - loss
    if hIn >= n {
      ceiling = n
      deficit = max(0, loss)
    } else {
      // h_in bounds the output: n - loss = h_in - (loss - (n - h_in)), and 2^n psi = 2^(n - h_in) (1 + 2^(h_in - n) pLow).
      let belowInput = log1p(exp2(hIn - n) * pLow) / M_LN2
      ceiling = hIn
      deficit = max(0, max(belowInput, omega - (n - hIn)))
    }
  }
}
