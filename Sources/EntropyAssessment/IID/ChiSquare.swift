// SPDX-License-Identifier: Apache-2.0

/// The result of a chi-square test (SP 800-90B 5.2).
public struct ChiSquare: Equatable, Sendable {
  /// T: the sum over all bins of (observed - expected)^2 / expected.
  public let score: Double
  /// Degrees of freedom of T's distribution; 0 or less where there are too few samples to say anything.
  public let degreesOfFreedom: Int
  /// The probability of a score at least this great if the claim holds.
  public let pValue: Double

  /// The least p-value of a pass.
  public static let pValueLimit = 0.001

  /// Whether nothing speaks against the claim.
  public var isPassed: Bool { !(pValue < Self.pValueLimit) }

  init(score: Double, degreesOfFreedom: Int) {
    (self.score, self.degreesOfFreedom) = (score, degreesOfFreedom)
    pValue = IncompleteGamma.upper(Double(degreesOfFreedom) / 2, score / 2)
  }

  /// T of some bins.
  static func score(expected: [Double], observed: [Int]) -> Double {
    zip(expected, observed).reduce(0) { sum, bin in sum + deviation(Double(bin.1), bin.0) }
  }

  /// What one bin adds to T.
  static func deviation(_ observed: Double, _ expected: Double) -> Double {
    (observed - expected) * (observed - expected) / expected
  }
}

/// Values put into bins such that 5 or more of each bin are expected (SP 800-90B 5.2.1, steps 3 and 4).
struct ChiSquareBins {
  /// How often each bin is expected.
  private(set) var expected: [Double] = []
  /// The bin of each value.
  private(set) var bin: [Int32]

  /// The least number of a bin that is expected.
  private static let least = 5.0

  /// Fills bins with the values that are expected least first, equals in their order; a last bin that stays too small is
  /// joined to the one before.
  ///
  /// - Parameter expectations: of each value.
  init(_ expectations: [Double]) {
    bin = [Int32](repeating: 0, count: expectations.count)
    let ascending = expectations.indices.sorted {
      (expectations[$0], $0) < (expectations[$1], $1)
    }
    var sum = 0.0
    for value in ascending {
      if sum >= Self.least {
        expected.append(sum)
        sum = 0
      }
      bin[value] = Int32(truncatingIfNeeded: expected.count)
      sum += expectations[value]
    }
    let last = Int32(truncatingIfNeeded: expected.count)
    if last > 0, sum < Self.least {
      for value in ascending.reversed() {
        guard bin[value] == last else { break }
        bin[value] = last - 1
      }
      expected[expected.count - 1] += sum
    } else {
      expected.append(sum)
    }
  }
}
