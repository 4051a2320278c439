// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HealthTests

/// B-18: that the bounds of the exact arithmetic are bounds.
@Suite struct DirectedFloatTests {
  static let top: UInt128 = 1 << 127

  static func number(_ mantissa: UInt128, _ exponent: Int = 0) throws -> DirectedFloat {
    try #require(DirectedFloat(mantissa, exponent: exponent))
  }

  /// `a` ≤ `b`, exactly.
  static func isOrdered(_ a: DirectedFloat, _ b: DirectedFloat) -> Bool {
    a.exponent < b.exponent || (a.exponent == b.exponent && a.mantissa <= b.mantissa)
  }

  @Test func `a product is rounded in the direction asked for, and exact where it can be`() throws {
    // (2^127 + 1)^2 = 2^254 + 2^128 + 1: the one is lost.
    let a = try Self.number(Self.top + 1)
    #expect(a.multiplied(by: a, .down) == (try Self.number(Self.top + 2, 127)))
    #expect(a.multiplied(by: a, .up) == (try Self.number(Self.top + 3, 127)))
    // (2^128 - 1)^2 = 2^256 - 2^129 + 1.
    let b = try Self.number(.max)
    #expect(b.multiplied(by: b, .down) == (try Self.number(.max - 1, 128)))
    #expect(b.multiplied(by: b, .up) == (try Self.number(.max, 128)))
    let half = DirectedFloat.powerOfTwo(-1)
    #expect(b.multiplied(by: half, .down) == b.multiplied(by: half, .up))
    // The carry out of the mantissa: (2^128 - 1) (2^127 + 1) = 2^255 + 2^127 - 1.
    #expect(b.multiplied(by: a, .up) == (try Self.number(Self.top + 1, 128)))
    #expect(b.multiplied(by: a, .down) == (try Self.number(Self.top, 128)))
  }

  @Test func `a product with a fraction encloses the exact one`() throws {
    let seed: UInt64 = 31
    var generator = SplitMix64(seed: seed)
    for _ in 0..<500 {
      let a = try Self.number(UInt128.random(in: Self.top...(.max), using: &generator))
      let numerator = UInt128.random(in: 1...1024, using: &generator)
      let denominator = UInt128.random(in: 1...1024, using: &generator)
      let lower = a.multiplied(by: numerator, over: denominator, .down)
      let upper = a.multiplied(by: numerator, over: denominator, .up)
      // Multiplied back, the bounds lie on either side of where they came from.
      #expect(Self.isOrdered(lower.multiplied(by: denominator, over: numerator, .down), a), "seed \(seed)")
      #expect(Self.isOrdered(a, upper.multiplied(by: denominator, over: numerator, .up)), "seed \(seed)")
      #expect(Self.isOrdered(lower, upper), "seed \(seed)")
      #expect(lower.approximateLog2 > a.approximateLog2 - 10.1, "seed \(seed)")
    }
    let odd = try Self.number(Self.top + 1)
    #expect(odd.multiplied(by: 1, over: 3, .down) != odd.multiplied(by: 1, over: 3, .up))
    let three = try Self.number(3)
    #expect(three.multiplied(by: 5, over: 3, .down) == (try Self.number(5)))
    #expect(three.multiplied(by: 5, over: 3, .up) == (try Self.number(5)))
  }

  @Test func `a sum is rounded in the direction asked for, however far the terms are apart`() throws {
    let one = DirectedFloat.powerOfTwo(0)
    for distance in [0, 1, 64, 124, 125, 126, 127, 128, 200, 4000] {
      let small = DirectedFloat.powerOfTwo(-distance)
      for (a, b) in [(one, small), (small, one)] {
        let lower = a.adding(b, .down)
        let upper = a.adding(b, .up)
        if distance < 126 {
          let exact = try Self.number(1 + (1 << UInt128(distance)), -distance)
          #expect(lower == exact && upper == exact, "\(distance)")
        } else {
          #expect(Self.isOrdered(lower, one) && Self.isOrdered(one, upper) && upper != one, "\(distance)")
        }
      }
    }
    let largest = try Self.number(.max)
    let sum = try Self.number(.max, 1)
    #expect(Self.isOrdered(largest.adding(largest, .down), sum))
    #expect(Self.isOrdered(sum, largest.adding(largest, .up)))
  }

