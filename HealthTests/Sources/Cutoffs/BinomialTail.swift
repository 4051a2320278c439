// SPDX-License-Identifier: Apache-2.0

/// The exact upper tail of Bin(n, 2^-H): Pr(X ≥ k) for every k, for deriving cutoffs (SP 800-90B 4.4.2; B-11,
/// B-18).
///
/// With r = 1/p = 2^H the point probabilities follow from the top down:
/// Pr(X = n) = r^-n, and Pr(X = k-1) = Pr(X = k) × k (r - 1) / (n - k + 1). Every term is positive, so
/// rounding down throughout gives a lower bound of the tail and rounding up an upper bound. A step costs less
/// than 2^-104 of relative precision (see ``DirectedFloat``), so after n ≤ 1024 steps and their sum the
/// bounds are within 2^-93 of each other.
struct BinomialTail: Hashable, Sendable {
  /// The alpha exponents that cutoffs exist for: 2^-20 to 2^-60 (B-17).
  static let alphaExponents = 20...60

  /// Number of trials n.
  let trials: Int
  /// Smallest k with lower bound of Pr(X ≥ k) ≤ 2^-a, for a = 20...60; n + 1 where only the empty tail is
  /// small enough.
  let countsByLowerBound: [Int]
  /// The same for the upper bound. The cutoff is decided where the two are equal.
  let countsByUpperBound: [Int]
  /// log2 Pr(X ≥ k) for k = 0...n, for reports; empty if not asked for.
  let log2Probabilities: [Double]

  /// - Parameters:
  ///   - trials: 1...1024.
  ///   - minEntropy: 1/256 bit to 64 bits per sample. Zero has no tail: every probability would be one.
  ///   - keepsProbabilities: whether ``log2Probabilities`` are kept.
  init?(trials n: Int, minEntropy: MinEntropy, keepsProbabilities: Bool = false) {
    let ratio = Bounds.powerOfTwo(units: minEntropy.units)
    guard (1...1024).contains(n), let odds = ratio.subtractingOne() else { return nil }
    trials = n

    // r^-n = 2^-(n × units / 256). With q and f the quotient and remainder of -(n × units) by 256, rounded
    // towards minus infinity, it is 2^q × 2^(f/256) with 0 ≤ f < 256; for n = W, a multiple of 256, f is 0
    // and it is exact.
    let power = -(n * minEntropy.units)
    var term = Bounds.powerOfTwo(power >> 8).multiplied(by: .powerOfTwo(units: power & 0xff))
    var tail = term
    var byLower = Thresholds(none: n + 1)
    var byUpper = byLower
    var logarithms = Array(repeating: 0.0, count: keepsProbabilities ? n + 1 : 0)
    // k + 1 and n - k, as the arithmetic wants them: to convert them at each step would take most of the
    // time.
    var numerator = UInt128(n)
    var denominator: UInt128 = 1
    var k = n
    while true {
      if keepsProbabilities { logarithms[k] = min(0, tail.upper.approximateLog2) }
      byLower.note(tail.lower, atCount: k)
      byUpper.note(tail.upper, atCount: k)
      guard k > 0 else { break }
      k -= 1
      term = term.multiplied(by: odds).multiplied(by: numerator, over: denominator)
      tail = tail.adding(term)
      numerator -= 1
      denominator += 1
    }
    countsByLowerBound = byLower.counts
    countsByUpperBound = byUpper.counts
    log2Probabilities = logarithms
  }

  /// Smallest k with Pr(X ≥ k) ≤ 2^-`alphaExponent`, or `nil` if the bounds do not agree on it or the
  /// exponent is not in 20...60.
  func smallestCount(alphaExponent: Int) -> Int? {
    guard Self.alphaExponents.contains(alphaExponent) else { return nil }
    let index = alphaExponent - Self.alphaExponents.lowerBound
    let count = countsByUpperBound[index]
    return countsByLowerBound[index] == count ? count : nil
  }

  /// Takes down where a tail, growing as the count falls, passes each of the limits 2^-60 to 2^-20.
  private struct Thresholds {
    var counts: [Int]
    /// The largest exponent whose limit the tail has met so far.
    private var open = BinomialTail.alphaExponents.upperBound

    init(none: Int) { counts = Array(repeating: none, count: BinomialTail.alphaExponents.count) }

    mutating func note(_ tail: DirectedFloat, atCount k: Int) {
      // tail ≤ 2^-a is a ≤ -ceil(log2(tail)); for every larger a the last count that met it was k + 1.
      let met = -tail.ceilingLog2
      while open >= BinomialTail.alphaExponents.lowerBound, open > met {
        counts[open - BinomialTail.alphaExponents.lowerBound] = k + 1
        open -= 1
      }
    }
  }
}
