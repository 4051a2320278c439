// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// The greatest probability per symbol over many lengths of tuples, (count / places)^(1 / t), without a root for each: a
/// repeat of millions of symbols has as many lengths, and each root takes 300 ns (one Zen 4 core, 2026-11).
///
/// Neither counts nor places grow with the length. So over the lengths a...b no root is above that of the count at a and
/// the places at b, taken b times. Ranges whose bound is below a root that is known are left out, others are halved.
enum HighestRoot {
  /// So few lengths are looked at one by one.
  private static let few = 4

  /// The greatest root; -1 for no length.
  ///
  /// - Parameters:
  ///   - counts: for each of the lengths, never ascending; none is 0.
  ///   - first: the first length, at least 1.
  ///   - places: how often tuples of a length could occur, descending.
  static func find<Count: FixedWidthInteger>(
    _ counts: Span<Count>, from first: Int, places: (Int) -> UInt64
  ) -> LongDouble {
    // What the logarithm of the greatest root is at least.
    var known = -Double.infinity
    var highest: LongDouble = -1
    for isKnown in [false, true] {
      var open = counts.isEmpty ? [] : [0..<counts.count]
      while let range = open.popLast() {
        let last = first + range.upperBound - 1
        let bound = logarithm(Double(counts[range.lowerBound]), Double(places(last)), last)
        guard bound.value + bound.error >= known else { continue }
        if range.count > few {
          let middle = range.lowerBound + range.count / 2
          // The later half comes first: most often the root is the greatest there.
          open.append(range.lowerBound..<middle)
          open.append(middle..<range.upperBound)
          continue
        }
        for index in range {
          let length = first + index
          let root = logarithm(Double(counts[index]), Double(places(length)), length)
          guard isKnown else {
            known = max(known, root.value - root.error)
            continue
          }
          guard root.value + root.error >= known else { continue }
          let proportion = LongDouble(counts[index]) / LongDouble(places(length))
          highest = max(highest, LongMath.pow(proportion, 1 / LongDouble(length)))
        }
      }
    }
    return highest
  }

  /// The logarithm of a root, at most 0, and more than what it may be off by.
  ///
  /// Both numbers and their quotient are rounded, by 2^-53 of themselves each: less than 2^-51 in the logarithm. That and
  /// the division by the length are rounded by some 2^-52 of themselves.
  private static func logarithm(
    _ count: Double, _ places: Double, _ length: Int
  ) -> (value: Double, error: Double) {
    let logarithm = min(0, log(count / places))
    return (logarithm / Double(length), (1 - logarithm) * 0x1p-50 / Double(length))
  }
}
