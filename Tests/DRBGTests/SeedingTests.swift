// SPDX-License-Identifier: Apache-2.0
import DRBG
import SecretMemory
import Seeds
import Testing

/// What may seed an instance, by what its seed material goes through.
@Suite struct SeedingTests {
  static func seed(strength: Int = 256) throws -> RBGSeed {
    var state = try GeneratorState(byteCount: RBGSeed.byteCount)
    state.withMutableBytes { bytes in for index in bytes.indices { bytes[index] = UInt8(index) ^ 0x5c } }
    return RBGSeed(strength: strength, origin: "test", state: state)
  }

  static func instance(_ seeding: CTRDRBG.Seeding) throws -> CTRDRBG {
    try CTRDRBG(DRBGSelfTest.run(), seeding: seeding, reseedInterval: 100)
  }

  @Test func `another generator seeds with derivation function, and as it is where asked for`() throws {
    for seeding in [CTRDRBG.Seeding.derivationFunction, .parentOutput] {
      var drbg = try Self.instance(seeding)
      try drbg.instantiate(Self.seed())
      try drbg.reseed(Self.seed())
      let counter = drbg.reseedCounter
      #expect(counter == 1)
    }
    var drbg = try Self.instance(.fullEntropy)
    #expect(throws: DRBGError.fullEntropyRequired) { try drbg.instantiate(Self.seed()) }
    let counter = drbg.reseedCounter
    #expect(counter == 0)
  }

  @Test func `a seed as it is goes through no derivation function`() throws {
    var drbg = try Self.instance(.parentOutput)
    try drbg.instantiate(Self.seed())
    var plain = try KnownAnswerDRBG(usesDerivationFunction: false)
    try plain.instantiate(entropy: (0..<48).map { UInt8($0) ^ 0x5c }, nonce: [], personalization: [])
    let additionalInput = [UInt8](repeating: 7, count: 32)
    var output = [UInt8](repeating: 0, count: 100)
    var span = output.mutableSpan
    try drbg.generate(into: &span, additionalInput: additionalInput.span)
    #expect(try plain.generate(byteCount: 100, additionalInput: additionalInput) == output)
  }

  @Test func `a weak seed is refused, and additional input beyond the seed's length`() throws {
    var drbg = try Self.instance(.parentOutput)
    #expect(throws: DRBGError.seedTooWeak(strengthBits: 128, requiredBits: 256)) {
      try drbg.instantiate(Self.seed(strength: 128))
    }
    try drbg.instantiate(Self.seed())
    let tooLong = [UInt8](repeating: 7, count: 49)
    var output = [UInt8](repeating: 0, count: 16)
    #expect(throws: DRBGError.additionalInputTooLong(bytes: 49, limitBytes: 48)) {
      var span = output.mutableSpan
      try drbg.generate(into: &span, additionalInput: tooLong.span)
    }
    #expect(output == [UInt8](repeating: 0, count: 16))
  }

  @Test func `a state kept in a page works and is gone behind it`() throws {
    let page = try GeneratorPage(byteCount: 1024)
    do {
      let memory = GeneratorState(in: page, at: 64, byteCount: CTRDRBG.stateByteCount)
      var drbg = try CTRDRBG(
        DRBGSelfTest.run(), seeding: .parentOutput, reseedInterval: 100, memory: memory)
      try drbg.instantiate(Self.seed())
      var output = [UInt8](repeating: 0, count: 16)
      var span = output.mutableSpan
      try drbg.generate(into: &span)
      #expect(output != [UInt8](repeating: 0, count: 16))
    }
    let left = unsafe UnsafeRawBufferPointer(start: page.start, count: page.byteCount).contains { $0 != 0 }
    #expect(!left)
  }
}
