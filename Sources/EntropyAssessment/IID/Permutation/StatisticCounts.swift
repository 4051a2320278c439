// SPDX-License-Identifier: Apache-2.0

/// How a statistic of the samples compares with those of their permutations (SP 800-90B 5.1).
public struct StatisticCounts: Equatable, Sendable {
  /// C0: permutations with a greater value.
  public internal(set) var greater = 0
  /// C1: permutations with the same value.
  public internal(set) var equal = 0
  /// C2: permutations with a lower value.
  public internal(set) var less = 0
  /// Whether the comparison was ended when it was certain that the statistic passes.
  public internal(set) var isStopped = false
  /// Whether the value is so far from the permutations' mean that it is certain to fail, which ended the test.
  public internal(set) var isOutOfReach = false
  /// The sum of the permutations' values less the samples'.
  var sum = 0.0

  /// So many permutations have to be on either side, or equal, and one more (SP 800-90B 5.1, step 3).
  public static let limit = 5

  /// How many permutations the value was compared with.
  public var rounds: Int { greater + equal + less }

  /// Whether the value is among neither the highest nor the lowest.
  public var isPassed: Bool { greater + equal > Self.limit && equal + less > Self.limit }

  /// The probability of a value at least as far out, on either side, among the permutations: twice the smaller share.
  ///
  /// Where the comparison was ended early the share is of the rounds it took (Besag and Clifford, 1991); else the samples count as
  /// a permutation, too.
  public var pValue: Double {
    guard rounds > 0 else { return 1 }
    let tail = min(greater + equal, equal + less)
    let share =
      isStopped ? Double(tail) / Double(rounds) : Double(tail + 1) / Double(rounds + 1)
    return min(1, 2 * share)
  }

  /// The share of permutations with a lower value, those that are equal counted half: 0 to 1.
  public var rank: Double { rounds > 0 ? (Double(less) + Double(equal) / 2) / Double(rounds) : 0.5 }
}
