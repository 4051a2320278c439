// SPDX-License-Identifier: Apache-2.0

/// An order of symbols of which more than two differ.
struct SymbolArrangement: Arrangement, ~Copyable {
  private let original: Symbols
  private var symbols: [UInt8]
  /// The symbols' values where they differ from the symbols.
  private var raw: [UInt8]
  private let isRaw: Bool
  /// For ``ExcursionKernel``.
  private let steps: [Int]
  /// The least symbol that is not below the median.
  private let middle: UInt8
  private var plane: [UInt64] = []
  private var compressed: CompressedLength

  /// - Parameter median: of the symbols.
  init(_ symbols: Symbols, median: Double) {
    original = symbols
    self.symbols = symbols.values
    isRaw = symbols.alphabet.last.map { Int($0) == symbols.alphabetSize - 1 } ?? true
    raw = isRaw ? [] : symbols.values
    let counts = HistogramKernel.counts(symbols.values.span)
    let total = symbols.alphabet.indices.reduce(0) { $0 + counts[$1] * Int(symbols.alphabet[$1]) }
    var steps = [Int](repeating: 0, count: 256)
    for (symbol, value) in symbols.alphabet.enumerated() {
      steps[symbol] = symbols.count * Int(value) - total
    }
    self.steps = steps
    // A median between two symbols separates them.
    middle = UInt8(truncatingIfNeeded: Int(median.rounded(.up)))
    compressed = CompressedLength(alphabet: symbols.alphabet)
  }

  mutating func shuffle(_ stream: inout RandomStream) {
    let original = original.values
    ShuffleKernel.shuffle(original.span, into: &symbols, &stream)
  }

  mutating func values(_ wanted: StatisticSet) -> StatisticValues {
    var values = StatisticValues()
    let symbols = symbols
    let span = symbols.span
    if wanted.contains(.excursion) {
      values[.excursion] = ExcursionKernel.greatest(span, steps: steps.span)
    }
    if wanted.contains(anyOf: .numDirectionalRuns, .lenDirectionalRuns, .numIncreasesDecreases) {
      ByteStatistics.addDirections(span, wanted, &plane, to: &values)
    }
    if wanted.contains(anyOf: .numRunsMedian, .lenRunsMedian) {
      ComparisonKernel.atLeast(middle, span, into: &plane)
      let plane = plane
      if wanted.contains(.numRunsMedian) {
        values[.numRunsMedian] = RunKernel.count(plane.span, count: symbols.count)
      }
      if wanted.contains(.lenRunsMedian) {
        values[.lenRunsMedian] = RunKernel.longest(plane.span, count: symbols.count)
      }
    }
    if wanted.contains(anyOf: .avgCollision, .maxCollision) {
      ByteStatistics.addCollisions(span, to: &values)
    }
    for (periodicity, _, lag) in Statistic.lagged where wanted.contains(periodicity) {
      values[periodicity] = LagKernel.equals(span, lag: lag)
    }
    addCovariances(symbols, wanted, to: &values)
    if wanted.contains(.compression) { values[.compression] = compressed.bytes(span) }
    return values
  }

  private mutating func addCovariances(
    _ symbols: [UInt8], _ wanted: StatisticSet, to values: inout StatisticValues
  ) {
    let lagged = Statistic.lagged.filter { wanted.contains($0.covariance) }
    guard !lagged.isEmpty else { return }
    if !isRaw {
      let alphabet = original.alphabet
      for position in raw.indices { raw[position] = alphabet[Int(symbols[position])] }
    }
    let samples = isRaw ? symbols : raw
    for (_, covariance, lag) in lagged { values[covariance] = LagKernel.products(samples.span, lag: lag) }
  }
}
