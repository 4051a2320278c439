// SPDX-License-Identifier: Apache-2.0

/// What an estimator says of a sequence, with all that it was computed from.
public protocol Estimate: Sendable {
  /// The min-entropy per symbol of the sequence, in bits; not negative.
  var minEntropy: Double { get }
}

/// An estimate, or why there is none.
public enum Outcome<Value: Estimate>: Sendable {
  /// The estimator has run.
  case estimate(Value)
  /// The sequence does not meet the estimator's conditions; it has no say then.
  case notRun(NotRun)

  /// The estimate, if there is one.
  public var estimate: Value? {
    if case .estimate(let value) = self { value } else { nil }
  }

  /// Why there is none, if there is none.
  public var reason: NotRun? {
    if case .notRun(let reason) = self { reason } else { nil }
  }
}

/// Why an estimator has not run on a sequence.
public enum NotRun: Error, Equatable, Sendable, CustomStringConvertible {
  /// The sequence is too short.
  case tooShort(length: Int, minimum: Int)
  /// No symbol occurs often enough for the t-tuple estimate.
  case noCommonSymbol(highestCount: Int, minimum: Int)
  /// No tuple that is long enough for the LRS estimate occurs twice.
  case noLongRepetition(longest: Int, minimum: Int)

  /// One sentence's worth.
  public var description: String {
    switch self {
    case .tooShort(let length, let minimum):
      "the sequence has \(length) symbols; at least \(minimum) are needed"
    case .noCommonSymbol(let count, let minimum):
      "the most common symbol occurs \(count) times; at least \(minimum) are needed"
    case .noLongRepetition(let longest, let minimum):
      "the longest repeated substring has \(longest) symbols; at least \(minimum) are needed"
    }
  }
}
