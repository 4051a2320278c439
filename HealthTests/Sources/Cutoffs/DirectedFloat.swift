// SPDX-License-Identifier: Apache-2.0

/// A positive number with a 128-bit mantissa whose operations round in one stated direction.
///
/// Two of them, one rounded down and one rounded up at every step, enclose the exact value: see ``Bounds``.
/// There is no rounding to nearest and no Double in between, so a comparison on which both agree is a proof.
struct DirectedFloat: Equatable {
  /// Which way an inexact result goes.
  enum Direction {
    case down
    case up
  }

  /// The topmost bit is always set; the value is `mantissa` × 2^`exponent`.
  private(set) var mantissa: UInt128
  private(set) var exponent: Int

  private static let topBit: UInt128 = 1 << 127

  /// 2^`exponent`, exactly.
  static func powerOfTwo(_ exponent: Int) -> DirectedFloat {
    DirectedFloat(mantissa: topBit, exponent: exponent - 127)
  }

  /// `mantissa` × 2^`exponent` exactly, where `mantissa` may have any bits; `nil` for zero.
  init?(_ mantissa: UInt128, exponent: Int) {
    guard mantissa != 0 else { return nil }
    let shift = mantissa.leadingZeroBitCount
    self.mantissa = mantissa &<< UInt128(truncatingIfNeeded: shift)
    self.exponent = exponent - shift
  }

  private init(mantissa: UInt128, exponent: Int) {
    self.mantissa = mantissa
    self.exponent = exponent
  }

  /// The smallest integer c with value ≤ 2^c: what a comparison with a power of two needs.
  var ceilingLog2: Int { mantissa == Self.topBit ? exponent + 127 : exponent + 128 }

  /// log2 of the value for reports, to the precision of Double; no decision is taken on it.
  var approximateLog2: Double {
    logarithm2(Double(UInt64(truncatingIfNeeded: mantissa >> 64))) + Double(exponent + 64)
  }

  /// The product with another number.
  func multiplied(by other: DirectedFloat, _ direction: Direction) -> DirectedFloat {
    // Both mantissas are ≥ 2^127, so the product has 255 or 256 bits: at most one bit of shift.
    let (high, low) = Self.fullProduct(mantissa, other.mantissa)
    let sum = exponent + other.exponent
    if high >= Self.topBit {
      return DirectedFloat(mantissa: high, exponent: sum + 128).adding(inexact: low != 0, direction)
    }
    let shifted = high &<< 1 | low &>> 127
    return DirectedFloat(mantissa: shifted, exponent: sum + 127).adding(inexact: low &<< 1 != 0, direction)
  }

  /// The product with `numerator / denominator`, both in 1...1024.
  ///
  /// The mantissa gives up 11 bits so that the product with the numerator is exact in 128 bits; what is lost
  /// is below 2^-106 of the value: 117 bits, less 10 bits for a numerator that is smaller than the
  /// denominator, less rounding.
  func multiplied(
    by numerator: UInt128, over denominator: UInt128, _ direction: Direction
  ) -> DirectedFloat {
    let dropped = mantissa & 0x7ff
    let kept = (mantissa &>> 11) &+ (direction == .up && dropped != 0 ? 1 : 0)
    let (quotient, remainder) = (kept &* numerator).quotientAndRemainder(dividingBy: denominator)
    let rounded = quotient &+ (direction == .up && remainder != 0 ? 1 : 0)
    // Never zero: the quotient is at least 2^116 / 2^10.
    return DirectedFloat(rounded, exponent: exponent + 11) ?? self
  }

  /// The sum with another number.
  func adding(_ other: DirectedFloat, _ direction: Direction) -> DirectedFloat {
    let (large, small) = exponent >= other.exponent ? (self, other) : (other, self)
    let distance = large.exponent - small.exponent
    // Two bits of headroom, for the carry and for rounding up; the bits that fall off decide the rounding.
    let shift = UInt128(truncatingIfNeeded: distance + 2)
    let a = large.mantissa &>> 2
    let b = distance >= 126 ? 0 : small.mantissa &>> shift
    let isExact = large.mantissa & 3 == 0 && distance < 126 && b &<< shift == small.mantissa
    // Less than one unit fell off each of the two, hence less than two in all. No sum can pass 2^127 + 1.
    let rounded = a &+ b &+ (direction == .up && !isExact ? 2 : 0)
    return DirectedFloat(rounded, exponent: large.exponent + 2) ?? large
  }

  /// The value less one, exactly, for a value in (1, 2^127); `nil` for any other.
  func subtractingOne() -> DirectedFloat? {
    guard exponent <= 0, exponent > -128 else { return nil }
    let one = (1 as UInt128) << UInt128(-exponent)
    guard mantissa > one else { return nil }
    return DirectedFloat(mantissa - one, exponent: exponent)
  }

  /// a × b as high × 2^128 + low.
  ///
  /// In four products of 64-bit halves, none of which can overflow: the standard library's own full-width
  /// product of UInt128 is fifty times slower in a debug build, and cutoffs are derived there by the
  /// thousand.
  static func fullProduct(_ a: UInt128, _ b: UInt128) -> (high: UInt128, low: UInt128) {
    let mask: UInt128 = 0xffff_ffff_ffff_ffff
    let (aHigh, aLow, bHigh, bLow) = (a &>> 64, a & mask, b &>> 64, b & mask)
    let lowProduct = aLow &* bLow
    // At most (2^64 - 1)^2 + 2 (2^64 - 1) = 2^128 - 1 each.
    let middle = aHigh &* bLow &+ lowProduct &>> 64
    let other = aLow &* bHigh &+ (middle & mask)
    return (aHigh &* bHigh &+ middle &>> 64 &+ other &>> 64, other &<< 64 | lowProduct & mask)
  }

  private func adding(inexact: Bool, _ direction: Direction) -> DirectedFloat {
    guard inexact, direction == .up else { return self }
    let (sum, overflow) = mantissa.addingReportingOverflow(1)
    return overflow
      ? DirectedFloat(mantissa: Self.topBit, exponent: exponent + 1)
      : DirectedFloat(mantissa: sum, exponent: exponent)
  }
}
