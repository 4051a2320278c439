// SPDX-License-Identifier: Apache-2.0

/// How well a predictor guessed the samples of a sequence (SP 800-90B 6.3.7 to 6.3.10).
public struct PredictionTally: Equatable, Sendable {
  /// N: how many samples there were to predict.
  public let predictions: Int
  /// C: how many were predicted rightly.
  public let correct: Int
  /// The longest run of right predictions; the standard's r is one more.
  public let longestRun: Int

  /// Makes a tally.
  public init(predictions: Int, correct: Int, longestRun: Int) {
    (self.predictions, self.correct, self.longestRun) = (predictions, correct, longestRun)
  }
}
