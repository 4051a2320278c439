// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HealthTests

/// B-9, B-11, B-13 to B-16, B-18.
@Suite struct CutoffTests {
  static func cutoffs(_ units: Int, _ bits: Int, _ alpha: Int) throws -> Cutoffs {
    try Cutoffs(minEntropy: MinEntropy(units: units), bitsPerSample: bits, alphaExponent: alpha)
  }

  // B-13: SP 800-90B Table 2, alpha 2^-20. A tenth of a bit is no multiple of 1/256: the published cutoff is
  // that of the exact H, so the grid points below and above must enclose it.
  @Test(arguments: [(0.2, 941), (0.4, 840), (0.6, 748), (0.8, 664), (1.0, 589)])
  func `published table for binary sources`(bits: Double, cutoff: Int) throws {
    let below = try #require(MinEntropy(bits: bits))
    let above = MinEntropy(units: below.bits == bits ? below.units : below.units + 1)
    let highest = try Self.cutoffs(below.units, 1, 20).adaptiveProportion
    let lowest = try Self.cutoffs(above.units, 1, 20).adaptiveProportion
    #expect(lowest <= cutoff && cutoff <= highest)
    #expect(highest - lowest <= 2)
    // And exactly, for the H that is not on the grid.
    #expect(SlowTail.cutoff(trials: 1024, bits: bits, alphaExponent: 20) == cutoff)
  }

  @Test(arguments: [(0.5, 410), (1, 311), (2, 177), (4, 62), (8, 13)] as [(Double, Int)])
  func `published table for other sources`(bits: Double, cutoff: Int) throws {
    let entropy = try #require(MinEntropy(bits: bits))
    #expect(try Self.cutoffs(entropy.units, 8, 20).adaptiveProportion == cutoff)
    #expect(SlowTail.cutoff(trials: 512, bits: bits, alphaExponent: 20) == cutoff)
  }

  // B-14: alpha 2^-20, 2^-30, 2^-40.
  @Test(
    arguments: [
      (0.5, [41, 61, 81]), (1, [21, 31, 41]), (2, [11, 16, 21]), (4, [6, 9, 11]), (6, [5, 6, 8]),
      (7, [4, 6, 7]),
      (8, [4, 5, 6]),
    ] as [(Double, [Int])])
  func `repetition count cutoffs`(bits: Double, expected: [Int]) throws {
    let units = try #require(MinEntropy(bits: bits)).units
    #expect(try [20, 30, 40].map { try Self.cutoffs(units, 8, $0).repetitionCount } == expected)
  }

  @Test(
    arguments: [
      (8, 0.5, [410, 422, 432]), (8, 1, [311, 325, 336]), (8, 2, [177, 190, 201]), (8, 4, [62, 71, 78]),
      (8, 6, [25, 31, 35]), (8, 7, [18, 22, 26]), (8, 8, [13, 16, 19]), (1, 0.5, [793, 810, 824]),
      (1, 1, [589, 609, 625]),
    ] as [(Int, Double, [Int])])
  func `adaptive proportion cutoffs`(width: Int, bits: Double, expected: [Int]) throws {
    let units = try #require(MinEntropy(bits: bits)).units
    #expect(try [20, 30, 40].map { try Self.cutoffs(units, width, $0).adaptiveProportion } == expected)
  }

  // B-15.
  @Test(arguments: [(8.0, [14, 17, 20]), (1.0, [311, 325, 337])] as [(Double, [Int])])
  func `the exact-tail cutoff is given beside it`(bits: Double, expected: [Int]) throws {
    let units = try #require(MinEntropy(bits: bits)).units
    #expect(try [20, 30, 40].map { try Self.cutoffs(units, 8, $0).exactTailAdaptiveProportion } == expected)
  }

  @Test func `the worked example of the standard`() throws {
    #expect(try Self.cutoffs(512, 8, 20).repetitionCount == 11)  // B-9
  }

  @Test func `repetition count cutoffs are the rounded-up quotient for every claim and alpha`() throws {
    for units in stride(from: 1, through: 2048, by: 89) {
      let model = try CutoffModel(minEntropy: MinEntropy(units: units), bitsPerSample: 8)
      for alpha in 20...60 {
        // By definition: the smallest C whose C - 1 repeats are rare enough, (C - 1) H ≥ alpha.
        let cutoff = try model.cutoffs(alphaExponent: alpha).repetitionCount
        #expect((cutoff - 1) * units >= alpha * 256 && (cutoff - 2) * units < alpha * 256)
      }
    }
  }

  @Test func `reference values of an independent computation are met`() throws {
    var rows = 0
    for line in try Vectors.lines("cutoffs.txt") where line.first != "fnv" {
      let numbers = line.compactMap { Int($0) }
      try #require(numbers.count == 12)
      let model = try CutoffModel(minEntropy: MinEntropy(units: numbers[1]), bitsPerSample: numbers[0])
      for (index, alpha) in [20, 30, 40, 50, 60].enumerated() {
        let cutoffs = try model.cutoffs(alphaExponent: alpha)
        #expect(cutoffs.adaptiveProportion == numbers[2 + index], "H = \(numbers[1])/256, 2^-\(alpha)")
        let exact = cutoffs.exactTailAdaptiveProportion ?? cutoffs.window + 1
        #expect(exact == numbers[7 + index], "exact tail, H = \(numbers[1])/256, 2^-\(alpha)")
      }
      rows += 1
    }
    #expect(rows == 171)
  }

  @Test func `both bounds agree on the whole grid, and its digest is that of the independent computation`()
    throws
  {
    var digest: UInt64 = 0xcbf2_9ce4_8422_2325
    func feed(_ value: Int) {
      for byte in [UInt64(value & 0xff), UInt64(value >> 8)] { digest = (digest ^ byte) &* 0x100_0000_01b3 }
    }
    for (window, units) in [(1024, 1...256), (512, 1...2048)] {
      for units in units {
        let entropy = MinEntropy(units: units)
        let whole = try #require(BinomialTail(trials: window, minEntropy: entropy))
        let afterFirst = try #require(BinomialTail(trials: window - 1, minEntropy: entropy))
        for tail in [whole, afterFirst] {
          #expect(tail.countsByLowerBound == tail.countsByUpperBound, "H = \(units)/256, n = \(tail.trials)")
        }
        for index in whole.countsByUpperBound.indices {
          feed(whole.countsByUpperBound[index])
          feed(afterFirst.countsByUpperBound[index] + 1)
        }
      }
    }
    let expected = try #require(try Vectors.lines("cutoffs.txt").first { $0.first == "fnv" }?.last)
    #expect(String(digest, radix: 16) == expected)
  }

  @Test func `the shipped cutoff is the exact-tail one or one less`() throws {
    for (bits, top) in [(1, 256), (8, 2048)] {
      for units in stride(from: 40, through: top, by: 24) {
        let model = try CutoffModel(minEntropy: MinEntropy(units: units), bitsPerSample: bits)
        for alpha in [20, 30, 40, 60] {
          let cutoffs = try model.cutoffs(alphaExponent: alpha)
          let exact = cutoffs.exactTailAdaptiveProportion ?? cutoffs.window + 1
          #expect((0...1).contains(exact - cutoffs.adaptiveProportion), "H = \(units)/256, 2^-\(alpha)")
        }
      }
    }
  }
}
