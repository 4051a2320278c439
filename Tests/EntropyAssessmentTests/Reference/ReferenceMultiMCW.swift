// SPDX-License-Identifier: Apache-2.0
@testable import EntropyAssessment

/// MultiMCW as SP 800-90B 6.3.7 describes it: every window is counted anew for every sample.
enum ReferenceMultiMCW {
  static func tally(_ samples: [UInt8], windows: [Int] = MultiMCW.windows) -> PredictionTally? {
    guard let least = windows.first, let largest = windows.last, samples.count > largest else { return nil }
    var board = ReferenceScoreboard(predictors: windows.count)
    let alphabetSize = Int(samples.max() ?? 0) + 1
    for position in least..<samples.count {
      let guesses = windows.map { size in
        position < size ? nil : mostCommon(samples[(position - size)..<position], alphabetSize)
      }
      board.score(samples[position], guesses)
    }
    return board.tally
  }

  /// The most common symbol; of several, the one that comes last.
  private static func mostCommon(_ window: ArraySlice<UInt8>, _ alphabetSize: Int) -> UInt8? {
    var counts = [Int](repeating: 0, count: alphabetSize)
    for symbol in window { counts[Int(symbol)] += 1 }
    let most = counts.max()
    return window.last { counts[Int($0)] == most }
  }
}
