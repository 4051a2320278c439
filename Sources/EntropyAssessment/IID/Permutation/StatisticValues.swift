// SPDX-License-Identifier: Apache-2.0

/// The values of statistics of one arrangement of the samples, as whole numbers that compare as the statistics do, so that
/// ties are exact.
struct StatisticValues: Equatable, Sendable {
  private var numbers = InlineArray<19, Int>(repeating: 0)

  /// Those that were not asked for are 0.
  init() {}

  subscript(_ statistic: Statistic) -> Int {
    get { numbers[statistic.index] }
    set { numbers[statistic.index] = newValue }
  }

  /// The average as a number: doubles that are not negative compare as their bits.
  mutating func setAverageCollision(sum: Int, count: Int) {
    let average = count > 0 ? Double(sum) / Double(count) : 0
    self[.avgCollision] = Int(truncatingIfNeeded: average.bitPattern)
  }

  /// The value as the standard defines it; of ``Statistic/excursion`` it needs to be divided by the number of samples.
  func number(_ statistic: Statistic) -> Double {
    statistic == .avgCollision
      ? Double(bitPattern: UInt64(truncatingIfNeeded: self[statistic])) : Double(self[statistic])
  }

  static func == (first: Self, second: Self) -> Bool {
    first.numbers.indices.allSatisfy { first.numbers[$0] == second.numbers[$0] }
  }
}
