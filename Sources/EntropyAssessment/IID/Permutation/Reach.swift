// SPDX-License-Identifier: Apache-2.0

/// How far from their mean the statistics of permutations get, whatever the samples are.
///
/// Where exchanging two samples changes a statistic by c at most, its values given the first 0, 1, 2, ... samples of a random
/// order are a martingale whose steps have a range of c, so that P(value - mean ≥ t) ≤ exp(-2 t^2 / (n c^2)) (Hoeffding and
/// Azuma; McDiarmid, 1989). At t = 2.4 c sqrt(n) this is 1e-5, and 6 of 10,000 rounds come as far with a probability below
/// C(10,000, 6) 1e-30 = 1e-9. The mean of 100 rounds is off by 0.33 c sqrt(n) with another 1e-9. Together that is below
/// ``factor``.
struct Reach: Sendable {
  /// In units of c sqrt(n).
  static let factor = 3.0

  private let distances: [Double?]

  /// The farthest that counts as possible; `nil` for a statistic that two samples may change by much: the longest runs, the
  /// collisions, whose searches all begin elsewhere then, and the compression.
  func distance(_ statistic: Statistic) -> Double? { distances[statistic.index] }

  /// - Parameters:
  ///   - count: n.
  ///   - change: c, of each statistic that has one.
  private init(count: Int, change: (Statistic) -> Double?) {
    let root = Double(count).squareRoot()
    distances = Statistic.allCases.map { statistic in change(statistic).map { Self.factor * root * $0 } }
  }

  /// Of symbols with these values.
  init(_ symbols: Symbols) {
    let (least, most) = (Double(symbols.alphabet.first ?? 0), Double(symbols.alphabet.last ?? 0))
    let count = symbols.count
    self.init(count: count) { statistic in
      switch statistic {
      // Its value is n times that of the standard.
      case .excursion: return Double(count) * (most - least)
      // Four comparisons change, each of which begins or ends two runs.
      case .numDirectionalRuns: return 8
      case .numIncreasesDecreases, .numRunsMedian: return 4
      case .periodicity1, .periodicity2, .periodicity8, .periodicity16, .periodicity32: return 4
      case .covariance1, .covariance2, .covariance8, .covariance16, .covariance32:
        return 4 * (most - least) * most
      case .lenDirectionalRuns, .lenRunsMedian, .avgCollision, .maxCollision, .compression: return nil
      }
    }
  }

  /// Of so many bits, which stand for values a distance apart.
  init(bits count: Int, distance: Int) {
    self.init(count: count) { statistic in
      switch statistic {
      case .excursion: return Double(count * distance)
      // Two sums of eight bits change by one, in four comparisons.
      case .numDirectionalRuns: return 8
      case .numIncreasesDecreases, .numRunsMedian: return 4
      case .periodicity1, .periodicity2, .periodicity8, .periodicity16, .periodicity32: return 4
      // In two products each, with another sum of up to 8; or once with each other.
      case .covariance1, .covariance2, .covariance8, .covariance16, .covariance32: return 4 * 8 + 1
      case .lenDirectionalRuns, .lenRunsMedian, .avgCollision, .maxCollision, .compression: return nil
      }
    }
  }
}
