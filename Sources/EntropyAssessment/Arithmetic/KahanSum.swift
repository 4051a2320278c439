// SPDX-License-Identifier: Apache-2.0

/// A sum with compensation of what rounding loses (Kahan, 1965), in the order in which terms come.
struct KahanSum {
  private(set) var value = 0.0
  /// What the value is too great by.
  private(set) var compensation = 0.0

  /// Adds a term.
  @inline(__always)
  mutating func add(_ term: Double) { addRest(term - compensation) }

  /// Adds a product that is rounded once, together with the compensation.
  @inline(__always)
  mutating func addProduct(_ a: Double, _ b: Double) { addRest((-compensation).addingProduct(a, b)) }

  /// Whether the value stays as it is whatever terms come that are not negative and make up at most `rest` together; then
  /// between which bounds the compensation stays.
  ///
  /// - Parameter count: at most so many terms.
  func fixedCompensation(rest: Double, count: Int) -> ClosedRange<Double>? {
    // A term less the compensation is rounded by half a unit of its own last place.
    let rounding = Double(count) * (abs(compensation) + rest) * .ulpOfOne
    let (low, high) = (compensation - rest - rounding, compensation + rounding)
    // Rounding keeps order, so what holds at both ends holds in between.
    return value - low == value && value - high == value ? low...high : nil
  }

  /// What ``addProduct(_:_:)`` makes of the value, if that is the same for all compensations of a range.
  func addingProduct(_ a: Double, _ b: Double, compensation: ClosedRange<Double>) -> Double? {
    let (first, last) = (
      (-compensation.lowerBound).addingProduct(a, b), (-compensation.upperBound).addingProduct(a, b)
    )
    return first == last ? value + first : nil
  }

  @inline(__always)
  private mutating func addRest(_ rest: Double) {
    let sum = value + rest
    compensation = (sum - value) - rest
    value = sum
  }
}
