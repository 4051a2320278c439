// SPDX-License-Identifier: Apache-2.0
import EntropyAssessment

/// The LZ78Y estimate as SP 800-90B 6.3.10 describes it, with all contexts and all their successors. As in NIST's tool the
/// greatest of several equally frequent successors counts, and a known context takes new successors when the dictionary is
/// full.
enum ReferenceLZ78Y {
  static func tally(_ samples: [UInt8], limit: Int = 65_536) -> PredictionTally? {
    let longest = 16
    guard samples.count > longest + 1 else { return nil }
    var dictionary: [ArraySlice<UInt8>: [UInt8: Int]] = [:]
    // Slices are equal by their elements.
    for length in 1...longest {
      dictionary[samples[(longest - length)..<longest]] = [samples[longest]: 1]
    }
    var (correct, run, longestRun) = (0, 0, 0)
    for position in (longest + 1)..<samples.count {
      let next = samples[position]
      var (prediction, highest): (UInt8?, Int) = (nil, 0)
      for length in (1...longest).reversed() {
        let context = samples[(position - length)..<position]
        if let successors = dictionary[context] {
          let best = successors.max { ($0.value, $0.key) < ($1.value, $1.key) }
          if let best, best.value > highest { (prediction, highest) = (best.key, best.value) }
          dictionary[context]?[next, default: 0] += 1
        } else if dictionary.count < limit {
          dictionary[context] = [next: 1]
        }
      }
      run = prediction == next ? run + 1 : 0
      correct += prediction == next ? 1 : 0
      longestRun = max(longestRun, run)
    }
    return PredictionTally(
      predictions: samples.count - longest - 1, correct: correct, longestRun: longestRun)
  }
}
