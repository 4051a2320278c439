// SPDX-License-Identifier: Apache-2.0

/// The upper tail of a Poisson count, for reports only.
enum PoissonTail {
  /// log2 Pr(X ≥ `count`) for a Poisson X of this mean; 0 for count 0, minus infinity for a mean of 0 and a
  /// count above.
  static func log2Probability(atLeast count: UInt64, mean: Double) -> Double {
    guard count > 0 else { return 0 }
    guard mean > 0 else { return -.infinity }
    let k = Double(count)
    if k <= mean {
      // One minus the lower tail, which is summed downwards from k - 1 until nothing more is added.
      var term = exponential2(log2Point(k - 1, mean))
      var sum = 0.0
      var index = k - 1
      while index >= 0, term > sum * 1e-17 {
        sum += term
        term *= index / mean
        index -= 1
      }
      return logarithm2(max(1 - sum, 1e-300))
    }
    // Pr(X = k) × (1 + mean/(k+1) + mean²/((k+1)(k+2)) + ...), each ratio below 1.
    var term = 1.0
    var sum = 0.0
    var index = k
    while term > sum * 1e-17 {
      sum += term
      index += 1
      term *= mean / index
    }
    return min(0, log2Point(k, mean) + logarithm2(sum))
  }

  /// log2 Pr(X = k) = (k ln(mean) - mean - ln(k!)) / ln 2.
  private static func log2Point(_ k: Double, _ mean: Double) -> Double {
    let log2E = 1.442_695_040_888_963_4
    return k * logarithm2(mean) - mean * log2E - log2Factorial(k)
  }

  /// log2(k!): a sum up to 32, beyond that Stirling's series, whose next term is below 10^-11.
  private static func log2Factorial(_ k: Double) -> Double {
    guard k > 32 else {
      var sum = 0.0
      for factor in 0..<Int(k) { sum += logarithm2(Double(factor + 1)) }
      return sum
    }
    let log2E = 1.442_695_040_888_963_4
    let correction = 1 / (12 * k) - 1 / (360 * k * k * k)
    return (k + 0.5) * logarithm2(k) + (correction - k) * log2E + 0.5 * logarithm2(2 * Double.pi)
  }
}
