// SPDX-License-Identifier: Apache-2.0

/// The expected mean of the compression statistic of a source with one block likelier than the others, which are alike: the
/// function of SP 800-90B 6.3.4, step 7, whose argument at the observed mean is searched.
///
/// It is G(p) + 63 G(q), q = (1 - p) / 63, where G(z) = 1/v sum over the tested blocks t of
/// sum over the distances i ≤ t of log2(i) z^2 (1 - z)^(i - 1) (z for i = t, the first occurrence). The inner sums share their
/// terms, so that each term is computed once and counted as often as it occurs.
///
/// The values are those of NIST's tool to the last digit. It adds terms until they round to zero; here the summation ends when
/// all further terms together cannot change the rounded result any more, which is ten times as early.
struct CompressionMean {
  /// 2^6 values of a block.
  static let blocks = 64
  /// Terms between two looks at whether the rest still counts.
  private static let stride = 128

  /// d: blocks that fill the dictionary.
  let dictionaryLength: Int
  let blockCount: Int
  /// v.
  private var tested: Int { blockCount - dictionaryLength }
  /// log2(i), as far as a series has come yet: dozens of series are summed, and the logarithms take most of the time of
  /// the first.
  private var logarithms: [LongDouble] = [0, 0]
  /// log2(``blockCount``), rounded up.
  private let highestLogarithm: Double

  /// - Parameters:
  ///   - blockCount: of the string, more than `dictionaryLength`.
  ///   - dictionaryLength: at least 2.
  init(blockCount: Int, dictionaryLength: Int) {
    precondition(dictionaryLength >= 2 && blockCount > dictionaryLength, "there are blocks to test")
    (self.blockCount, self.dictionaryLength) = (blockCount, dictionaryLength)
    highestLogarithm = Double(LongMath.log2(LongDouble(blockCount))).nextUp
  }

  /// The expected mean.
  ///
  /// - Parameter p: the probability of the likely block, 1/64 to 1.
  mutating func value(at p: Double) -> Double {
    let q = (1 - p) / Double(Self.blocks - 1)
    let (likely, other) = (series(p), series(q))
    return likely.addingProduct(Double(Self.blocks - 1), other)
  }

  private mutating func extendLogarithms(to count: Int) {
    while logarithms.count <= count { logarithms.append(LongMath.log2(LongDouble(logarithms.count))) }
  }

  /// G(z): the powers of 1 - z in ``LongDouble``, the terms and their compensated sums in double precision.
  private mutating func series(_ z: Double) -> Double {
    let base = 1 - LongDouble(z)
    var power = base
    // Of the terms, and of those behind the dictionary times their occurrences.
    var (sum, weighted) = (KahanSum(), KahanSum())
    extendLogarithms(to: dictionaryLength)
    for i in 2...dictionaryLength {
      sum.add(Double(logarithms[i] * power))
      power *= base
    }
    let inDictionary = sum.value
    func result(_ sum: Double, _ weighted: Double) -> Double {
      1 / Double(tested) * z * (sum - inDictionary).addingProduct(z, weighted)
    }
    for i in (dictionaryLength + 1)..<max(blockCount, dictionaryLength + 1) {
      if i % Self.stride == 0, z > 0 {
        // All further powers sum to less than power / z; twice that covers the rounding of this bound.
        let rest = 2 * highestLogarithm * Double(power) / z
        let count = blockCount - i + 1
        if sum.fixedCompensation(rest: rest, count: count) != nil,
          let compensation = weighted.fixedCompensation(rest: rest * Double(count), count: count),
          let all = weighted.addingProduct(Double(tested), inDictionary, compensation: compensation)
        {
          return result(sum.value, all)
        }
      }
      if i >= logarithms.count { extendLogarithms(to: min(2 * i, blockCount)) }
      let term = logarithms[i] * power
      sum.add(Double(term))
      let occurrences = Double(LongDouble(blockCount - i) * term)
      guard occurrences > 0 else {
        weighted.addProduct(Double(tested), inDictionary)
        return result(sum.value, weighted.value)
      }
      weighted.add(occurrences)
      power *= base
    }
    weighted.addProduct(Double(tested), inDictionary)
    extendLogarithms(to: blockCount)
    sum.add(Double(logarithms[blockCount] * power))
    return result(sum.value, weighted.value)
  }
}
