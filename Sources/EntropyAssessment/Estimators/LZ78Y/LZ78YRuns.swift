// SPDX-License-Identifier: Apache-2.0

/// C and the runs of right predictions of one predictor.
struct LZ78YRuns {
  /// C: how many predictions were right.
  private(set) var correct = 0
  /// Right predictions since the last wrong one.
  private(set) var run = 0
  /// The longest run so far.
  private(set) var longestRun = 0

  /// Adds one prediction.
  @inline(__always)
  mutating func add(_ isRight: Bool) {
    correct &+= isRight ? 1 : 0
    run = isRight ? run &+ 1 : 0
    longestRun = max(longestRun, run)
  }

  /// Adds 64 predictions, the first in the most significant bit, set where it was right.
  @inline(__always)
  mutating func add(hits: UInt64) {
    correct &+= hits.nonzeroBitCount
    guard hits != .max else {
      run &+= 64
      longestRun = max(longestRun, run)
      return
    }
    longestRun = max(longestRun, run &+ (~hits).leadingZeroBitCount)
    run = (~hits).trailingZeroBitCount
    guard longestRun < 64 else { return }
    // Most often no run of 8 is in it, and the longest one is longer: three steps tell.
    var starts = hits & hits << 1
    starts &= starts << 2
    starts &= starts << 4
    if starts == 0, longestRun >= 7 { return }
    // A run of n ones is gone after n steps.
    var (rest, length) = (hits, 0)
    while rest != 0 {
      rest &= rest << 1
      length &+= 1
    }
    longestRun = max(longestRun, length)
  }

  /// The result.
  func tally(predictions: Int) -> PredictionTally {
    PredictionTally(predictions: predictions, correct: correct, longestRun: longestRun)
  }
}
