// SPDX-License-Identifier: Apache-2.0
@testable import EntropyAssessment

/// MultiMMC as SP 800-90B 6.3.9 describes it, with what NIST's tool adds: if the winner makes no prediction the run goes
/// on, and where a context is not known, the longer ones of the sample are taken not to be.
enum ReferenceMultiMMC {
  static func tally(_ samples: [UInt8], entryLimit: Int = MultiMMC.entryLimit) -> PredictionTally? {
    guard samples.count >= 3 else { return nil }
    let longest = MultiMMC.longestContext
    // For each length and context how often which symbol followed.
    var followers = [[[UInt8]: [UInt8: Int]]](repeating: [:], count: longest + 1)
    var entries = [Int](repeating: 0, count: longest + 1)
    // The first pair of each length is known from the start.
    for length in 1...min(longest, samples.count - 1) {
      followers[length][Array(samples[..<length])] = [samples[length]: 1]
      entries[length] = 1
    }
    var scores = [Int](repeating: 0, count: longest + 1)
    var winner = 1
    var (correct, run, longestRun) = (0, 0, 0)
    for position in 2..<samples.count {
      let sample = samples[position]
      let lastWinner = winner
      var isKnown = true
      for length in 1...min(longest, position - 1) {
        let context = Array(samples[(position - length)..<position])
        let counts = isKnown ? followers[length][context] : nil
        guard let counts, let guess = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) })?.key else {
          isKnown = false
          guard entries[length] < entryLimit else { continue }
          followers[length][context, default: [:]][sample, default: 0] += 1
          entries[length] += 1
          continue
        }
        if guess == sample {
          scores[length] += 1
          if scores[length] >= scores[winner] { winner = length }
        }
        if length == lastWinner {
          correct += guess == sample ? 1 : 0
          run = guess == sample ? run + 1 : 0
          longestRun = max(longestRun, run)
        }
        if let count = counts[sample] {
          followers[length][context]?[sample] = count + 1
        } else if entries[length] < entryLimit {
          followers[length][context]?[sample] = 1
          entries[length] += 1
        }
      }
    }
    return PredictionTally(predictions: samples.count - 2, correct: correct, longestRun: longestRun)
  }
}
