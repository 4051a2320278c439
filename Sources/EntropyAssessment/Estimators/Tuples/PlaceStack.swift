// SPDX-License-Identifier: Apache-2.0

/// Ascending places, the greatest on top. Many follow each other where a sequence is periodic: those are kept as a range.
struct PlaceStack {
  /// The ranges but the topmost.
  private var ranges: [Range<Int32>] = []
  /// The topmost: its first place, and the place behind its last one.
  private var (first, end): (Int, Int) = (0, 0)

  /// Puts a place on top that is greater than all others.
  mutating func push(_ place: Int) {
    if place == end, first < end {
      end = place &+ 1
      return
    }
    if first < end { ranges.append(Int32(truncatingIfNeeded: first)..<Int32(truncatingIfNeeded: end)) }
    (first, end) = (place, place &+ 1)
  }

  /// Takes the topmost place off a stack that is not empty.
  mutating func pop() -> Int {
    end &-= 1
    let place = end
    if first == end, let range = ranges.popLast() {
      (first, end) = (Int(range.lowerBound), Int(range.upperBound))
    }
    return place
  }
}
