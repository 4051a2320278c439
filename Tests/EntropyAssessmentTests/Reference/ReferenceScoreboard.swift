// SPDX-License-Identifier: Apache-2.0
@testable import EntropyAssessment

/// The scoreboard of SP 800-90B 6.3.7 to 6.3.9 as its steps read.
struct ReferenceScoreboard {
  private var scoreboard: [Int]
  private var winner = 0
  private var predictions = 0
  private var correct = 0
  private var run = 0
  private var longestRun = 0

  init(predictors: Int) { scoreboard = Array(repeating: 0, count: predictors) }

  /// One sample, and what each predictor said it would be; `nil` for those that made no prediction.
  mutating func score(_ sample: UInt8, _ guesses: [UInt8?]) {
    predictions += 1
    if guesses[winner] == sample {
      correct += 1
      run += 1
      longestRun = max(longestRun, run)
    } else {
      run = 0
    }
    for (predictor, guess) in guesses.enumerated() where guess == sample {
      scoreboard[predictor] += 1
      if scoreboard[predictor] >= scoreboard[winner] { winner = predictor }
    }
  }

  var tally: PredictionTally {
    PredictionTally(predictions: predictions, correct: correct, longestRun: longestRun)
  }
}
