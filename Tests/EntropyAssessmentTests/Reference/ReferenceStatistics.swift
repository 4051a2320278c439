// SPDX-License-Identifier: Apache-2.0
@testable import EntropyAssessment

/// The statistics of SP 800-90B 5.1 as the standard writes them down, in its own steps; all but the compression.
enum ReferenceStatistics {
  static func values(_ samples: [UInt8]) -> [Statistic: Double] {
    let symbols = Symbols(samples)
    let isBinary = symbols.alphabetSize == 2
    let sorted = symbols.values.map { Double($0) }.sorted()
    let half = sorted.count / 2
    let median =
      isBinary ? 0.5 : sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
    // Conversions I and II.
    let groups = stride(from: 0, to: symbols.count, by: 8).map {
      Array(symbols.values[$0..<min($0 + 8, symbols.count)])
    }
    let sums = isBinary ? groups.map { $0.reduce(0, +) } : symbols.values
    let numbers =
      isBinary
      ? groups.map { group in group.indices.reduce(UInt8(0)) { $0 + group[$1] << UInt8(7 - $1) } }
      : symbols.values

    var values: [Statistic: Double] = [:]
    // 5.1.1, in whole numbers.
    let total = samples.reduce(0) { $0 + Int($1) }
    var (sum, excursion) = (0, 0)
    for (index, sample) in samples.enumerated() {
      sum += Int(sample)
      excursion = max(excursion, abs(samples.count * sum - (index + 1) * total))
    }
    values[.excursion] = Double(excursion)
    // 5.1.2 to 5.1.4.
    let directions = zip(sums, sums.dropFirst()).map { $0 > $1 ? -1 : 1 }
    values[.numDirectionalRuns] = Double(runs(directions).count)
    values[.lenDirectionalRuns] = Double(runs(directions).max() ?? 0)
    let increases = directions.count { $0 == 1 }
    values[.numIncreasesDecreases] = Double(max(increases, directions.count - increases))
    // 5.1.5 and 5.1.6.
    let sides = symbols.values.map { Double($0) < median ? -1 : 1 }
    values[.numRunsMedian] = Double(runs(sides).count)
    values[.lenRunsMedian] = Double(runs(sides).max() ?? 0)
    // 5.1.7 and 5.1.8.
    var distances: [Int] = []
    var seen: [UInt8] = []
    for number in numbers {
      if seen.contains(number) {
        distances.append(seen.count + 1)
        seen = []
      } else {
        seen.append(number)
      }
    }
    values[.avgCollision] =
      distances.isEmpty ? 0 : Double(distances.reduce(0, +)) / Double(distances.count)
    values[.maxCollision] = Double(distances.max() ?? 0)
    // 5.1.9 and 5.1.10.
    let raw = isBinary ? sums : samples
    for (periodicity, covariance, lag) in Statistic.lagged {
      let places = 0..<max(0, sums.count - lag)
      values[periodicity] = Double(places.count { sums[$0] == sums[$0 + lag] })
      values[covariance] = Double(places.reduce(0) { $0 + Int(raw[$1]) * Int(raw[$1 + lag]) })
    }
    return values
  }

  private static func runs(_ sequence: [Int]) -> [Int] {
    var lengths: [Int] = []
    for (index, value) in sequence.enumerated() {
      if index > 0, sequence[index - 1] == value {
        lengths[lengths.count - 1] += 1
      } else {
        lengths.append(1)
      }
    }
    return lengths
  }
}
