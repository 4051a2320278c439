// SPDX-License-Identifier: Apache-2.0

/// Min-entropy per sample as a fixed-point number of 1/256 bit, 0 to 64 bits (B-18).
///
/// A claim is rounded down to this grid, so that nothing derived from it (a cutoff, a credit) is ever more
/// generous than the claim itself.
package struct MinEntropy: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Units of 1/256 bit, 0...``largestUnits``.
  package let units: Int

  /// 64 bits: more than any sample of at most 8 bits can hold, and far from any overflow.
  package static let largestUnits = 64 * 256

  /// No entropy at all.
  package static let zero = MinEntropy(units: 0)

  /// Makes a value of `units`/256 bits; a number outside 0...``largestUnits`` goes to the nearer end.
  package init(units: Int) { self.units = min(max(units, 0), Self.largestUnits) }

  /// The largest value on the grid that is at most `bits`; `nil` if `bits` is not a number, negative or above
  /// 64.
  package init?(bits: Double) {
    guard bits >= 0, bits <= 64 else { return nil }
    // Exact: a product with a power of two only changes the exponent.
    units = Int((bits * 256).rounded(.down))
  }

  /// A whole number of bits; outside 0...64 it goes to the nearer end.
  package static func bits(_ whole: Int) -> MinEntropy { MinEntropy(units: min(max(whole, 0), 64) * 256) }

  /// The value in bits; every value on the grid is exact in a Double.
  package var bits: Double { Double(units) / 256 }

  /// The exact decimal number of bits, as short as it can be: "7.5", "8", "0.00390625".
  package var description: String {
    let whole = units / 256
    // 1/256 is 390,625 / 10^8: at most eight decimals.
    let decimals = String(100_000_000 + (units % 256) * 390_625).dropFirst()
    guard let last = decimals.lastIndex(where: { $0 != "0" }) else { return String(whole) }
    return "\(whole).\(decimals[...last])"
  }

  /// Whether `a` is the smaller.
  package static func < (a: MinEntropy, b: MinEntropy) -> Bool { a.units < b.units }
}
