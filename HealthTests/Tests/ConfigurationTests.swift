// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HealthTests

/// B-16 to B-18: what is refused, and how alpha is chosen.
@Suite struct ConfigurationTests {
  @Test func `no claim is refused`() {
    #expect(throws: HealthTestError.minEntropyIsZero) {
      _ = try HealthTestConfiguration(minEntropy: .zero, bitsPerSample: 8)
    }
  }

  @Test func `a claim above the sample width is refused`() {
    let claim = MinEntropy(units: 257)
    #expect(throws: HealthTestError.minEntropyAboveSampleWidth(minEntropy: claim, bitsPerSample: 1)) {
      _ = try HealthTestConfiguration(minEntropy: claim, bitsPerSample: 1)
    }
  }

  @Test(arguments: [Int.min, -1, 0, 9, 64, .max])
  func `a sample width that does not fit a byte is refused`(bits: Int) {
    #expect(throws: HealthTestError.bitsPerSampleOutOfRange(bitsPerSample: bits, limit: 8)) {
      _ = try HealthTestConfiguration(minEntropy: .bits(1), bitsPerSample: bits)
    }
  }

  @Test(arguments: [Int.min, -30, 0, 19, 61, .max])
  func `an alpha outside 2^-20 to 2^-60 is refused`(exponent: Int) {
    #expect(throws: HealthTestError.alphaExponentOutOfRange(exponent: exponent, lowest: 20, highest: 60)) {
      _ = try HealthTestConfiguration(minEntropy: .bits(1), bitsPerSample: 8, alphaExponent: exponent)
    }
  }

  // All W equal samples have probability 2^-(W H): at 512 × 14/256 = 28 that is not rare enough for 2^-30.
  @Test(arguments: [(8, 14, 512), (1, 7, 1024)])
  func `a cutoff above the window is refused, and the smallest claim that has one is not`(
    bits: Int, units: Int, window: Int
  ) throws {
    #expect(throws: HealthTestError.cutoffAboveWindow(cutoff: window + 1, window: window)) {
      _ = try HealthTestConfiguration(minEntropy: MinEntropy(units: units), bitsPerSample: bits)
    }
    let least = try HealthTestConfiguration(minEntropy: MinEntropy(units: units + 1), bitsPerSample: bits)
    #expect(least.cutoffs.adaptiveProportion <= window)
  }

  @Test func `an opaque device gives bytes`() {
    #expect(throws: HealthTestError.opaqueSampleWidth(bitsPerSample: 4)) {
      _ = try HealthTestConfiguration(minEntropy: .bits(4), bitsPerSample: 4, isOpaque: true)
    }
  }

  @Test func `the defaults are those that are documented`() throws {
    let configuration = try HealthTestConfiguration(minEntropy: .bits(1), bitsPerSample: 1)
    #expect(configuration.alphaExponent == 30 && !configuration.isOpaque)
    #expect(configuration.shadowCutoffs.adaptiveProportion == 589)
    #expect(configuration.permanentRepetitionCount == 61)
  }

  @Test func `alpha is the smallest exponent with at most one false alarm a year`() throws {
    for (bits, width) in [(1, 1), (2, 2), (8, 8), (1, 8)] {
      for rate in [0, 31.7, 1e3, 1e6, 1e8] {
        let exponent = try HealthTestConfiguration.alphaExponent(
          minEntropy: .bits(bits), bitsPerSample: width, samplesPerSecond: rate)
        func perYear(_ exponent: Int) throws -> Double {
          try HealthTestConfiguration(
            minEntropy: .bits(bits), bitsPerSample: width, alphaExponent: exponent
          ).expectedFalseAlarms(inSamples: rate * HealthTestConfiguration.secondsPerYear)
        }
        #expect(try perYear(exponent) <= 1)
        if exponent > 30 { #expect(try perYear(exponent - 1) > 1) }
      }
    }
  }

  @Test func `alpha is bounded by 2^-60 and by the window`() throws {
    for rate in [1e30, .infinity, .nan] {
      #expect(
        try HealthTestConfiguration.alphaExponent(
          minEntropy: .bits(8), bitsPerSample: 8, samplesPerSecond: rate) == 60)
    }
    #expect(
      try HealthTestConfiguration.alphaExponent(
        minEntropy: .bits(8), bitsPerSample: 8, samplesPerSecond: -5) == 30)
    // 13/256 bit: all 1024 equal is 2^-52.
    #expect(
      try HealthTestConfiguration.alphaExponent(
        minEntropy: MinEntropy(units: 13), bitsPerSample: 1, samplesPerSecond: 1e30) == 52)
    #expect(throws: HealthTestError.cutoffAboveWindow(cutoff: 1025, window: 1024)) {
      _ = try HealthTestConfiguration.alphaExponent(
        minEntropy: MinEntropy(units: 7), bitsPerSample: 1, samplesPerSecond: 1)
    }
  }
}
