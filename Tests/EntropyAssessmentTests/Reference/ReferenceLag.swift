// SPDX-License-Identifier: Apache-2.0
@testable import EntropyAssessment

/// The lag estimate as SP 800-90B 6.3.8 describes it.
enum ReferenceLag {
  static func tally(_ samples: [UInt8], lags: Int = Lag.greatestLag) -> PredictionTally? {
    guard samples.count >= 2 else { return nil }
    var board = ReferenceScoreboard(predictors: lags)
    for position in 1..<samples.count {
      let guesses = (1...lags).map { lag in position < lag ? nil : samples[position - lag] }
      board.score(samples[position], guesses)
    }
    return board.tally
  }
}
