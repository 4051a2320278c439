// SPDX-License-Identifier: Apache-2.0

/// How samples are to be tested for being independent and identically distributed.
public struct IIDOptions: Sendable {
  /// Bits of a sample, 1 to 8; `nil` for as many as the highest of the samples has.
  public var width: Int?
  /// What the samples are.
  public var track = AssessmentOptions.Track.initial
  /// The most bits of the bit string that are looked at.
  public var bitLimit = Int.max
  /// The seed of the permutations: the same seed gives the same counts, on any number of threads.
  public var seed: UInt64
  /// When the permutation tests end.
  public var ending = PermutationTest.Ending.whenDecided
  /// The most permutations; tests make fewer.
  var rounds = PermutationTest.rounds
  /// Threads, at least 1.
  public var threads = 1
  /// Told of each permutation, from any thread: how many were counted, and how many of the 19 statistics have passed.
  public var progress: (@Sendable (_ rounds: Int, _ passed: Int) -> Void)?

  /// The options of the test of noise on one thread.
  public init(seed: UInt64) { self.seed = seed }
}
