// SPDX-License-Identifier: Apache-2.0
import EntropyAssessment
import Foundation
import TestSupport
import Testing

@Suite struct LZ78YTests {
  static let counts = [0, 1, 16, 17, 18, 19, 20, 64, 65, 300]
  /// Of the dictionary: filled at once, in the middle of a position's contexts, later, never.
  static let limits = [16, 17, 21, 37, 100, 333, 65_536]

  @Test(arguments: PredictionShape.allCases, [1] as [UInt64])
  func `symbols are predicted as the standard says`(shape: PredictionShape, seed: UInt64) {
    for alphabetSize in [2, 3, 16, 256] {
      for count in Self.counts {
        let samples = shape.samples(count, alphabetSize: alphabetSize, seed: seed)
        for limit in Self.limits {
          #expect(
            LZ78Y.tally(Symbols(samples), limit: limit) == ReferenceLZ78Y.tally(samples, limit: limit),
            "\(count) of \(alphabetSize) symbols, \(limit) contexts")
        }
      }
    }
  }

  /// What NIST's ea_non_iid 1.1.7 prints as the assessed value of these: 0.014500 and 0.000000.
  @Test func `of 18 symbols one is predicted`() throws {
    let wrong: [UInt8] = [0, 1, 2, 3, 4, 5, 6, 7, 0, 2, 4, 6, 1, 3, 5, 7, 2, 0]
    let right: [UInt8] = [1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 0, 0, 0]
    for (samples, correct, minEntropy) in [(wrong, 0, "0.014500"), (right, 1, "0.000000")] {
      let estimate = try #require(try Assessment(samples).literal?.lz78y?.estimate)
      #expect(estimate.tally.predictions == 1 && estimate.tally.correct == correct)
      #expect(String(format: "%.6f", estimate.minEntropy) == minEntropy)
    }
    #expect(try Assessment(Array(right.dropLast())).literal?.lz78y?.estimate == nil)
  }

  @Test(arguments: PredictionShape.allCases, [3] as [UInt64])
  func `bits are predicted as the standard says`(shape: PredictionShape, seed: UInt64) {
    for count in Self.counts + [2111] {
      let samples = shape.samples(count, alphabetSize: 2, seed: seed)
      #expect(
        LZ78Y.tally(BitString(samples, width: 1)) == ReferenceLZ78Y.tally(samples), "\(count) bits")
    }
  }

  /// Long enough for the standard's limit.
  @Test(arguments: [PredictionShape.uniform, .biased, .mixed], [4] as [UInt64])
  func `the full dictionary takes no more contexts`(shape: PredictionShape, seed: UInt64) {
    let samples = shape.samples(9000, alphabetSize: 256, seed: seed)
    #expect(LZ78Y.tally(Symbols(samples)) == ReferenceLZ78Y.tally(samples))
  }

  /// Bits that lean to one side soon go by whole words.
  @Test(arguments: [5] as [UInt64], [20, 45, 55, 80])
  func `whole words are predicted as their bits are`(seed: UInt64, percent: Int) {
    var choices = SplitMix64(seed: seed)
    var last = false
    let samples = (0..<9011).map { _ -> UInt8 in
      last = (choices.integer(in: 0...99) < percent) != (last && choices.integer(in: 0...9) == 0)
      return last ? 1 : 0
    }
    #expect(LZ78Y.tally(BitString(samples, width: 1)) == ReferenceLZ78Y.tally(samples))
  }

  /// A favourite that was far ahead is caught up with in the middle of a word, again and again.
  @Test(arguments: 1...8 as ClosedRange<UInt64>) func `a favourite changes within a word`(seed: UInt64) {
    var choices = SplitMix64(seed: seed)
    var samples: [UInt8] = []
    var (ones, towardsOne) = (0, true)
    while samples.count < 6000 {
      let bit: UInt8 = (choices.integer(in: 0...9) < 8) == towardsOne ? 1 : 0
      samples.append(bit)
      ones += bit == 1 ? 1 : -1
      if abs(ones) > 160 { towardsOne = ones < 0 }
    }
    #expect(LZ78Y.tally(BitString(samples, width: 1)) == ReferenceLZ78Y.tally(samples))
  }

  /// All successors are equally frequent: contexts that have always been the same decide, until they are no longer.
  @Test(arguments: 2...33, [6] as [UInt64]) func `balanced patterns are predicted by longer contexts`(
    period: Int, seed: UInt64
  ) {
    var choices = SplitMix64(seed: seed << 8 | UInt64(period))
    let half = (0..<period).map { _ in UInt8(choices.integer(in: 0...1)) }
    let pattern = half + half.map { 1 - $0 } + [0, 0, 1, 1]
    for changed in [1200, 700, 130] {
      var samples = (0..<1200).map { pattern[$0 % pattern.count] }
      if changed < samples.count { samples[changed] ^= 1 }
      #expect(LZ78Y.tally(BitString(samples, width: 1)) == ReferenceLZ78Y.tally(samples), "\(changed)")
      #expect(LZ78Y.tally(Symbols(samples), limit: 65_536) == ReferenceLZ78Y.tally(samples), "\(changed)")
    }
  }

  /// Each pair of symbols comes once in a round of a shift register's bytes: then most are equally frequent most of the
  /// time, and a few have come behind the same symbols as now.
  @Test(arguments: [4, 5, 6, 8], [7] as [UInt64])
  func `successors that take turns are told apart by longer contexts`(bits: Int, seed: UInt64) {
    var choices = SplitMix64(seed: seed)
    let alphabetSize = 1 << bits
    let round = (0..<alphabetSize * 12).map { _ in UInt8(choices.integer(in: 0...alphabetSize - 1)) }
    for changed in [0, 3, 40] {
      var samples = (0..<3000).map { round[$0 % round.count] }
      for _ in 0..<changed { samples[choices.integer(in: 0...2999)] = 0 }
      for limit in [37, 5000, 65_536] {
        #expect(
          LZ78Y.tally(Symbols(samples), limit: limit) == ReferenceLZ78Y.tally(samples, limit: limit),
          "\(changed) changed, \(limit) contexts")
      }
    }
  }
}
