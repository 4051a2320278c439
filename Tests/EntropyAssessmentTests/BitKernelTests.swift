// SPDX-License-Identifier: Apache-2.0
@testable import EntropyAssessment
import Foundation
import TestSupport
import Testing

/// The kernels under the estimates that are for bits only, against loops over the bits.
@Suite struct BitKernelTests {
  static let counts = [0, 1, 2, 3, 17, 63, 64, 65, 127, 128, 129, 1000, 6011, 6012, 6013, 9001]

  @Test(arguments: PredictionShape.allCases, [1] as [UInt64])
  func `collisions are found one after the other`(shape: PredictionShape, seed: UInt64) {
    for count in Self.counts {
      let bits = shape.samples(count, alphabetSize: 2, seed: seed)
      var (position, twos, threes) = (0, 0, 0)
      while position + 1 < count {
        if bits[position] == bits[position + 1] {
          twos += 1
          position += 2
        } else if position + 2 < count {
          threes += 1
          position += 3
        } else {
          break
        }
      }
      let found = CollisionKernel.collisions(BitString(bits, width: 1))
      #expect(found.ofTwo == twos && found.ofThree == threes, "\(count) bits")
    }
  }

  @Test(arguments: PredictionShape.allCases, [2] as [UInt64])
  func `bits and pairs are counted`(shape: PredictionShape, seed: UInt64) {
    for count in Self.counts {
      let bits = shape.samples(count, alphabetSize: 2, seed: seed)
      var expected = Markov.Counts()
      expected.zeros = bits.count { $0 == 0 }
      for (bit, next) in zip(bits, bits.dropFirst()) {
        expected.zerosBefore += bit == 0 ? 1 : 0
        expected.zeroZero += bit == 0 && next == 0 ? 1 : 0
        expected.oneZero += bit == 1 && next == 0 ? 1 : 0
      }
      #expect(MarkovKernel.counts(BitString(bits, width: 1)) == expected, "\(count) bits")
    }
  }

  @Test(arguments: PredictionShape.allCases, [3] as [UInt64])
  func `distances of blocks are summed`(shape: PredictionShape, seed: UInt64) {
    for count in Self.counts {
      let bits = shape.samples(count, alphabetSize: 2, seed: seed)
      let blocks = (0..<count / 6).map { bits[(6 * $0)..<(6 * $0 + 6)].reduce(0) { $0 << 1 | Int($1) } }
      let sums = CompressionKernel.sums(BitString(bits, width: 1))
      guard blocks.count > 1001 else {
        #expect(sums == nil, "\(count) bits")
        continue
      }
      var last = [Int](repeating: -1, count: 64)
      var (total, squares) = (0.0, 0.0)
      for (number, block) in blocks.enumerated() {
        let logarithm = log2(Double(number - last[block]))
        if number >= 1000 {
          total += logarithm
          squares += logarithm * logarithm
        }
        last[block] = number
      }
      #expect(sums?.blockCount == blocks.count)
      #expect(abs((sums?.logarithms ?? 0) - total) <= 1e-12 * total, "\(count) bits")
      #expect(abs((sums?.squares ?? 0) - squares) <= 1e-12 * squares, "\(count) bits")
    }
  }

  /// NIST's tool adds until terms round to zero, ten times as long.
  @Test(arguments: [1002, 1003, 1500, 20_000, 166_666], [4] as [UInt64])
  func `the rest of the compression series changes no digit`(blockCount: Int, seed: UInt64) {
    var choices = SplitMix64(seed: seed)
    var mean = CompressionMean(blockCount: blockCount, dictionaryLength: 1000)
    let points =
      [1 / 64.0, 0.5, 0.999, 1] + (0..<12).map { _ in Double.random(in: (1 / 64.0)...1, using: &choices) }
    for p in points {
      let q = (1 - p) / 63
      let expected = Self.series(p, blockCount).addingProduct(63, Self.series(q, blockCount))
      #expect(mean.value(at: p).bitPattern == expected.bitPattern, "p = \(p)")
    }
  }

  private static func series(_ z: Double, _ blockCount: Int) -> Double {
    let base = 1 - LongDouble(z)
    var power = base
    var (sum, weighted) = (KahanSum(), KahanSum())
    var inDictionary = 0.0
    for i in 2...blockCount {
      let term = LongMath.log2(LongDouble(i)) * power
      sum.add(Double(term))
      if i == 1000 { inDictionary = sum.value }
      if i > 1000, i < blockCount {
        let occurrences = Double(LongDouble(blockCount - i) * term)
        if occurrences == 0 { break }
        weighted.add(occurrences)
      }
      power *= base
    }
    weighted.addProduct(Double(blockCount - 1000), inDictionary)
    return 1 / Double(blockCount - 1000) * z
      * (sum.value - inDictionary).addingProduct(z, weighted.value)
  }
}
