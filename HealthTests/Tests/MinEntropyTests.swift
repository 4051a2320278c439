// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HealthTests

/// B-18: a fixed point of 1/256 bit, rounded down.
@Suite struct MinEntropyTests {
  @Test func `a claim is rounded down to 1/256 bit, never up`() {
    for units in 0...MinEntropy.largestUnits {
      let exact = Double(units) / 256
      #expect(MinEntropy(bits: exact)?.units == units)
      #expect(MinEntropy(bits: exact.nextUp)?.units == (units == MinEntropy.largestUnits ? nil : units))
      if units > 0 { #expect(MinEntropy(bits: exact.nextDown)?.units == units - 1) }
    }
  }

  @Test(arguments: [-1, -0.001, 64.01, .infinity, -.infinity, .nan, .greatestFiniteMagnitude])
  func `what is no amount of entropy is refused`(bits: Double) {
    #expect(MinEntropy(bits: bits) == nil)
  }

  @Test func `small and negative zero are zero`() {
    #expect(MinEntropy(bits: -0.0) == .zero)
    #expect(MinEntropy(bits: .leastNonzeroMagnitude) == .zero)
  }

  @Test func `integers out of range go to the nearer end`() {
    #expect(MinEntropy(units: -1) == .zero)
    #expect(MinEntropy(units: .max) == .bits(64))
    #expect(MinEntropy.bits(.max) == .bits(64))
    #expect(MinEntropy.bits(.min) == .zero)
  }

  @Test(arguments: [
    (0, "0"), (1, "0.00390625"), (128, "0.5"), (255, "0.99609375"), (256, "1"), (1920, "7.5"), (2048, "8"),
    (2055, "8.02734375"),
  ])
  func `the description is the exact decimal number`(units: Int, text: String) {
    #expect(MinEntropy(units: units).description == text)
    #expect(Double(text) == MinEntropy(units: units).bits)
  }

  @Test func `it is ordered as the numbers are`() {
    #expect(MinEntropy.zero < MinEntropy(units: 1))
    #expect(MinEntropy(units: 255) < .bits(1))
    #expect(MinEntropy.bits(8) > .bits(7))
  }
}
