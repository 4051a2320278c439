// SPDX-License-Identifier: Apache-2.0

extension ChiSquare {
  /// Parts of the sequence that are compared with the whole.
  private static let parts = 10

  /// Tests whether ten parts of the sequence have the symbols in the proportions of the whole (SP 800-90B 5.2.2).
  ///
  /// - Parameter counts: of each symbol.
  static func goodnessOfFit(_ symbols: Symbols, counts: [Int]) -> Self {
    let length = symbols.count / parts
    let proportions = SummedProportion.all(counts, of: symbols.count)
    let bins = ChiSquareBins(proportions.map { $0 * Double(length) })
    var sum = 0.0
    for part in 0..<parts {
      let partCounts = HistogramKernel.counts(
        symbols.values.span.extracting(part * length..<(part + 1) * length))
      var observed = [Int](repeating: 0, count: bins.expected.count)
      for symbol in 0..<symbols.alphabetSize { observed[Int(bins.bin[symbol])] += partCounts[symbol] }
      sum += score(expected: bins.expected, observed: observed)
    }
    return Self(score: sum, degreesOfFreedom: (parts - 1) * (bins.expected.count - 1))
  }

  /// The same for bits (SP 800-90B 5.2.4).
  ///
  /// - Parameter ones: how many there are.
  static func goodnessOfFit(_ bits: BitString, ones: Int) -> Self {
    let length = bits.count / parts
    let p = Double(ones) / Double(bits.count)
    let (expectedZeros, expectedOnes) = ((1 - p) * Double(length), p * Double(length))
    var sum = 0.0
    for part in 0..<parts {
      var ones = 0
      for position in part * length..<(part + 1) * length { ones += Int(bits[position]) }
      sum +=
        deviation(Double(length - ones), expectedZeros) + deviation(Double(ones), expectedOnes)
    }
    return Self(score: sum, degreesOfFreedom: parts - 1)
  }
}
