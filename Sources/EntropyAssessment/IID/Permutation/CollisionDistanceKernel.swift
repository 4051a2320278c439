// SPDX-License-Identifier: Apache-2.0

/// How many samples it takes until one comes for the second time (SP 800-90B 5.1.7 and 5.1.8).
enum CollisionDistanceKernel {
  /// The distances: their sum, how many there are, and the greatest.
  struct Distances: Equatable {
    var (sum, count, greatest) = (0, 0, 0)
  }

  /// Looks for repetitions one after the other; the next search begins behind the sample that was repeated. A tail without
  /// one does not count.
  static func distances(_ symbols: Span<UInt8>) -> Distances {
    var result = Distances()
    // One more than the place of each symbol's last occurrence; what is not behind `start` does not count.
    var last = InlineArray<256, UInt32>(repeating: 0)
    var start: UInt32 = 0
    for position in symbols.indices {
      let place = UInt32(truncatingIfNeeded: position)
      let symbol = unsafe Int(symbols[unchecked: position])
      let before = unsafe last[unchecked: symbol]
      unsafe last[unchecked: symbol] = place &+ 1
      guard before > start else { continue }
      let distance = Int(place &+ 1 &- start)
      result.count &+= 1
      result.greatest = max(result.greatest, distance)
      start = place &+ 1
    }
    result.sum = Int(start)
    return result
  }
}
