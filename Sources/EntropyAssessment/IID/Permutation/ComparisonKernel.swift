// SPDX-License-Identifier: Apache-2.0

/// Comparisons of all symbols, a bit for each.
enum ComparisonKernel {
  /// Where a symbol is not above the next one; as many bits as symbols, less one.
  static func ascents(_ symbols: Span<UInt8>, into words: inout [UInt64]) {
    fill(&words, symbols, count: max(0, symbols.count - 1)) { position in
      // There is a symbol behind each of these.
      unsafe symbols[unchecked: position] <= symbols[unchecked: position &+ 1]
    }
  }

  /// Where a symbol is not below a limit.
  static func atLeast(_ limit: UInt8, _ symbols: Span<UInt8>, into words: inout [UInt64]) {
    fill(&words, symbols, count: symbols.count) { position in
      unsafe symbols[unchecked: position] >= limit
    }
  }

  @inline(__always)
  private static func fill(
    _ words: inout [UInt64], _ symbols: Span<UInt8>, count: Int, _ condition: (Int) -> Bool
  ) {
    let wordCount = (count + 63) / 64
    if words.count != wordCount { words = [UInt64](repeating: 0, count: wordCount) }
    var output = words.mutableSpan
    for index in 0..<wordCount {
      let first = index &* 64
      var word: UInt64 = 0
      if first &+ 64 <= count {
        for offset in 0..<64 { word |= (condition(first &+ offset) ? 1 : 0) &<< UInt64(63 &- offset) }
      } else {
        for position in first..<count where condition(position) {
          word |= 1 &<< UInt64(63 &- (position &- first))
        }
      }
      output[index] = word
    }
  }
}
