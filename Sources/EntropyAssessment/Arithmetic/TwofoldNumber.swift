// SPDX-License-Identifier: Apache-2.0

/// A number as the sum of two of ``LongDouble``, the second one not above half a unit in the last place of the first: about 128
/// bits on x86-64, 106 elsewhere (Dekker, 1971; Knuth, TAOCP 2, 4.2.2).
///
/// Operations are right to a few units in the last place.
struct TwofoldNumber: Equatable, Sendable {
  /// The number, rounded to the nearest.
  let high: LongDouble
  /// What the rounding took.
  let low: LongDouble

  init(_ value: LongDouble) { (high, low) = (value, 0) }

  /// The exact sum of two numbers.
  private init(sum a: LongDouble, _ b: LongDouble) {
    high = a + b
    let added = high - a
    low = (a - (high - added)) + (b - added)
  }

  /// The number, rounded towards zero.
  var towardZero: LongDouble {
    (high > 0 && low < 0) || (high < 0 && low > 0)
      ? (high > 0 ? high.nextDown : high.nextUp) : high
  }

  var isZero: Bool { high == 0 }

  static prefix func - (x: Self) -> Self { Self(sum: 0 - x.high, 0 - x.low) }

  static func + (a: Self, b: Self) -> Self {
    let highs = Self(sum: a.high, b.high)
    let lows = Self(sum: a.low, b.low)
    let sum = Self(sum: highs.high, highs.low + lows.high)
    return Self(sum: sum.high, sum.low + lows.low)
  }

  static func - (a: Self, b: Self) -> Self { a + (-b) }

  static func * (a: Self, b: Self) -> Self {
    let product = a.high * b.high
    let error = (0 - product).addingProduct(a.high, b.high)
    return Self(sum: product, error + (a.high * b.low + a.low * b.high))
  }

  static func / (a: Self, b: Self) -> Self {
    let first = a.high / b.high
    let rest = a - b * Self(first)
    let second = rest.high / b.high
    let last = (rest - b * Self(second)).high / b.high
    return Self(sum: first, second) + Self(last)
  }

  static func < (a: Self, b: Self) -> Bool { a.high < b.high || (a.high == b.high && a.low < b.low) }

  /// The number times a power of two; exact but for underflow.
  func scaled(by exponent: Int) -> Self {
    func scale(_ value: LongDouble) -> LongDouble {
      value == 0 ? 0 : LongDouble(sign: .plus, exponent: LongDouble.Exponent(exponent), significand: value)
    }
    return Self(sum: scale(high), scale(low))
  }

  /// The square root of a number that is not negative.
  var squareRoot: Self {
    guard high > 0 else { return Self(0) }
    let root = Self(high.squareRoot())
    // A step of Newton's method.
    return root + (self - root * root) / (root + root)
  }

  /// The natural logarithm of 2, by the series of the inverse hyperbolic tangent of 1/3.
  static let logOfTwo: Self = {
    var (power, sum) = (Self(1) / Self(3), Self(0))
    let ninth = Self(1) / Self(9)
    for k in 0..<44 {
      sum = sum + power / Self(LongDouble(2 * k + 1))
      power = power * ninth
    }
    return sum + sum
  }()

  /// e^x - 1 of a finite number.
  var exponentialMinusOne: Self {
    guard high != 0, high.isFinite else { return self }
    // Halved until the series is short; e^2x - 1 = (e^x - 1)(e^x + 1).
    let halvings = max(0, Int(abs(high).exponent) + 9)
    let x = scaled(by: 0 - halvings)
    var (term, sum) = (x, x)
    for k in 2..<18 {
      term = term * x / Self(LongDouble(k))
      sum = sum + term
    }
    for _ in 0..<halvings { sum = sum * (sum + Self(2)) }
    return sum
  }

  /// 2^x; 0 where that is too little for a ``LongDouble``.
  var powerOfTwo: Self {
    let whole = high.rounded(.down)
    guard whole > -16_000 else { return Self(0) }
    let fraction = (self - Self(whole)) * Self.logOfTwo
    return (fraction.exponentialMinusOne + Self(1)).scaled(by: Int(whole))
  }

  /// The natural logarithm of 1 + x, x above -1; near 0 it has all its digits, too.
  var logOfOnePlus: Self {
    guard high != 0 else { return self }
    if abs(high) < 0x1p-24 {
      var (power, sum) = (self, self)
      for k in 2..<8 {
        power = -(power * self)
        sum = sum + power / Self(LongDouble(k))
      }
      return sum
    }
    // A step of Newton's method from nearly all bits of one number: (1 + x) e^-y - 1. Near -1 the sum has lost some of x's first.
    let first = high < -0.5 ? Self(LongMath.log((Self(1) + self).high)) : Self(LongMath.log1p(high))
    let inverse = (-first).exponentialMinusOne
    return first + (self + inverse + self * inverse)
  }

  /// So many significant decimal digits of a number from 0 on, without zeros at the end.
  func decimal(significant: Int) -> String {
    guard high > 0 else { return "0" }
    let ten = Self(10)
    // The number is below 10 and not below 1 after this.
    var (rest, exponent) = (self, 0)
    while !(rest < ten) { (rest, exponent) = (rest / ten, exponent + 1) }
    while rest < Self(1) { (rest, exponent) = (rest * ten, exponent - 1) }
    var digits: [Int] = []
    for _ in 0...significant {
      let digit = max(0, min(9, Int((rest.high + rest.low).rounded(.down))))
      // Where the sum was rounded up to a whole number.
      let isBelow = rest < Self(LongDouble(digit))
      digits.append(isBelow ? digit - 1 : digit)
      rest = (rest - Self(LongDouble(digits[digits.count - 1]))) * ten
    }
    // Rounded by the digit behind the last.
    var carry = (digits.removeLast() + 5) / 10
    for place in digits.indices.reversed() {
      digits[place] += carry
      carry = digits[place] / 10
      digits[place] %= 10
    }
    if carry > 0 {
      digits.insert(1, at: 0)
      exponent += 1
    }
    while digits.count > max(1, exponent + 1), digits.last == 0 { digits.removeLast() }
    let text = digits.map { "\($0)" }
    if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + text.joined() }
    let whole =
      text.prefix(exponent + 1).joined()
      + String(repeating: "0", count: max(0, exponent + 1 - digits.count))
    let fraction = text.dropFirst(exponent + 1).joined()
    return fraction.isEmpty ? whole : whole + "." + fraction
  }

  /// The binary logarithm of a number above 0; minus infinity of others.
  var log2: Self {
    guard high > 0, high.isFinite else { return Self(0 - .infinity) }
    let exponent = Int(high.exponent)
    let rest = scaled(by: 0 - exponent) - Self(1)
    return Self(LongDouble(exponent)) + rest.logOfOnePlus / Self.logOfTwo
  }
}
