// SPDX-License-Identifier: Apache-2.0

/// Sums over the pairs of symbols at a distance.
enum LagKernel {
  /// How many pairs are equal (SP 800-90B 5.1.9).
  static func equals(_ symbols: Span<UInt8>, lag: Int) -> Int {
    let count = symbols.count &- lag
    var (sum, position) = (0, 0)
    while position < count {
      // At most 255 in each lane before they are added up.
      let end = min(position &+ 255 &* 32, count)
      var lanes = SIMD32<UInt8>()
      while position &+ 32 <= end {
        // Both ends are within the span: position + 32 + lag ≤ its count.
        let first = load(symbols, position)
        let second = load(symbols, position &+ lag)
        lanes = unsafe lanes &- unsafeBitCast(first .== second, to: SIMD32<UInt8>.self)
        position &+= 32
      }
      for lane in 0..<32 { sum &+= Int(lanes[lane]) }
      while position < end, end &- position < 32 {
        if symbols[position] == symbols[position &+ lag] { sum &+= 1 }
        position &+= 1
      }
    }
    return sum
  }

  /// The sum of the products (SP 800-90B 5.1.10).
  static func products(_ symbols: Span<UInt8>, lag: Int) -> Int {
    let count = symbols.count &- lag
    var (sum, position) = (0, 0)
    while position &+ 16 <= count {
      // Products have 16 bits, so that 2^16 of them fit into a lane.
      let end = min(position &+ 16 << 16, count &- 15)
      var lanes = SIMD16<UInt32>()
      while position < end {
        let first = load16(symbols, position)
        let second = load16(symbols, position &+ lag)
        lanes = lanes &+ SIMD16<UInt32>(truncatingIfNeeded: first &* second)
        position &+= 16
      }
      for lane in 0..<16 { sum &+= Int(lanes[lane]) }
    }
    while position < count {
      sum &+= Int(symbols[position]) &* Int(symbols[position &+ lag])
      position &+= 1
    }
    return sum
  }

  @inline(__always)
  private static func load(_ symbols: Span<UInt8>, _ position: Int) -> SIMD32<UInt8> {
    unsafe symbols.bytes.unsafeLoadUnaligned(
      fromUncheckedByteOffset: position, as: SIMD32<UInt8>.self)
  }

  @inline(__always)
  private static func load16(_ symbols: Span<UInt8>, _ position: Int) -> SIMD16<UInt16> {
    let bytes = unsafe symbols.bytes.unsafeLoadUnaligned(
      fromUncheckedByteOffset: position, as: SIMD16<UInt8>.self)
    return SIMD16<UInt16>(truncatingIfNeeded: bytes)
  }
}
