// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// The Markov estimate, of bit strings (SP 800-90B 6.3.3).
public struct Markov: Estimate {
  /// The probabilities of 0 and 1.
  public let p0: Double, p1: Double
  /// The probabilities of a bit after a bit: `p01` is that of 1 after 0.
  public let p00: Double, p01: Double, p10: Double, p11: Double
  /// The probability of the likeliest sequence of 128 bits.
  public let pHatMax: Double
  /// The estimate, in bits per bit.
  public let minEntropy: Double

  /// How often bits and pairs occur in a bit string.
  struct Counts: Equatable {
    /// Bits that are 0, the last one included.
    var zeros = 0
    /// Zeros with a bit behind them.
    var zerosBefore = 0
    /// Pairs 00 and 10.
    var zeroZero = 0, oneZero = 0
  }

  /// The length of the sequences whose probability is looked at (step 3).
  private static let pathLength = 128.0

  /// Estimates from counts over a string of `length` bits.
  static func estimate(_ counts: Counts, length: Int) -> Outcome<Self> {
    guard length >= 2 else { return .notRun(.tooShort(length: length, minimum: 2)) }
    let onesBefore = length - 1 - counts.zerosBefore
    let p00 = counts.zerosBefore > 0 ? Double(counts.zeroZero) / Double(counts.zerosBefore) : 0
    let p01 = counts.zerosBefore > 0 ? 1 - p00 : 0
    let p10 = onesBefore > 0 ? Double(counts.oneZero) / Double(onesBefore) : 0
    let p11 = onesBefore > 0 ? 1 - p10 : 0
    let p0 = Double(counts.zeros) / Double(length)
    let p1 = 1 - p0
    // The six sequences of which one is the likeliest, as first bit and transitions with their numbers.
    let paths: [(first: Double, transitions: [(probability: Double, times: Double)])] = [
      (p0, [(p00, 127)]), (p0, [(p01, 64), (p10, 63)]), (p0, [(p01, 1), (p11, 126)]),
      (p1, [(p10, 1), (p00, 126)]), (p1, [(p10, 64), (p01, 63)]), (p1, [(p11, 127)]),
    ]
    var least = pathLength
    for path in paths where path.transitions.allSatisfy({ $0.probability > 0 }) {
      // Each product is rounded together with its sum; a product with 1 is exact.
      let bits = path.transitions.reduce(-log2(path.first)) { bits, transition in
        bits.addingProduct(-transition.times, log2(transition.probability))
      }
      least = min(least, bits)
    }
    return .estimate(
      Self(
        p0: p0, p1: p1, p00: p00, p01: p01, p10: p10, p11: p11, pHatMax: pow(2, -least),
        minEntropy: min(least / pathLength, 1)))
  }
}
