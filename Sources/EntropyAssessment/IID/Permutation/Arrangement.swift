// SPDX-License-Identifier: Apache-2.0

/// The samples in some order, with the statistics of it.
///
/// - Threading: one thread at a time; each has its own.
protocol Arrangement: ~Copyable, SendableMetatype {
  /// Puts the samples into a random order, which does not depend on the one before.
  mutating func shuffle(_ stream: inout RandomStream)
  /// The values of some statistics; the others are 0.
  mutating func values(_ wanted: StatisticSet) -> StatisticValues
}

/// What the statistics of runs, collisions and distances need of a sequence of bytes; shared by both arrangements.
enum ByteStatistics {
  /// 5.1.2 to 5.1.4, from where a byte is not above the next one.
  static func addDirections(
    _ bytes: Span<UInt8>, _ wanted: StatisticSet, _ ascents: inout [UInt64], to values: inout StatisticValues
  ) {
    let count = bytes.count - 1
    guard count > 0 else { return }
    ComparisonKernel.ascents(bytes, into: &ascents)
    if wanted.contains(.numDirectionalRuns) {
      values[.numDirectionalRuns] = RunKernel.count(ascents.span, count: count)
    }
    if wanted.contains(.lenDirectionalRuns) {
      values[.lenDirectionalRuns] = RunKernel.longest(ascents.span, count: count)
    }
    if wanted.contains(.numIncreasesDecreases) {
      let increases = ascents.reduce(0) { $0 + $1.nonzeroBitCount }
      values[.numIncreasesDecreases] = max(increases, count - increases)
    }
  }

  /// 5.1.7 and 5.1.8.
  static func addCollisions(_ bytes: Span<UInt8>, to values: inout StatisticValues) {
    let distances = CollisionDistanceKernel.distances(bytes)
    values.setAverageCollision(sum: distances.sum, count: distances.count)
    values[.maxCollision] = distances.greatest
  }
}
