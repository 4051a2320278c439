// SPDX-License-Identifier: Apache-2.0

/// Proportions of a sequence's symbols as NIST's tool has them: 1 / n added once for each occurrence, which differs from
/// count / n in the last digits, and these decide how chi-square bins are filled.
enum SummedProportion {
  /// The proportions that belong to counts.
  ///
  /// - Parameters:
  ///   - counts: of each symbol.
  ///   - total: n, their sum or more.
  /// - Cost: as many additions as the greatest count.
  static func all(_ counts: [Int], of total: Int) -> [Double] {
    let part = 1 / Double(total)
    // The sums of each count on the way to the greatest.
    let ascending = counts.indices.sorted { counts[$0] < counts[$1] }
    var proportions = [Double](repeating: 0, count: counts.count)
    var (sum, added) = (0.0, 0)
    for index in ascending {
      while added < counts[index] {
        sum += part
        added += 1
      }
      proportions[index] = sum
    }
    return proportions
  }
}
