// SPDX-License-Identifier: Apache-2.0

/// Counts over the border of two bytes.
enum PackedPairsKernel {
  /// How often each lower half of a byte stands before each upper half of the next one; the lower half is the index's upper
  /// one.
  static func crossing(_ bytes: Span<UInt8>) -> InlineArray<256, Int> {
    var counts = InlineArray<256, Int>(repeating: 0)
    var last = 0
    for index in bytes.indices {
      let byte = Int(bytes[index])
      if index > 0 { counts[(last & 15) << 4 | byte >> 4] += 1 }
      last = byte
    }
    return counts
  }
}
