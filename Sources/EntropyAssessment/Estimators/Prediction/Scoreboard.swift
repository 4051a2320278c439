// SPDX-License-Identifier: Apache-2.0

/// The scores of the predictors that MultiMCW, Lag and MultiMMC run side by side, and how well the best of them does
/// (SP 800-90B 6.3.7 to 6.3.9, step 3).
///
/// At each sample the predictor that has been winning is scored first: C and the runs are about it alone. Then the
/// predictors that were right are visited in the order of their numbers, each gets a point, and one whose score is at
/// least the winner's becomes the winner. So the winner always has the highest score, and among several it is the one
/// that reached it last, at the same sample the one with the highest number. The first winner is predictor 0.
///
/// A predictor's hits come as a plane: one bit for each sample, the first in the most significant bit of its word, set
/// where it was right. A predictor that makes no prediction has a zero there, and gets no point; if it is the winner,
/// it counts as wrong and ends a run. (A winner of MultiMCW or Lag always predicts; one of MultiMMC may not, and
/// then leaves the run as it is, which this does not do.)
///
/// The planes are handed over in blocks of whole words, shorter than 2^16 samples; ``ScoreboardKernel`` does the work.
struct Scoreboard {
  /// The most predictors: as many as there are lags.
  static let predictorLimit = 128

  /// The points of each predictor before the current block.
  var scores: [Int]
  /// The predictor that the next sample is scored by.
  var winner = 0
  /// C: how often the winner of the time was right.
  var correct = 0
  /// The right predictions since the last wrong one.
  var run = 0
  /// The longest such run so far.
  var longestRun = 0

  /// Begins with predictor 0 as the winner and no points.
  ///
  /// - Parameter predictors: 1 to ``predictorLimit``.
  init(predictors: Int) {
    precondition((1...Self.predictorLimit).contains(predictors), "there are 1 to 128 predictors")
    scores = Array(repeating: 0, count: predictors)
  }

  /// The result, once all samples are through.
  func tally(predictions: Int) -> PredictionTally {
    PredictionTally(predictions: predictions, correct: correct, longestRun: longestRun)
  }
}
