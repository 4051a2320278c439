// SPDX-License-Identifier: Apache-2.0

/// What the estimators say of one sequence. An estimator that was not asked, or is not defined for as many symbols, has no
/// outcome.
public struct Pass: Sendable {
  /// L: how many symbols the sequence has.
  public let length: Int
  /// k: how many of them differ.
  public let alphabetSize: Int
  /// The outcomes, in the order of the standard.
  public internal(set) var mostCommonValue: Outcome<MostCommonValue>?
  /// 6.3.2.
  public internal(set) var collision: Outcome<Collision>?
  /// 6.3.3.
  public internal(set) var markov: Outcome<Markov>?
  /// 6.3.4.
  public internal(set) var compression: Outcome<Compression>?
  /// 6.3.5.
  public internal(set) var tTuple: Outcome<TTuple>?
  /// 6.3.6.
  public internal(set) var lrs: Outcome<LRS>?
  /// 6.3.7.
  public internal(set) var multiMCW: Outcome<Prediction>?
  /// 6.3.8.
  public internal(set) var lag: Outcome<Prediction>?
  /// 6.3.9.
  public internal(set) var multiMMC: Outcome<Prediction>?
  /// 6.3.10.
  public internal(set) var lz78y: Outcome<Prediction>?

  init(length: Int, alphabetSize: Int) { (self.length, self.alphabetSize) = (length, alphabetSize) }

  /// The min-entropy that an estimator gives, if it has run.
  public func minEntropy(_ estimator: Estimator) -> Double? {
    switch estimator {
    case .mostCommonValue: mostCommonValue?.estimate?.minEntropy
    case .collision: collision?.estimate?.minEntropy
    case .markov: markov?.estimate?.minEntropy
    case .compression: compression?.estimate?.minEntropy
    case .tTuple: tTuple?.estimate?.minEntropy
    case .lrs: lrs?.estimate?.minEntropy
    case .multiMCW: multiMCW?.estimate?.minEntropy
    case .lag: lag?.estimate?.minEntropy
    case .multiMMC: multiMMC?.estimate?.minEntropy
    case .lz78y: lz78y?.estimate?.minEntropy
    }
  }

  /// Why an estimator that was asked has not run.
  public func notRun(_ estimator: Estimator) -> NotRun? {
    switch estimator {
    case .mostCommonValue: mostCommonValue?.reason
    case .collision: collision?.reason
    case .markov: markov?.reason
    case .compression: compression?.reason
    case .tTuple: tTuple?.reason
    case .lrs: lrs?.reason
    case .multiMCW: multiMCW?.reason
    case .lag: lag?.reason
    case .multiMMC: multiMMC?.reason
    case .lz78y: lz78y?.reason
    }
  }

  /// The lowest estimate and whose it is, or `nil` when none has run.
  public var lowest: (estimator: Estimator, minEntropy: Double)? {
    let all = Estimator.allCases.compactMap { estimator in
      minEntropy(estimator).map { (estimator: estimator, minEntropy: $0) }
    }
    return all.min { $0.minEntropy < $1.minEntropy }
  }
}
