// SPDX-License-Identifier: Apache-2.0
@testable import EntropyAssessment
import Foundation
import TestSupport
import Testing

@Suite struct StatisticTests {
  private func expectReference(_ samples: [UInt8], _ what: String) {
    let symbols = Symbols(samples)
    guard symbols.alphabetSize > 1 else { return }
    let expected = ReferenceStatistics.values(samples)
    func compare<Samples: Arrangement & ~Copyable>(_ arrangement: inout Samples) {
      let values = arrangement.values(.all)
      for (statistic, value) in expected {
        #expect(values.number(statistic) == value, "\(statistic) of \(what)")
        guard samples.count < 300 else { continue }
        // Alone, too.
        var one = StatisticSet.all
        for other in Statistic.allCases where other != statistic { one.remove(other) }
        #expect(arrangement.values(one)[statistic] == values[statistic], "\(statistic) alone of \(what)")
      }
    }
    if symbols.alphabetSize == 2 {
      var arrangement = BitArrangement(BitString(symbols.values, width: 1), alphabet: symbols.alphabet)
      compare(&arrangement)
    } else {
      let sorted = symbols.values.sorted()
      let half = sorted.count / 2
      let median =
        sorted.count % 2 == 1
        ? Double(sorted[half]) : (Double(sorted[half - 1]) + Double(sorted[half])) / 2
      var arrangement = SymbolArrangement(symbols, median: median)
      compare(&arrangement)
    }
  }

  @Test(arguments: SampleShape.allCases, [2, 3, 5, 200, 256])
  func `values are those of the standard's steps`(shape: SampleShape, size: Int) {
    var choices = SplitMix64(seed: UInt64(size))
    for length in [33, 64, 65, 255, 257, 1000, 5001] {
      let samples = shape.samples(length, of: size, seed: choices.next())
      expectReference(samples, "\(length) of \(shape)")
      // Values that are not numbered from 0 on.
      expectReference(samples.map { $0 &* 3 &+ 20 }, "\(length) of spread \(shape)")
    }
  }

  @Test func `runs end anywhere`() {
    var choices = SplitMix64(seed: 5)
    for _ in 0..<2000 {
      let count = choices.integer(in: 1...400)
      let first = choices.integer(in: 0...count)
      let second = choices.integer(in: first...count)
      // One run within, of any length and place, among bits that change in their own way.
      let step = choices.integer(in: 1...7)
      let bits = (0..<count).map { (first..<second).contains($0) ? UInt8(1) : UInt8($0 / step % 2) }
      let words = BitString(bits, width: 1).words
      var runs: [Int] = []
      for (index, bit) in bits.enumerated() {
        if index > 0, bits[index - 1] == bit { runs[runs.count - 1] += 1 } else { runs.append(1) }
      }
      #expect(RunKernel.count(words.span, count: count) == runs.count)
      #expect(RunKernel.longest(words.span, count: count) == runs.max())
    }
  }

  @Test func `bins are joined as NIST's tool does`() {
    // 2 + 2 + 3 reach 5; 4 + 9 likewise; the last 30 stands alone.
    let bins = ChiSquareBins([30, 2, 9, 3, 2, 4])
    #expect(bins.expected == [7, 13, 30])
    #expect(bins.bin == [2, 0, 1, 0, 0, 1])
    // Too little is left over for a bin only where all that is left is less than the rest: not with ascending values but
    // for the only bin.
    #expect(ChiSquareBins([1, 2]).expected == [3])
    #expect(ChiSquareBins([5, 5, 5]).bin == [0, 1, 2])
  }

  @Test func `proportions are added up`() {
    let proportions = SummedProportion.all([3, 0, 7], of: 10)
    #expect(proportions[0] == 0.1 + 0.1 + 0.1)
    #expect(proportions[0] != 0.3)
    #expect(proportions[1] == 0)
    #expect(proportions[2] == 0.1 + 0.1 + 0.1 + 0.1 + 0.1 + 0.1 + 0.1)
  }

  /// Q(a, x) of a whole a is the probability of fewer than a events of a Poisson variable of mean x.
  @Test(arguments: [(1.0, 0.5), (1, 40), (4, 2), (10, 9.5), (10, 10.5), (63, 53.5), (63, 80), (300, 310)])
  func `the gamma function agrees with sums`(a: Double, x: Double) {
    var (term, sum) = (1.0, 0.0)
    for event in 0..<Int(a) {
      if event > 0 { term *= x / Double(event) }
      sum += term
    }
    // e^-x by repeated squaring of a small power.
    var power = 1.0
    for _ in 0..<Int(x * 1024) { power *= 0.999_023_914_181_976_3 }
    #expect(abs(IncompleteGamma.upper(a, x) / (sum * power) - 1) < 1e-9, "\(a) \(x)")
    #expect(IncompleteGamma.upper(a, 0) == 1)
    #expect(abs(IncompleteGamma.logGamma(a) - lgamma(a)) < 1e-13 * max(1, lgamma(a)))
    #expect(abs(IncompleteGamma.logGamma(a + 0.5) - lgamma(a + 0.5)) < 1e-13 * max(1, lgamma(a)))
    #expect(IncompleteGamma.upper(0, 1) == 1)
    #expect(IncompleteGamma.upper(a, .infinity) == 0)
  }
}
