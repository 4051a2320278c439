// SPDX-License-Identifier: Apache-2.0
@testable import EntropyAssessment
import TestSupport
import Testing

@Suite struct MultiMMCTests {
  static let alphabetSizes = [1, 2, 3, 4, 16, 17, 256]

  @Test(arguments: PredictionShape.allCases, [1] as [UInt64])
  func `a few samples are predicted as the standard says`(shape: PredictionShape, seed: UInt64) {
    for alphabetSize in Self.alphabetSizes {
      for count in Array(0...20) + [64, 65] {
        expectReference(shape, count, alphabetSize, seed: seed, entryLimits: [MultiMMC.entryLimit, 5])
      }
    }
  }

  @Test(arguments: PredictionShape.allCases, [3] as [UInt64])
  func `samples are predicted as the standard says`(shape: PredictionShape, seed: UInt64) {
    for alphabetSize in [2, 4, 17, 256] {
      expectReference(shape, 1111, alphabetSize, seed: seed, entryLimits: [MultiMMC.entryLimit, 150])
    }
  }

  @Test(arguments: [1, 2, 3, 4, 7, 8, 16, 31, 64, 100, 256, 500], [4, 5] as [UInt64])
  func `with few pairs known samples are predicted as the standard says`(entryLimit: Int, seed: UInt64) {
    for shape in [PredictionShape.uniform, .biased, .changingLag, .mixed] {
      for alphabetSize in [2, 3, 16, 256] {
        expectReference(shape, 400, alphabetSize, seed: seed, entryLimits: [entryLimit])
      }
    }
  }

  @Test(arguments: [
    (PredictionShape.uniform, 2), (.biased, 2), (.mixed, 2), (.mixed, 4), (.changingMode, 3), (.uniform, 256),
  ])
  func `some thousands of samples are predicted as the standard says`(
    shape: PredictionShape, alphabetSize: Int
  ) {
    for (count, seed) in [(4095, 6), (4096, 7), (4097, 8), (6001, 9)] as [(Int, UInt64)] {
      expectReference(shape, count, alphabetSize, seed: seed, entryLimits: [count == 6001 ? 1000 : 100_000])
    }
  }

  @Test(arguments: PredictionShape.allCases)
  func `two symbols are predicted as bits are`(shape: PredictionShape) {
    for (count, seed, entryLimit) in [(6000, 10, 2000), (20_001, 11, 100_000)] as [(Int, UInt64, Int)] {
      let samples = shape.samples(count, alphabetSize: 2, seed: seed)
      let symbols = Symbols(samples.map { $0 == 0 ? 7 : 200 })
      let expected = MultiMMC.tally(BitString(samples, width: 1), entryLimit: entryLimit)
      #expect(MultiMMC.tally(symbols, entryLimit: entryLimit) == expected)
      if entryLimit == MultiMMC.entryLimit { #expect(MultiMMC.tally(symbols) == expected) }
    }
  }

  @Test(arguments: [12] as [UInt64])
  func `every length of context is scored alike for bits and for symbols`(seed: UInt64) {
    // So many uniform bits have more pairs of the longest context than the standard's limit. Then come those of a
    // register, which that context would soon predict if they became known.
    let samples =
      PredictionShape.uniform.samples(195_000, alphabetSize: 2, seed: seed)
      + PredictionShape.register.samples(100_000, alphabetSize: 2, seed: seed)
    let symbols = MultiMMCSymbolsKernel.score(samples, alphabetSize: 2, entryLimit: MultiMMC.entryLimit)
    let bits = MultiMMCBitsKernel.score(BitString(samples, width: 1), entryLimit: MultiMMC.entryLimit)
    #expect(bits.scores == symbols.scores)
    #expect(bits.tally(predictions: samples.count - 2) == symbols.tally(predictions: samples.count - 2))
  }

  @Test func `the run goes on where the winner makes no prediction`() {
    // The context 2 has been followed by nothing when it comes up behind two right guesses.
    let samples: [UInt8] = [1, 1, 1, 1, 2, 1, 1, 1, 3, 1, 1]
    for entryLimit in [1, 2, 3, 100] {
      #expect(
        MultiMMC.tally(Symbols(samples), entryLimit: entryLimit)
          == ReferenceMultiMMC.tally(samples, entryLimit: entryLimit))
    }
  }

  private func expectReference(
    _ shape: PredictionShape, _ count: Int, _ alphabetSize: Int, seed: UInt64, entryLimits: [Int]
  ) {
    let samples = shape.samples(count, alphabetSize: alphabetSize, seed: seed)
    for entryLimit in entryLimits {
      let expected = ReferenceMultiMMC.tally(samples, entryLimit: entryLimit)
      #expect(
        MultiMMC.tally(Symbols(samples), entryLimit: entryLimit) == expected,
        "\(count) of \(alphabetSize) symbols, \(entryLimit) pairs")
      if alphabetSize == 2 {
        #expect(
          MultiMMC.tally(BitString(samples, width: 1), entryLimit: entryLimit) == expected,
          "\(count) bits, \(entryLimit) pairs")
      }
    }
  }
}
