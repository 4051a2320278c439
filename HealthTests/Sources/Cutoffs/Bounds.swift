// SPDX-License-Identifier: Apache-2.0

/// A lower and an upper bound of one exact positive number.
struct Bounds: Equatable {
  /// At most the exact value.
  var lower: DirectedFloat
  /// At least the exact value.
  var upper: DirectedFloat

  /// Bounds that are given.
  init(lower: DirectedFloat, upper: DirectedFloat) {
    self.lower = lower
    self.upper = upper
  }

  /// 2^`exponent`: both bounds are exact.
  static func powerOfTwo(_ exponent: Int) -> Bounds {
    Bounds(lower: .powerOfTwo(exponent), upper: .powerOfTwo(exponent))
  }

  /// Encloses the product.
  func multiplied(by other: Bounds) -> Bounds {
    Bounds(
      lower: lower.multiplied(by: other.lower, .down), upper: upper.multiplied(by: other.upper, .up))
  }

  /// Encloses the product with `numerator / denominator`, both in 1...1024.
  func multiplied(by numerator: UInt128, over denominator: UInt128) -> Bounds {
    Bounds(
      lower: lower.multiplied(by: numerator, over: denominator, .down),
      upper: upper.multiplied(by: numerator, over: denominator, .up))
  }

  /// Encloses the sum.
  func adding(_ other: Bounds) -> Bounds {
    Bounds(lower: lower.adding(other.lower, .down), upper: upper.adding(other.upper, .up))
  }

  /// Encloses the value less one; `nil` unless both bounds are above one.
  func subtractingOne() -> Bounds? {
    guard let lower = lower.subtractingOne(), let upper = upper.subtractingOne() else { return nil }
    return Bounds(lower: lower, upper: upper)
  }

  /// Encloses 2^(units/256), for units ≥ 0: 1/p of a source with `units` of min-entropy per sample.
  ///
  /// The integer part of units/256 is an exponent. Each bit of the fraction is a factor 2^(1/2^j), j = 1...8,
  /// and that is the square root of the one before it, beginning with 2. The roots are integer square roots:
  /// with m/2^127 ≤ v, floor(sqrt(m × 2^127)) / 2^127 ≤ sqrt(v), and one unit more than that is above it for
  /// an upper bound m.
  static func powerOfTwo(units: Int) -> Bounds {
    var result = Bounds.powerOfTwo(units >> 8)
    for bit in 0..<8 where units & (0x80 >> bit) != 0 { result = result.multiplied(by: roots[bit]) }
    return result
  }

  /// 2^(1/2), 2^(1/4), ... 2^(1/256).
  private static let roots: [Bounds] = {
    var roots: [Bounds] = []
    // 2 = 2^128 / 2^127 does not fit into the mantissa; its square root is the first that does.
    var lower = squareRoot(high: 1 << 127, low: 0)
    var upper = lower + 1
    while roots.count < 8, let below = DirectedFloat(lower, exponent: -127),
      let above = DirectedFloat(upper, exponent: -127)
    {
      roots.append(Bounds(lower: below, upper: above))
      lower = squareRoot(high: lower >> 1, low: lower << 127)
      upper = squareRoot(high: upper >> 1, low: upper << 127) + 1
    }
    return roots
  }()

  /// floor(sqrt(high × 2^128 + low)), bit by bit: the largest x whose square is not above.
  static func squareRoot(high: UInt128, low: UInt128) -> UInt128 {
    var root: UInt128 = 0
    for bit in stride(from: 127, through: 0, by: -1) {
      let candidate = root | 1 << UInt128(bit)
      let square = DirectedFloat.fullProduct(candidate, candidate)
      if square.high < high || (square.high == high && square.low <= low) { root = candidate }
    }
    return root
  }
}