  @Test func `one is subtracted exactly, from what is above one only`() throws {
    #expect(try Self.number(5).subtractingOne() == (try Self.number(4)))
    #expect(try Self.number(Self.top + 1, -127).subtractingOne() == DirectedFloat.powerOfTwo(-127))
    #expect(DirectedFloat.powerOfTwo(0).subtractingOne() == nil)
    #expect(DirectedFloat.powerOfTwo(-3).subtractingOne() == nil)
    #expect(DirectedFloat.powerOfTwo(128).subtractingOne() == nil)
  }

  @Test func `roots of two are enclosed: their 256th powers lie on either side`() throws {
    for units in Array(1...255) + [256, 257, 511, 1000, 2047, 2048] {
      let bounds = Bounds.powerOfTwo(units: units)
      // 2^(units/256), squared eight times, is 2^units.
      var power = bounds
      for _ in 0..<8 { power = power.multiplied(by: power) }
      let exact = DirectedFloat.powerOfTwo(units)
      #expect(Self.isOrdered(power.lower, exact) && Self.isOrdered(exact, power.upper), "\(units)/256")
      let isExact = units % 256 == 0
      #expect((bounds.lower == bounds.upper) == isExact, "\(units)/256")
      // Close: a root is at most two units of the last place wide, and eight of them are multiplied.
      #expect(bounds.upper.mantissa - bounds.lower.mantissa <= 64, "\(units)/256")
    }
  }

  @Test func `square roots are the largest integers whose squares are not above`() {
    let seed: UInt64 = 32
    var generator = SplitMix64(seed: seed)
    for _ in 0..<200 {
      let root = UInt128.random(in: 1...(.max), using: &generator)
      let square = root.multipliedFullWidth(by: root)
      #expect(Bounds.squareRoot(high: square.high, low: square.low) == root, "seed \(seed)")
      let (low, borrow) = square.low.subtractingReportingOverflow(1)
      let below = Bounds.squareRoot(high: square.high - (borrow ? 1 : 0), low: low)
      #expect(below == root - 1, "seed \(seed)")
    }
  }

  @Test func `the product of halves is the full-width product`() {
    let seed: UInt64 = 33
    var generator = SplitMix64(seed: seed)
    let special: [UInt128] = [0, 1, .max, .max - 1, Self.top, 0xffff_ffff_ffff_ffff, 1 << 64]
    let random = (0..<20).map { _ in UInt128.random(in: 0...(.max), using: &generator) }
    for a in special + random {
      for b in special + random {
        let expected = a.multipliedFullWidth(by: b)
        let product = DirectedFloat.fullProduct(a, b)
        #expect(product.high == expected.high && product.low == expected.low, "seed \(seed)")
      }
    }
  }

  @Test func `the comparison with powers of two is exact`() throws {
    #expect(DirectedFloat.powerOfTwo(-30).ceilingLog2 == -30)
    #expect(try Self.number(Self.top + 1, -157).ceilingLog2 == -29)
    #expect(try Self.number(.max, -158).ceilingLog2 == -30)
  }

  @Test func `the bounds of a tail are close to each other and to the exact value`() throws {
    // Pr(Bin(512, 1/2) ≥ 512) = 2^-512, and the whole tail is one.
    let tail = try #require(
      BinomialTail(trials: 512, minEntropy: .bits(1), keepsProbabilities: true))
    #expect(tail.log2Probabilities[512] == -512)
    #expect(tail.log2Probabilities[0] == 0)
    #expect(abs(tail.log2Probabilities[511] - logarithm2(513) + 512) < 1e-12)
    #expect(tail.smallestCount(alphaExponent: 19) == nil && tail.smallestCount(alphaExponent: 61) == nil)
  }

  @Test func `a tail needs entropy and trials`() {
    #expect(BinomialTail(trials: 512, minEntropy: .zero) == nil)
    #expect(BinomialTail(trials: 0, minEntropy: .bits(1)) == nil)
    #expect(BinomialTail(trials: 1025, minEntropy: .bits(1)) == nil)
    #expect(BinomialTail(trials: 1024, minEntropy: .bits(64)) != nil)
  }
}
