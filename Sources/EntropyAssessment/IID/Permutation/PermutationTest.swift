// SPDX-License-Identifier: Apache-2.0

/// The permutation tests (SP 800-90B 5.1): the statistics of samples that are independent and identically distributed are no more
/// extreme than those of the same samples in random orders.
public struct PermutationTest: Sendable {
  /// When comparing ends.
  public enum Ending: Sendable {
    /// For a statistic, when it is certain to pass; the verdict is the same as after all rounds.
    case whenDecided
    /// After all rounds.
    case never
    /// As ``whenDecided``; and for all, when a statistic is so far from its permutations that it fails but with a probability of
    /// 1e-8 at most.
    case whenHopeless
  }

  /// Rounds that the standard asks for.
  public static let rounds = 10_000

  /// The values of the statistics of the samples, as the standard defines them and NIST's tool prints them.
  public let values: [Double]
  /// The counts, in the order of ``Statistic``.
  public let counts: [StatisticCounts]
  /// The seed of the permutations.
  public let seed: UInt64
  /// How many permutations were made; a statistic may have been compared with fewer.
  public let roundCount: Int

  /// The value of a statistic of the samples.
  public func value(_ statistic: Statistic) -> Double { values[statistic.index] }
  /// How it compares with those of permutations.
  public func counts(_ statistic: Statistic) -> StatisticCounts { counts[statistic.index] }

  /// What is said of a statistic.
  public enum Verdict: Sendable {
    /// It is among neither the highest nor the lowest.
    case passed
    /// It is.
    case failed
    /// Comparing ended before, because another one is certain to fail.
    case undecided
  }

  /// What is said of a statistic.
  public func verdict(_ statistic: Statistic) -> Verdict {
    if counts(statistic).isPassed { return .passed }
    return isCutShort && !counts(statistic).isOutOfReach ? .undecided : .failed
  }

  /// Whether all statistics pass.
  public var isPassed: Bool { counts.allSatisfy(\.isPassed) }
  /// Whether comparing ended because a statistic is certain to fail.
  public var isCutShort: Bool { counts.contains(where: \.isOutOfReach) }

  /// Permutes the samples.
  ///
  /// - Parameters:
  ///   - excursion: of the samples, as it is printed.
  ///   - reach: how far permutations get.
  ///   - make: makes the samples' own arrangement; called on each thread.
  init<Samples: Arrangement & ~Copyable>(
    excursion: Double, _ options: IIDOptions, _ reach: Reach, _ make: @Sendable () -> Samples
  ) {
    let rounds = PermutationRounds(options, reach)
    PermutationRounds.perform(rounds, make)
    let result = rounds.result
    values = Statistic.allCases.map { $0 == .excursion ? excursion : result.samples.number($0) }
    (counts, roundCount, seed) = (result.counts, result.rounds, options.seed)
  }
}
