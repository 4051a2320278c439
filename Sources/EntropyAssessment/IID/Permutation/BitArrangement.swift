// SPDX-License-Identifier: Apache-2.0

/// An order of samples of two symbols, as bits. Where the standard wants more symbols, it takes eight bits together: their sum
/// (5.1, conversion I), or the number they write (conversion II); see ``ConversionKernel``.
struct BitArrangement: Arrangement, ~Copyable {
  private let count: Int
  private let ones: Int
  /// What the two symbols' values are apart.
  private let distance: Int
  private var words: [UInt64]
  private var sums: [UInt8]
  private var numbers: [UInt8]
  private var symbols: [UInt8]
  private var plane: [UInt64] = []
  private var compressed: CompressedLength

  /// - Parameter alphabet: the values of zeros and ones.
  init(_ bits: BitString, alphabet: [UInt8]) {
    precondition(alphabet.count == 2)
    count = bits.count
    words = bits.words
    ones = MarkovKernel.ones(bits)
    distance = Int(alphabet[1]) - Int(alphabet[0])
    sums = [UInt8](repeating: 0, count: (bits.count + 7) / 8)
    numbers = sums
    symbols = [UInt8](repeating: 0, count: bits.count)
    compressed = CompressedLength(alphabet: alphabet)
  }

  mutating func shuffle(_ stream: inout RandomStream) {
    ShuffleKernel.arrange(&words, count: count, ones: ones, &stream)
  }

  mutating func values(_ wanted: StatisticSet) -> StatisticValues {
    var values = StatisticValues()
    let words = words
    if wanted.contains(.excursion) {
      values[.excursion] = distance * ExcursionKernel.greatest(words.span, count: count, ones: ones)
    }
    if wanted.contains(.numRunsMedian) {
      values[.numRunsMedian] = RunKernel.count(words.span, count: count)
    }
    if wanted.contains(.lenRunsMedian) {
      values[.lenRunsMedian] = RunKernel.longest(words.span, count: count)
    }
    ConversionKernel.sums(words.span, into: &sums)
    let sums = sums
    if wanted.contains(anyOf: .numDirectionalRuns, .lenDirectionalRuns, .numIncreasesDecreases) {
      ByteStatistics.addDirections(sums.span, wanted, &plane, to: &values)
    }
    for (periodicity, covariance, lag) in Statistic.lagged {
      if wanted.contains(periodicity) { values[periodicity] = LagKernel.equals(sums.span, lag: lag) }
      if wanted.contains(covariance) { values[covariance] = LagKernel.products(sums.span, lag: lag) }
    }
    if wanted.contains(anyOf: .avgCollision, .maxCollision) {
      ConversionKernel.numbers(words.span, into: &numbers)
      ByteStatistics.addCollisions(numbers.span, to: &values)
    }
    if wanted.contains(.compression) {
      ConversionKernel.symbols(words.span, into: &symbols)
      let symbols = symbols
      values[.compression] = compressed.bytes(symbols.span)
    }
    return values
  }
}
