// SPDX-License-Identifier: Apache-2.0

extension RandomBytes {
  /// A number of a range, each with the same probability.
  ///
  /// By rejection: as many bits as the span of the range has are drawn until they lie within it, less than twice on average
  /// (SP 800-90A, A.5.1, the simple discard method). Unlike Swift's `random(in:using:)` it throws where there is no
  /// randomness, and an empty range is an error.
  public func uniform<Number: FixedWidthInteger>(in range: Range<Number>) throws(RandomnessError) -> Number {
    guard !range.isEmpty else { throw .emptyRange }
    return try uniform(in: range.lowerBound...(range.upperBound - 1))
  }

  /// A number of a closed range; see the method of this name for half-open ones.
  public func uniform<Number: FixedWidthInteger>(
    in range: ClosedRange<Number>
  ) throws(RandomnessError) -> Number {
    // As an unsigned distance, which holds the span of any range.
    let span = Number.Magnitude(truncatingIfNeeded: range.upperBound &- range.lowerBound)
    let mask: Number.Magnitude = span == 0 ? 0 : ~0 >> Number.Magnitude(span.leadingZeroBitCount)
    while true {
      let distance = try bits(Number.Magnitude.self) & mask
      if distance <= span { return range.lowerBound &+ Number(truncatingIfNeeded: distance) }
    }
  }

  /// All bits of an unsigned number.
  private func bits<Number: FixedWidthInteger & UnsignedInteger>(
    _ type: Number.Type
  ) throws(RandomnessError) -> Number {
    var bits: Number = 0
    var missing = Number.bitWidth
    while missing > 0 {
      var word = InlineArray<8, UInt8>(repeating: 0)
      var bytes = word.mutableSpan
      try fill(&bytes)
      for index in bytes.indices {
        // Of a number of eight bits the last byte is left.
        bits = bits << 8 | Number(truncatingIfNeeded: bytes[index])
        bytes[index] = 0
      }
      missing -= 64
    }
    return bits
  }
}
