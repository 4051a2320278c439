// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// The estimate from a predictor's successes: MultiMCW, lag, MultiMMC and LZ78Y (SP 800-90B 6.3.7 to 6.3.10).
public struct Prediction: Estimate {
  /// What the predictor did.
  public let tally: PredictionTally
  /// The proportion of right predictions.
  public let pGlobal: Double
  /// Its upper bound.
  public let pGlobalPrime: Double
  /// The probability of a right prediction that the longest run speaks for; `nil` where it cannot change the result.
  public let pLocal: Double?
  /// The estimate, in bits per symbol.
  public let minEntropy: Double

  /// r: one more than the longest run.
  public var r: Int { tally.longestRun + 1 }

  /// Estimates from a tally; there is none where the sequence was too short for the predictor.
  ///
  /// - Parameters:
  ///   - alphabetSize: k.
  ///   - length: of the sequence.
  ///   - minimum: the length from which on the tool of NIST has a result.
  static func estimate(
    _ tally: PredictionTally?, alphabetSize: Int, length: Int, minimum: Int
  ) -> Outcome<Self> {
    guard let tally, length >= minimum, tally.predictions > 0 else {
      return .notRun(.tooShort(length: length, minimum: minimum))
    }
    return .estimate(Self(tally, alphabetSize: alphabetSize))
  }

  private init(_ tally: PredictionTally, alphabetSize: Int) {
    let n = Double(tally.predictions)
    let pGlobal = Double(tally.correct) / n
    let pGlobalPrime =
      tally.correct == 0
      ? 1 - pow(0.01, 1 / n)
      // One prediction, which was right, bounds nothing.
      : tally.predictions == 1 ? 1 : ConfidenceBound.upper(pGlobal, count: tally.predictions)
    var highest = max(1 / Double(alphabetSize), pGlobalPrime)
    let run = LongestRun(length: tally.longestRun + 1, predictions: tally.predictions)
    var pLocal: Double?
    if highest < 1, run.logProbabilityOfNone(highest) > log(0.99) {
      let local = run.probability(from: highest)
      pLocal = local
      highest = max(highest, local)
    }
    (self.tally, self.pGlobal, self.pGlobalPrime, self.pLocal) = (tally, pGlobal, pGlobalPrime, pLocal)
    // 0 - x, since -x of a certain prediction would print as -0.
    minEntropy = 0 - log2(highest)
  }
}

/// The chance of a run of right predictions of some length (SP 800-90B 6.3.7, step 7; Feller, volume I, XIII.7).
private struct LongestRun {
  /// r.
  let length: Int
  /// N.
  let predictions: Int

  /// The natural logarithm of the probability that no run of ``length`` comes, when each prediction is right with
  /// probability `p`.
  func logProbabilityOfNone(_ p: Double) -> Double {
    let (p, r) = (LongDouble(p), LongDouble(length))
    let q = 1 - p
    let factor = q * LongMath.pow(p, r)
    // The root near 1 of 1 - x + q p^r x^(r+1), by iteration from below; 66 steps are the tool's limit.
    var (x, last): (LongDouble, LongDouble) = (1, 0)
    var step = 0
    while step <= 65, x - last > .ulpOfOne * x {
      last = x
      x = 1 + factor * LongMath.pow(x, r + 1)
      step += 1
    }
    return Double(
      LongMath.log(1 - p * x) - LongMath.log((r + 1 - r * x) * q)
        - (LongDouble(predictions) + 1) * LongMath.log(x))
  }

  /// The probability at which no such run comes in 99 of 100 cases, from a lower bound on.
  func probability(from lowest: Double) -> Double {
    let search = Bisection(target: log(0.99), domain: lowest...1)
    switch search.search(logProbabilityOfNone) {
    case .found(let p): return p
    case .outside: return 1
    }
  }
}
