// SPDX-License-Identifier: Apache-2.0
internal import Glibc

extension ChiSquare {
  /// Tests whether neighbouring symbols depend on each other: pairs that do not overlap are as frequent as the symbols'
  /// proportions let expect (SP 800-90B 5.2.1).
  ///
  /// - Parameter counts: of each symbol.
  static func independence(_ symbols: Symbols, counts: [Int]) -> Self {
    let size = symbols.alphabetSize
    let proportions = SummedProportion.all(counts, of: symbols.count)
    let pairs = Double(symbols.count / 2)
    var expectations: [Double] = []
    expectations.reserveCapacity(size * size)
    for first in proportions {
      for second in proportions { expectations.append(first * second * pairs) }
    }
    let bins = ChiSquareBins(expectations)
    var pairCounts = [Int32](repeating: 0, count: size * size)
    let values = symbols.values
    for position in stride(from: 0, to: values.count - 1, by: 2) {
      pairCounts[Int(values[position]) * size + Int(values[position + 1])] += 1
    }
    var observed = [Int](repeating: 0, count: bins.expected.count)
    for pair in pairCounts.indices { observed[Int(bins.bin[pair])] += Int(pairCounts[pair]) }
    return Self(
      score: score(expected: bins.expected, observed: observed),
      degreesOfFreedom: bins.expected.count - size)
  }

  /// The longest blocks whose values are counted (5.2.3, step 2).
  private static let longestBlock = 11

  /// Tests whether the bits of blocks depend on each other: the values of blocks are as frequent as the proportion of ones
  /// lets expect (SP 800-90B 5.2.3).
  ///
  /// - Parameter ones: how many there are.
  static func independence(_ bits: BitString, ones: Int) -> Self {
    let p1 = Double(ones) / Double(bits.count)
    let p0 = 1 - p1
    // m: the longest blocks of which even the rarest value is expected five times.
    let block = stride(from: longestBlock, through: 2, by: -1).first { block in
      pow(min(p0, p1), Double(block)) * Double(bits.count / block) >= 5
    }
    guard let block else { return Self(score: 0, degreesOfFreedom: 0) }
    let blocks = bits.count / block
    var observed = [Int32](repeating: 0, count: 1 << block)
    let words = bits.words
    for number in 0..<blocks {
      let (word, offset) = (number * block / 64, UInt64(number * block % 64))
      let window = words[word] << offset | (words[word + 1] >> 1) >> (63 - offset)
      observed[Int(window >> UInt64(64 - block))] += 1
    }
    var sum = 0.0
    for value in observed.indices {
      let weight = value.nonzeroBitCount
      let expected = pow(p1, Double(weight)) * pow(p0, Double(block - weight)) * Double(blocks)
      sum += deviation(Double(observed[value]), expected)
    }
    return Self(score: sum, degreesOfFreedom: (1 << block) - 2)
  }
}
