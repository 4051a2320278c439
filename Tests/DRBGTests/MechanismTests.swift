// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

@testable import DRBG

/// What SP 800-90A says of the outputs, beyond the vectors.
@Suite struct MechanismTests {
  private static let entropy = (0..<48).map { UInt8(0x30 + $0) }
  private static let nonce = (0..<16).map { UInt8(0xa0 + $0) }

  static func instance(
    usesDF: Bool = true, predictionResistance: Bool = false, interval: UInt64 = 1 << 48, strength: Int = 256
  ) throws -> KnownAnswerDRBG {
    var drbg = try KnownAnswerDRBG(
      usesDerivationFunction: usesDF, predictionResistance: predictionResistance, reseedInterval: interval)
    try drbg.instantiate(
      strength: strength, entropy: entropy, nonce: usesDF ? nonce : [], personalization: [])
    return drbg
  }

  // Without derivation function K || V after instantiation is AES_0(1) || AES_0(2) || AES_0(3) XOR the entropy
  // input, so that both can be chosen.
  @Test(arguments: [
    "ffffffffffffffffffffffffffffffff", "fffffffffffffffffffffffffffffffe",
    "fffffffffffffffffffffffffffffffa",
    "000000000000000000000000ffffffff", "00000000ffffffffffffffffffffffff",
    "0123456789abcdefffffffffffffffff",
    "00000000000000ffffffffffffffffff", "00000000000000000000000000000000",
    "000000000000000000000000fffffff0",
  ])
  func `the counter carries over all sixteen bytes`(v: String) throws {
    let key = [UInt8](repeating: 0x5c, count: 32)
    let v = try #require(bytes(hexadecimal: v))
    let zero = [UInt8](repeating: 0, count: 32)
    let mask = try (1...3).flatMap { counter in
      try ReferenceCTRDRBG.encrypt([UInt8](repeating: 0, count: 15) + [UInt8(counter)], zero)
    }
    let entropy = zip(mask, key + v).map { $0 ^ $1 }
    for count in [1, 16, 33, 256, 257, 1000] {
      var drbg = try KnownAnswerDRBG(usesDerivationFunction: false)
      try drbg.instantiate(entropy: entropy, nonce: [], personalization: [])
      var reference = ReferenceCTRDRBG(usesDerivationFunction: false, key: key, v: v)
      var oracle = try CTRDRBGOracle(
        usesDerivationFunction: false, entropy: entropy, nonce: [], personalization: [])
      for _ in 0..<2 {
        let output = try drbg.generate(byteCount: count)
        #expect(try output == reference.generate(count))
        #expect(try output == oracle.generate(count, reseedingWith: nil, additionalInput: []))
      }
    }
  }

  //
  @Test(arguments: [true, false])
  func `additional input of a request with prediction resistance is used once`(usesDF: Bool) throws {
    let fresh = (0..<48).map { UInt8(0x70 + $0) }
    let input = Array("forty bytes of additional input, no more".utf8)
    var resistant = try Self.instance(usesDF: usesDF, predictionResistance: true)
    var once = try Self.instance(usesDF: usesDF)
    var twice = try Self.instance(usesDF: usesDF)
    let output = try resistant.generate(byteCount: 100, reseedingWith: fresh, additionalInput: input)
    try once.reseed(entropy: fresh, additionalInput: input)
    #expect(try output == once.generate(byteCount: 100))
    try twice.reseed(entropy: fresh, additionalInput: input)
    #expect(try output != twice.generate(byteCount: 100, additionalInput: input))
  }

  // an empty input counts as none; 48 zero bytes do not.
  @Test(arguments: [true, false])
  func `empty additional input is the same as none`(usesDF: Bool) throws {
    var none = try Self.instance(usesDF: usesDF)
    var empty = try Self.instance(usesDF: usesDF)
    var zeros = try Self.instance(usesDF: usesDF)
    #expect(try none.generate(byteCount: 64) == empty.generate(byteCount: 64, additionalInput: []))
    try none.reseed(entropy: Self.entropy)
    try empty.reseed(entropy: Self.entropy, additionalInput: [])
    #expect(try none.generate(byteCount: 64) == empty.generate(byteCount: 64, additionalInput: []))
    let first = try Self.instanceOutput(&zeros, additionalInput: [UInt8](repeating: 0, count: 48))
    var other = try Self.instance(usesDF: usesDF)
    #expect(try first != other.generate(byteCount: 64))
  }

