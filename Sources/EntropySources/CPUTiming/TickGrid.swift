// SPDX-License-Identifier: Apache-2.0

/// The grid that a processor's counter advances on, and how intervals become samples.
///
/// Many counters advance by the same number of ticks each time (26 on the machine at hand): their lowest bits are no noise, and
/// a design that takes the lowest byte gets a fraction of the entropy, or none. So the grid is measured, and intervals are divided
/// by it before their lowest eight bits are taken.
struct TickGrid: Equatable, Sendable {
  /// The greatest number of ticks that all measured intervals are multiples of.
  let ticks: UInt64
  /// How many samples differ among the measured ones.
  let symbols: Int

  /// Intervals that a grid is measured by.
  static let measured = 4096
  /// With fewer symbols there is nothing to guess.
  static let leastSymbols = 2

  /// Measures a grid.
  ///
  /// - Parameter intervals: in ticks.
  init(_ intervals: [UInt64]) {
    let divisor = intervals.reduce(0) { Self.greatestDivisor($0, $1) }
    ticks = max(1, divisor)
    var seen = InlineArray<256, Bool>(repeating: false)
    for interval in intervals { seen[Int(UInt8(truncatingIfNeeded: interval / max(1, divisor)))] = true }
    var count = 0
    for symbol in 0..<256 where seen[symbol] { count += 1 }
    symbols = count
  }

  private static func greatestDivisor(_ first: UInt64, _ second: UInt64) -> UInt64 {
    var (a, b) = (first, second)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}
