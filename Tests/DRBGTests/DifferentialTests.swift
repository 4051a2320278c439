// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

@testable import DRBG

/// The mechanism against OpenSSL's, step by step.
@Suite struct DifferentialTests {
  /// Every hundredth scenario asks for large outputs and inputs; the rest stay small, so that a debug build is quick.
  private static let scenarioCount = 6000
  private static let seed: UInt64 = 0x57e1_1591_2026_0001

  @Test func `random scenarios give the same bytes as OpenSSL`() throws {
    print("\(Self.scenarioCount) scenarios against OpenSSL, seed 0x\(String(Self.seed, radix: 16))")
    var outputs = 0
    var byteCount = 0
    for scenario in 0..<Self.scenarioCount {
      // Each scenario has its own generator, so that a failing one can be run alone.
      var generator = SplitMix64(seed: Self.seed &+ UInt64(scenario))
      let difference = try firstDifference(in: scenario, &generator, &outputs, &byteCount)
      #expect(difference == nil, "scenario \(scenario) of seed 0x\(String(Self.seed, radix: 16))")
    }
    print("\(outputs) outputs, \(byteCount) bytes compared")
  }

  /// Plays one scenario on both; says after which step they differ.
  private func firstDifference(
    in scenario: Int, _ generator: inout SplitMix64, _ outputs: inout Int, _ byteCount: inout Int
  ) throws -> String? {
    let usesDF = generator.integer(in: 0...1) == 1
    let isLarge = scenario.isMultiple(of: 100)
    func entropy(_ generator: inout SplitMix64) -> [UInt8] {
      generator.bytes(usesDF ? generator.integer(in: 32...(isLarge ? 300 : 64)) : 48)
    }
    /// Absent in a third of the cases.
    func input(_ generator: inout SplitMix64) -> [UInt8] {
      guard generator.integer(in: 0...2) > 0 else { return [] }
      return generator.bytes(generator.integer(in: 0...(usesDF ? (isLarge ? 3000 : 100) : 48)))
    }
    let first = entropy(&generator)
    let nonce = usesDF ? generator.bytes(generator.integer(in: 16...40)) : []
    let personalization = input(&generator)
    var drbg = try KnownAnswerDRBG(usesDerivationFunction: usesDF, predictionResistance: true)
    try drbg.instantiate(entropy: first, nonce: nonce, personalization: personalization)
    var oracle = try CTRDRBGOracle(
      usesDerivationFunction: usesDF, entropy: first, nonce: nonce, personalization: personalization)
    for step in 0..<generator.integer(in: 1...6) {
      let count: Int
      switch generator.integer(in: 0...9) {
      case 0: count = 1
      case 1: count = 16 * generator.integer(in: 1...40)
      case 2: count = isLarge ? 65_536 : 257
      case 3: count = isLarge ? generator.integer(in: 1...65_536) : generator.integer(in: 250...330)
      default: count = generator.integer(in: 1...600)
      }
      let input = input(&generator)
      let ours: [UInt8]
      let theirs: [UInt8]
      switch generator.integer(in: 0...3) {
      case 0:
        let entropy = entropy(&generator)
        try drbg.reseed(entropy: entropy, additionalInput: input)
        try oracle.reseed(entropy, additionalInput: input)
        ours = try drbg.generate(byteCount: count)
        theirs = try oracle.generate(count, reseedingWith: nil, additionalInput: [])
      case 1:
        let entropy = entropy(&generator)
        ours = try drbg.generate(byteCount: count, reseedingWith: entropy, additionalInput: input)
        theirs = try oracle.generate(count, reseedingWith: entropy, additionalInput: input)
      default:
        ours = try drbg.generate(byteCount: count, additionalInput: input)
        theirs = try oracle.generate(count, reseedingWith: nil, additionalInput: input)
      }
      outputs += 1
      byteCount += count
      if ours != theirs { return "step \(step), \(count) bytes, derivation function: \(usesDF)" }
    }
    return nil
  }
}