  private static func instanceOutput(
    _ drbg: inout KnownAnswerDRBG, additionalInput: [UInt8]
  ) throws -> [UInt8] {
    try drbg.generate(byteCount: 64, additionalInput: additionalInput)
  }

  // the rest of a block is dropped. If two requests shared one, the second byte would continue the first block.
  @Test func `requests never share a block`() throws {
    for sizes in [[1, 1, 1, 1], [15, 1, 17, 31], [255, 256, 257, 1], [1, 300, 1, 4097]] {
      var drbg = try Self.instance(usesDF: false)
      var reference = try ReferenceCTRDRBG(usesDerivationFunction: false, entropy: Self.entropy)
      for size in sizes { #expect(try drbg.generate(byteCount: size) == reference.generate(size)) }
    }
    var long = try Self.instance(usesDF: false)
    var short = try Self.instance(usesDF: false)
    let block = try long.generate(byteCount: 16)
    #expect(try short.generate(byteCount: 1) == [block[0]])
    // False-failure probability: none, the inputs are fixed.
    #expect(try short.generate(byteCount: 1) != [block[1]])
  }

  // a request changes the state even when it asks for nothing.
  @Test func `every request updates the state, one of no bytes too`() throws {
    var drbg = try Self.instance()
    var twin = try Self.instance()
    #expect(try drbg.generate(byteCount: 0) == [])
    #expect(drbg.reseedCounter == 2)
    #expect(try drbg.generate(byteCount: 32) != twin.generate(byteCount: 32))
  }

  // no derivation function, so a personalization string is padded with zeros at its end.
  @Test func `a short personalization string is padded on the right`() throws {
    var drbg = try KnownAnswerDRBG(usesDerivationFunction: false)
    try drbg.instantiate(entropy: Self.entropy, nonce: [], personalization: [1, 2, 3])
    var folded = try KnownAnswerDRBG(usesDerivationFunction: false)
    var entropy = Self.entropy
    for index in 0..<3 { entropy[index] ^= UInt8(index + 1) }
    try folded.instantiate(entropy: entropy, nonce: [], personalization: [])
    #expect(try drbg.generate(byteCount: 40) == folded.generate(byteCount: 40))
  }

  // L counts the bytes of the concatenation in 32 bits; the longest inputs reach its third byte.
  @Test func `inputs of the longest length are taken`() throws {
    var generator = SplitMix64(seed: 20)
    let long = generator.bytes(CTRDRBGMechanism.inputLimit)
    var drbg = try KnownAnswerDRBG(usesDerivationFunction: true)
    try drbg.instantiate(entropy: Self.entropy, nonce: Self.nonce, personalization: long)
    var oracle = try CTRDRBGOracle(
      usesDerivationFunction: true, entropy: Self.entropy, nonce: Self.nonce, personalization: long)
    #expect(
      try drbg.generate(byteCount: 32) == oracle.generate(32, reseedingWith: nil, additionalInput: []))
  }

  // A-34 (the erasure itself is seen by the memory scan).
  @Test func `after uninstantiate nothing works until it is instantiated again`() throws {
    var drbg = try Self.instance(predictionResistance: true)
    let first = try drbg.generate(byteCount: 32)
    drbg.uninstantiate()
    #expect(drbg.reseedCounter == 0)
    #expect(throws: DRBGError.notInstantiated) { try drbg.generate(byteCount: 32) }
    #expect(throws: DRBGError.notInstantiated) {
      try drbg.generate(byteCount: 1, reseedingWith: Self.entropy)
    }
    #expect(throws: DRBGError.notInstantiated) { try drbg.reseed(entropy: Self.entropy) }
    drbg.uninstantiate()
    try drbg.instantiate(entropy: Self.entropy, nonce: Self.nonce, personalization: [])
    #expect(try drbg.generate(byteCount: 32) == first)
  }
}
