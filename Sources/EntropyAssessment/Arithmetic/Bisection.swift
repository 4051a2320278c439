// SPDX-License-Identifier: Apache-2.0

/// The search for the argument at which a falling function has a target value, by halving an interval.
///
/// The rules by which it ends decide the last digits of results; they are those of NIST's tool, version 1.1.7.
struct Bisection {
  /// How the search ended.
  enum Outcome: Equatable {
    /// At this argument: its value is the target's within four units in the last place, or no number lies between the
    /// bounds.
    case found(Double)
    /// The target is not between the function's values at the bounds.
    case outside
  }

  let target: Double
  /// The interval that is searched.
  let domain: ClosedRange<Double>

  /// No search takes longer: doubles cannot be halved more often.
  private static let stepLimit = 1076

  /// - Parameter function: falls over the domain, or nearly so.
  func search(_ function: (Double) -> Double) -> Outcome {
    var (low, high) = (domain.lowerBound, domain.upperBound)
    // Of the function at the bounds.
    var (lowValue, highValue) = (Double.infinity, -Double.infinity)
    var point = (low + high) / 2
    var value = function(point)
    for _ in 0..<Self.stepLimit {
      if Self.areClose(value, target) { return .found(point) }
      if target < value { (low, lowValue) = (point, value) } else { (high, highValue) = (point, value) }
      if low >= high { return .found(min(max(low, high), domain.upperBound)) }
      guard lowValue >= target, target >= highValue else { return .outside }
      point = (low + high) / 2
      guard low < point, point < high else { return .found(high) }
      value = function(point)
      // Else it does not fall here, within its rounding.
      guard lowValue >= value, value >= highValue else { return .found(high) }
    }
    return .found(point)
  }

  /// Whether two values are the same but for rounding: by a relative difference of 2^-52, or by four units in the last place.
  static func areClose(_ a: Double, _ b: Double) -> Bool {
    if a.isNaN || b.isNaN { return false }
    if a == b { return true }
    if a.isInfinite || b.isInfinite { return false }
    let (small, large) = (min(abs(a), abs(b)), max(abs(a), abs(b)))
    let difference = abs(a - b)
    let tiny = Double.leastNormalMagnitude
    // Where a relative difference says nothing.
    if small < tiny || difference < tiny || difference.isInfinite || large * .ulpOfOne < tiny {
      return difference <= tiny
    }
    if difference <= large * .ulpOfOne { return true }
    return a.sign == b.sign && large.bitPattern - small.bitPattern <= 4
  }
}
