// SPDX-License-Identifier: Apache-2.0

/// The statistics that a sequence is compared with its permutations by, in the order of SP 800-90B 5.1; raw values are the
/// names that NIST's tool gives them.
public enum Statistic: String, CaseIterable, Sendable {
  /// 5.1.1.
  case excursion
  /// 5.1.2.
  case numDirectionalRuns
  /// 5.1.3.
  case lenDirectionalRuns
  /// 5.1.4.
  case numIncreasesDecreases
  /// 5.1.5.
  case numRunsMedian
  /// 5.1.6.
  case lenRunsMedian
  /// 5.1.7.
  case avgCollision
  /// 5.1.8.
  case maxCollision
  /// 5.1.9, for each lag.
  case periodicity1 = "periodicity(1)"
  /// Lag 2.
  case periodicity2 = "periodicity(2)"
  /// Lag 8.
  case periodicity8 = "periodicity(8)"
  /// Lag 16.
  case periodicity16 = "periodicity(16)"
  /// Lag 32.
  case periodicity32 = "periodicity(32)"
  /// 5.1.10, for each lag.
  case covariance1 = "covariance(1)"
  /// Lag 2.
  case covariance2 = "covariance(2)"
  /// Lag 8.
  case covariance8 = "covariance(8)"
  /// Lag 16.
  case covariance16 = "covariance(16)"
  /// Lag 32.
  case covariance32 = "covariance(32)"
  /// 5.1.11.
  case compression

  /// The place in ``allCases``.
  var index: Int {
    switch self {
    case .excursion: 0
    case .numDirectionalRuns: 1
    case .lenDirectionalRuns: 2
    case .numIncreasesDecreases: 3
    case .numRunsMedian: 4
    case .lenRunsMedian: 5
    case .avgCollision: 6
    case .maxCollision: 7
    case .periodicity1: 8
    case .periodicity2: 9
    case .periodicity8: 10
    case .periodicity16: 11
    case .periodicity32: 12
    case .covariance1: 13
    case .covariance2: 14
    case .covariance8: 15
    case .covariance16: 16
    case .covariance32: 17
    case .compression: 18
    }
  }

  /// The statistics of two symbols at a distance: how often they are equal, the sum of their products, and the distance.
  static let lagged: [(periodicity: Self, covariance: Self, lag: Int)] = [
    (.periodicity1, .covariance1, 1), (.periodicity2, .covariance2, 2), (.periodicity8, .covariance8, 8),
    (.periodicity16, .covariance16, 16), (.periodicity32, .covariance32, 32),
  ]

  /// The longest of their distances.
  static let greatestLag = 32
}

/// A set of statistics.
struct StatisticSet: Equatable, Sendable {
  private var bits: UInt32

  /// All of them.
  static let all = Self(bits: 1 << UInt32(Statistic.allCases.count) - 1)

  /// Whether there is none.
  var isEmpty: Bool { bits == 0 }
  /// How many there are.
  var count: Int { bits.nonzeroBitCount }

  func contains(_ statistic: Statistic) -> Bool { bits >> UInt32(statistic.index) & 1 == 1 }

  /// Whether one of some statistics is contained.
  func contains(anyOf statistics: Statistic...) -> Bool { statistics.contains { contains($0) } }

  mutating func remove(_ statistic: Statistic) { bits &= ~(1 << UInt32(statistic.index)) }
}
