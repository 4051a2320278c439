// SPDX-License-Identifier: Apache-2.0
@testable import EntropyAssessment
import TestSupport
import Testing

@Suite struct LagTests {
  static let counts = [0, 1, 2, 3, 63, 64, 65, 127, 128, 129, 193, 600]

  @Test(arguments: PredictionShape.allCases, [1] as [UInt64])
  func `symbols are predicted as the standard says`(shape: PredictionShape, seed: UInt64) {
    for alphabetSize in [1, 2, 3, 16, 256] {
      for count in Self.counts {
        let samples = shape.samples(count, alphabetSize: alphabetSize, seed: seed)
        #expect(
          Lag.tally(Symbols(samples), lags: 128) == ReferenceLag.tally(samples),
          "\(count) of \(alphabetSize) symbols")
      }
    }
  }

  @Test(arguments: PredictionShape.allCases, [2] as [UInt64])
  func `bits are predicted as the standard says`(shape: PredictionShape, seed: UInt64) {
    for count in Self.counts + [1024, 2111] {
      let samples = shape.samples(count, alphabetSize: 2, seed: seed)
      #expect(Lag.tally(BitString(samples, width: 1)) == ReferenceLag.tally(samples), "\(count) bits")
    }
  }

  @Test(arguments: [1, 2, 63, 64, 65, 127], [5, 6] as [UInt64])
  func `fewer lags are predicted by too`(lags: Int, seed: UInt64) {
    for alphabetSize in [2, 5] {
      let samples = PredictionShape.mixed.samples(2000, alphabetSize: alphabetSize, seed: seed)
      let expected = ReferenceLag.tally(samples, lags: lags)
      #expect(Lag.tally(Symbols(samples), lags: lags) == expected)
      if alphabetSize == 2 { #expect(Lag.tally(BitString(samples, width: 1), lags: lags) == expected) }
    }
  }

  @Test(arguments: PredictionShape.allCases)
  func `two symbols are predicted as bits are`(shape: PredictionShape) {
    for (count, seed) in [(6000, 7), (100_001, 8)] as [(Int, UInt64)] {
      let samples = shape.samples(count, alphabetSize: 2, seed: seed)
      let symbols = Symbols(samples.map { $0 == 0 ? 7 : 200 })
      let expected = Lag.tally(BitString(samples, width: 1))
      #expect(Lag.tally(symbols) == expected)
      #expect(Lag.tally(symbols, lags: 128) == expected)
    }
  }
}
