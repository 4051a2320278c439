// SPDX-License-Identifier: Apache-2.0

/// Bits that are the same in all samples.
enum ConstantBits {
  /// The constant bits below a width; those above are no part of a symbol.
  static func appearances<Value: FixedWidthInteger & UnsignedInteger>(
    _ samples: Span<Value>, width: Int
  ) -> [Appearance] {
    guard samples.count > 1 else { return [] }
    let (ones, zeros) = fixed(samples)
    return (0..<width).compactMap { bit in
      if ones >> Value(bit) & 1 == 1 { return .constantBit(bit: bit, value: 1) }
      return zeros >> Value(bit) & 1 == 1 ? .constantBit(bit: bit, value: 0) : nil
    }
  }

  /// The bits that are always one, and those that are always zero.
  static func fixed<Value: FixedWidthInteger & UnsignedInteger>(
    _ samples: Span<Value>
  ) -> (ones: Value, zeros: Value) {
    var (all, any): (Value, Value) = (~0, 0)
    for index in samples.indices {
      all &= samples[index]
      any |= samples[index]
    }
    return (all, ~any)
  }
}
