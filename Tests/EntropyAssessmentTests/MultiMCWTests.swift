// SPDX-License-Identifier: Apache-2.0
@testable import EntropyAssessment
import TestSupport
import Testing

@Suite struct MultiMCWTests {
  /// Small ones, so that short inputs fill all of them; their order is the standard's.
  static let smallWindows = [3, 9, 33, 127]
  static let alphabetSizes = [1, 2, 3, 16, 256]

  @Test(arguments: PredictionShape.allCases, [1, 2] as [UInt64])
  func `symbols are predicted as the standard says`(shape: PredictionShape, seed: UInt64) {
    for alphabetSize in Self.alphabetSizes {
      for count in [0, 1, 127, 128, 129, 1090] {
        let samples = shape.samples(count, alphabetSize: alphabetSize, seed: seed)
        #expect(
          MultiMCW.tally(Symbols(samples), windows: Self.smallWindows)
            == ReferenceMultiMCW.tally(Symbols(samples).values, windows: Self.smallWindows),
          "\(count) of \(alphabetSize) symbols")
      }
    }
  }

  @Test(arguments: PredictionShape.allCases, [4, 5] as [UInt64])
  func `bits are predicted as the standard says`(shape: PredictionShape, seed: UInt64) {
    for windows in [Self.smallWindows, [1, 63, 65, 129], [5, 191]] {
      for count in [0, 1, 63, 64, 65, 128, 191, 192, 193, 1090] {
        let samples = shape.samples(count, alphabetSize: 2, seed: seed)
        #expect(
          MultiMCW.tally(BitString(samples, width: 1), windows: windows)
            == ReferenceMultiMCW.tally(samples, windows: windows), "\(count) bits")
      }
    }
  }

  @Test(arguments: [
    (PredictionShape.uniform, 2), (.biased, 2), (.mixed, 2), (.uniform, 256), (.changingMode, 3),
  ])
  func `the windows of the standard predict as it says`(shape: PredictionShape, alphabetSize: Int) {
    for (count, seed) in [(4095, 7), (4096, 8), (4097, 9), (6001, 10)] as [(Int, UInt64)] {
      let samples = shape.samples(count, alphabetSize: alphabetSize, seed: seed)
      let expected = ReferenceMultiMCW.tally(samples)
      #expect((expected == nil) == (count < 4096))
      #expect(MultiMCW.tally(Symbols(samples), windows: MultiMCW.windows) == expected)
      if alphabetSize == 2 { #expect(MultiMCW.tally(BitString(samples, width: 1)) == expected) }
    }
  }

  @Test(arguments: PredictionShape.allCases)
  func `two symbols are predicted as bits are`(shape: PredictionShape) {
    for (count, seed) in [(6000, 11), (100_001, 12)] as [(Int, UInt64)] {
      let samples = shape.samples(count, alphabetSize: 2, seed: seed)
      let symbols = Symbols(samples.map { $0 == 0 ? 7 : 200 })
      let expected = MultiMCW.tally(BitString(samples, width: 1))
      #expect(MultiMCW.tally(symbols) == expected)
      #expect(MultiMCW.tally(symbols, windows: MultiMCW.windows) == expected)
    }
  }

  @Test(arguments: PredictionShape.allCases)
  func `the origin of the places may move`(shape: PredictionShape) {
    let windows = [3, 9, 127, 511]
    for (count, seed) in [(5000, 13), (6001, 14)] as [(Int, UInt64)] {
      let symbols = Symbols(shape.samples(count, alphabetSize: 16, seed: seed))
      let board = ModeKernel.score(
        symbols.values, alphabetSize: symbols.alphabetSize, windows: windows, placeLimit: 511 + 1024)
      #expect(
        board.tally(predictions: count - 3) == ReferenceMultiMCW.tally(symbols.values, windows: windows))
    }
  }
}
