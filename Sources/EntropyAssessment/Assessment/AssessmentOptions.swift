// SPDX-License-Identifier: Apache-2.0

/// How samples are to be assessed.
public struct AssessmentOptions: Sendable {
  /// What the samples are (SP 800-90B 3.1.3 and 3.1.5).
  public enum Track: Sendable {
    /// Noise: symbols and their bits are both assessed.
    case initial
    /// Output of a conditioning component: its bits are.
    case conditioned
  }

  /// Bits of a sample, 1 to 8; `nil` for as many as the highest of the samples has.
  public var width: Int?
  /// What the samples are.
  public var track = Track.initial
  /// The most bits of the bit string that are looked at.
  public var bitLimit = Int.max
  /// Who is asked; the result is partial when it is not everybody.
  public var estimators = Set(Estimator.allCases)
  /// Threads, at least 1. The result does not depend on it.
  public var threads = 1
  /// Told of each piece of work that is done, from any thread: how many are, of how many.
  public var progress: (@Sendable (_ done: Int, _ all: Int) -> Void)?

  /// The options of a whole assessment of noise on one thread.
  public init() {}
}
