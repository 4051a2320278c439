// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// The greatest count of a symbol in a row or a column of a restart matrix that its claimed min-entropy allows
/// (SP 800-90B 3.1.4.3).
public struct RestartCutoff: Equatable, Sendable {
  /// A count equal to it passes.
  public let cutoff: Int
  /// The probability that a row of a source that is just as claimed has no count above the cutoff.
  public let probability: Double
  /// The same of one less than the cutoff.
  public let probabilityBelow: Double

  /// The probability of an alarm in one of 1,000 rows and 1,000 columns, each of which tests alone: so much that all together
  /// alarm once in a hundred times. 1 - 0.99^(1/2000), about 5e-6.
  public static let alpha = 1 - exp(log(0.99) / 2000)

  /// The exact cutoff: the least count c with P(no symbol occurs more than c times) ≥ 1 - alpha.
  ///
  /// The claim is taken at its worst, as NIST's tool simulates it: as many symbols as can be have the greatest probability
  /// p = 2^-H, and one has the rest. The counts of a row are then multinomial: Poisson counts of the same means, given that they
  /// sum up to the length. So the probability is the coefficient of x^1000 in the product of the symbols' Poisson series, each
  /// cut off behind x^c, over that in the whole product.
  ///
  /// - Parameters:
  ///   - minEntropy: H, 0 to 8.
  ///   - length: of a row.
  /// - Cost: a few milliseconds.
  public init(minEntropy: Double, length: Int = RestartMatrix.side) {
    let law = NearUniformLaw(minEntropy: minEntropy, length: length)
    // P(no more than the mean) is below 1 - alpha, P(no more than all) is 1.
    var (low, high) = (Int((law.probability * Double(length)).rounded(.down)) - 1, length)
    while low + 1 < high {
      let middle = (low + high) / 2
      if law.probability(ofMaximum: middle) >= 1 - Self.alpha { high = middle } else { low = middle }
    }
    cutoff = high
    probability = high == length ? 1 : law.probability(ofMaximum: high)
    probabilityBelow = law.probability(ofMaximum: high - 1)
  }

  /// The cutoff as NIST's tool estimates it: of so many simulated rows, the greatest count that all but the share alpha of them
  /// do not exceed. It differs from the exact one by 1 from time to time.
  ///
  /// - Parameters:
  ///   - minEntropy: H, 0 to 8.
  ///   - rounds: rows, at least 1; NIST's tool takes 5,000,000.
  ///   - seed: of the rows.
  /// - Cost: 2 µs for each row.
  public static func simulated(minEntropy: Double, rounds: Int, seed: UInt64) -> Int {
    let length = RestartMatrix.side
    let law = NearUniformLaw(minEntropy: minEntropy, length: length)
    let scale = 1 / law.probability
    // How many rows have each greatest count.
    var rows = [Int](repeating: 0, count: length + 1)
    for round in 0..<rounds {
      var stream = RandomStream(seed: seed, round: round)
      var counts = [Int](repeating: 0, count: law.symbols + 1)
      for _ in 0..<length {
        // 53 random bits are a number from 0 on and below 1.
        let unit = Double(stream.next() >> 11) * 0x1p-53
        counts[min(Int(unit * scale), law.symbols)] += 1
      }
      rows[counts.max() ?? 0] += 1
    }
    let place = max(0, Int(((1 - alpha) * Double(rounds)).rounded(.down)) - 1)
    var end = 0
    return rows.firstIndex { count in
      end += count
      return place < end
    } ?? length
  }
}

/// The distribution with most symbols of the greatest probability (Hagerty and Draper: "Entropy bounds and statistical tests",
/// 2012: inverted near-uniform).
struct NearUniformLaw {
  /// p = 2^-H.
  let probability: Double
  /// How many symbols have it: floor(1/p).
  let symbols: Int
  let length: Int

  /// - Parameter minEntropy: 0 to 8.
  init(minEntropy: Double, length: Int) {
    probability = exp2(0 - minEntropy)
    symbols = Int((1 / probability).rounded(.down))
    self.length = length
  }

  /// The probability that no symbol occurs more than so many times.
  func probability(ofMaximum maximum: Int) -> Double {
    guard maximum >= 0 else { return 0 }
    guard maximum < length else { return 1 }
    let rest = max(0, 1 - Double(symbols) * probability)
    let one = poisson(mean: Double(length) * probability, upTo: maximum)
    let last = poisson(mean: Double(length) * rest, upTo: maximum)
    // The power by squaring; the last product is only needed at x^length.
    var (power, square, exponent) = ([1.0], one, symbols)
    while exponent > 0 {
      if exponent & 1 == 1 { power = product(power, square) }
      exponent >>= 1
      if exponent > 0 { square = product(square, square) }
    }
    var sum = 0.0
    for place in last.indices where length - place < power.count {
      sum += last[place] * power[length - place]
    }
    return sum / poissonTerm(mean: Double(length), length)
  }

  private func poisson(mean: Double, upTo maximum: Int) -> [Double] {
    guard mean > 0 else { return [1] }
    return (0...maximum).map { poissonTerm(mean: mean, $0) }
  }

  private func poissonTerm(mean: Double, _ count: Int) -> Double {
    var sign: Int32 = 0
    return exp(Double(count) * log(mean) - mean - (unsafe lgamma_r(Double(count) + 1, &sign)))
  }

  /// The product of two series as far as x^length.
  private func product(_ first: [Double], _ second: [Double]) -> [Double] {
    let count = min(first.count + second.count - 1, length + 1)
    var result = [Double](repeating: 0, count: count)
    var output = result.mutableSpan
    let factors = second.span
    for (place, factor) in first.enumerated() where factor > 0 {
      for other in 0..<min(factors.count, count - place) { output[place + other] += factor * factors[other] }
    }
    return result
  }
}
