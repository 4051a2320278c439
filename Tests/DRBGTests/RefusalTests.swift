// SPDX-License-Identifier: Apache-2.0
import Primitives
import TestSupport
import Testing

@testable import DRBG

/// Requests that are refused, and that they change nothing.
@Suite struct RefusalTests {
  private static let entropy = (0..<48).map { UInt8(0x11 + $0) }
  private static let nonce = (0..<16).map { UInt8(0x91 + $0) }

  private func mechanism(
    usesDF: Bool = true, predictionResistance: Bool = true, interval: UInt64 = 1 << 48, strength: Int = 256
  ) throws -> CTRDRBGMechanism {
    var drbg = try CTRDRBGMechanism(
      usesDerivationFunction: usesDF, predictionResistance: predictionResistance, reseedInterval: interval)
    try drbg.instantiate(
      strength: strength, entropy: Self.entropy.span, nonce: usesDF ? Self.nonce.span : Span(),
      personalization: Span())
    return drbg
  }

  /// Expects `request` to fail with `error`, the output and the stream to be as if it had not been made.
  private func expectRefusal(
    _ error: DRBGError, usesDF: Bool = true, predictionResistance: Bool = true, interval: UInt64 = 1 << 48,
    strength: Int = 256, byteCount: Int = 64, sourceLocation: SourceLocation = #_sourceLocation,
    _ request: (inout CTRDRBGMechanism, inout MutableSpan<UInt8>) throws(DRBGError) -> Void
  ) throws {
    var drbg = try mechanism(
      usesDF: usesDF, predictionResistance: predictionResistance, interval: interval, strength: strength)
    var twin = try mechanism(
      usesDF: usesDF, predictionResistance: predictionResistance, interval: interval, strength: strength)
    var first = [UInt8](repeating: 0, count: 32)
    var second = first
    var output = [UInt8](repeating: 0xdb, count: byteCount)
    var thrown: DRBGError?
    do {
      var span = output.mutableSpan
      var firstSpan = first.mutableSpan
      var secondSpan = second.mutableSpan
      try drbg.generate(into: &firstSpan, strength: strength, additionalInput: Span())
      try twin.generate(into: &secondSpan, strength: strength, additionalInput: Span())
      #expect(drbg.reseedCounter == 2)
      do throws(DRBGError) { try request(&drbg, &span) } catch { thrown = error }
      #expect(drbg.reseedCounter == 2, sourceLocation: sourceLocation)
      #expect(drbg.failure == nil, sourceLocation: sourceLocation)
    }
    #expect(thrown == error, sourceLocation: sourceLocation)
    #expect(thrown?.isCatastrophic == false, sourceLocation: sourceLocation)
    #expect(output.allSatisfy { $0 == 0xdb }, "the output was touched", sourceLocation: sourceLocation)
    guard interval > 1 else { return }
    do {
      var firstSpan = first.mutableSpan
      var secondSpan = second.mutableSpan
      try drbg.generate(into: &firstSpan, strength: strength, additionalInput: Span())
      try twin.generate(into: &secondSpan, strength: strength, additionalInput: Span())
    }
    #expect(first == second, "the stream changed", sourceLocation: sourceLocation)
  }

  //
  @Test func `a request may carry 65,536 bytes`() throws {
    var drbg = try mechanism()
    var output = [UInt8](repeating: 0, count: 65_536)
    var span = output.mutableSpan
    try drbg.generate(into: &span, strength: 256, additionalInput: Span())
    #expect(CTRDRBGMechanism.requestLimit == 65_536)
    #expect(CTRDRBGMechanism.requestLimit * 8 == 1 << 19)
  }

  @Test(arguments: [true, false])
  func `a request of 65,537 bytes is refused`(usesDF: Bool) throws {
    let error = DRBGError.requestTooLarge(requestedBytes: 65_537, limitBytes: 65_536)
    try expectRefusal(error, usesDF: usesDF, byteCount: 65_537) { drbg, output throws(DRBGError) in
      try drbg.generate(into: &output, strength: 256, additionalInput: Span())
    }
    try expectRefusal(error, usesDF: usesDF, byteCount: 65_537) { drbg, output throws(DRBGError) in
      try drbg.generate(
        into: &output, strength: 256, reseedingWith: Self.entropy.span, additionalInput: Span())
    }
    var drbg = try MechanismTests.instance()
    #expect(throws: error) { try drbg.generate(byteCount: 65_537) }
    #expect(throws: DRBGError.requestTooLarge(requestedBytes: -1, limitBytes: 65_536)) {
      try drbg.generate(byteCount: -1)
    }
  }

  //
  @Test func `the reseed interval is served exactly`() throws {
    let interval: UInt64 = 5
    var drbg = try MechanismTests.instance(interval: interval)
    for round in 0..<3 {
      for served in 1...interval {
        #expect(drbg.reseedCounter == served)
        _ = try drbg.generate(byteCount: 16)
        // Refused requests are not counted.
        #expect(throws: DRBGError.self) { try drbg.generate(byteCount: 70_000) }
        #expect(throws: DRBGError.self) { try drbg.reseed(entropy: [1]) }
      }
      for _ in 0..<2 {
        #expect(throws: DRBGError.reseedRequired(requestsServed: interval, limit: interval), "round \(round)")
        {
          try drbg.generate(byteCount: 16)
        }
      }
      #expect(drbg.reseedCounter == interval + 1)
      try drbg.reseed(entropy: Self.entropy)
    }
  }

  @Test func `prediction resistance serves past the interval, for it reseeds`() throws {
    var drbg = try MechanismTests.instance(predictionResistance: true, interval: 1)
    _ = try drbg.generate(byteCount: 16)
    #expect(throws: DRBGError.reseedRequired(requestsServed: 1, limit: 1)) {
      try drbg.generate(byteCount: 16)
    }
    _ = try drbg.generate(byteCount: 16, reseedingWith: Self.entropy)
    #expect(drbg.reseedCounter == 2)
  }

  @Test func `the interval is never above 2^48`() throws {
    #expect(try mechanism(interval: .max).reseedInterval == 1 << 48)
    #expect(try mechanism(interval: (1 << 48) - 1).reseedInterval == (1 << 48) - 1)
  }

  @Test func `a request past the interval changes nothing`() throws {
    try expectRefusal(.reseedRequired(requestsServed: 1, limit: 1), interval: 1) {
      drbg, output throws(DRBGError) in
      try drbg.generate(into: &output, strength: 256, additionalInput: Span())
    }
  }

  //
  @Test(arguments: [0, 1, 32, 47, 49, 96])
  func `without derivation function the entropy input has 48 bytes`(count: Int) throws {
    let wrong = [UInt8](repeating: 1, count: count)
    let error = DRBGError.entropyInputLength(bytes: count, minimumBytes: 48, maximumBytes: 48)
    var drbg = try KnownAnswerDRBG(usesDerivationFunction: false)
    #expect(throws: error) { try drbg.instantiate(entropy: wrong, nonce: [], personalization: []) }
    #expect(throws: DRBGError.notInstantiated) { try drbg.generate(byteCount: 1) }
    try drbg.instantiate(entropy: Self.entropy, nonce: [], personalization: [])
    try expectRefusal(error, usesDF: false) { drbg, _ throws(DRBGError) in
      try drbg.reseed(entropy: wrong.span, additionalInput: Span())
    }
    // A request with prediction resistance that cannot reseed gives no bytes of the old state.
    try expectRefusal(error, usesDF: false) { drbg, output throws(DRBGError) in
      try drbg.generate(into: &output, strength: 256, reseedingWith: wrong.span, additionalInput: Span())
    }
  }

  @Test(arguments: [0, 31, (1 << 20) + 1])
  func `with derivation function it has at least the strength`(count: Int) throws {
    let wrong = [UInt8](repeating: 1, count: count)
    let error = DRBGError.entropyInputLength(bytes: count, minimumBytes: 32, maximumBytes: 1 << 20)
    var drbg = try KnownAnswerDRBG(usesDerivationFunction: true)
    #expect(throws: error) { try drbg.instantiate(entropy: wrong, nonce: Self.nonce, personalization: []) }
    #expect(throws: DRBGError.notInstantiated) { try drbg.generate(byteCount: 1) }
    try expectRefusal(error) { drbg, _ throws(DRBGError) in
      try drbg.reseed(entropy: wrong.span, additionalInput: Span())
    }
    try expectRefusal(error) { drbg, output throws(DRBGError) in
      try drbg.generate(into: &output, strength: 256, reseedingWith: wrong.span, additionalInput: Span())
    }
  }

  //
  @Test func `a nonce is required with derivation function and refused without`() throws {
    var derived = try KnownAnswerDRBG(usesDerivationFunction: true)
    let entropy = Array(Self.entropy.prefix(32))
    for count in [0, 15] {
      #expect(throws: DRBGError.nonceLength(bytes: count, minimumBytes: 16, maximumBytes: 1 << 20)) {
        try derived.instantiate(entropy: entropy, nonce: Array(Self.nonce.prefix(count)), personalization: [])
      }
    }
    #expect(throws: DRBGError.notInstantiated) { try derived.generate(byteCount: 1) }
    // One draw of 3s/2 bits may be both (SP 800-90A 8.6.7).
    try derived.instantiate(entropy: Self.entropy, nonce: [], personalization: [])
    var direct = try KnownAnswerDRBG(usesDerivationFunction: false)
    #expect(throws: DRBGError.nonceLength(bytes: 16, minimumBytes: 0, maximumBytes: 0)) {
      try direct.instantiate(entropy: Self.entropy, nonce: Self.nonce, personalization: [])
    }
  }

  //
  @Test func `no strength above 256 bits, nor above the instance's`() throws {
    for strength in [257, 0, -1, .max] {
      var drbg = try KnownAnswerDRBG(usesDerivationFunction: true)
      #expect(throws: DRBGError.strengthNotSupported(requestedBits: strength, limitBits: 256)) {
        try drbg.instantiate(
          strength: strength, entropy: Self.entropy, nonce: Self.nonce, personalization: [])
      }
      #expect(throws: DRBGError.notInstantiated) { try drbg.generate(byteCount: 1) }
    }
    try expectRefusal(.strengthNotSupported(requestedBits: 257, limitBits: 256)) {
      drbg, output throws(DRBGError) in
      try drbg.generate(into: &output, strength: 257, additionalInput: Span())
    }
    try expectRefusal(.strengthNotSupported(requestedBits: 256, limitBits: 128), strength: 128) {
      drbg, output throws(DRBGError) in
      try drbg.generate(into: &output, strength: 256, additionalInput: Span())
    }
    try expectRefusal(.strengthNotSupported(requestedBits: 129, limitBits: 128), strength: 128) {
      drbg, output throws(DRBGError) in
      try drbg.generate(
        into: &output, strength: 129, reseedingWith: Self.entropy.span, additionalInput: Span())
    }
  }

  //
  @Test(arguments: [(true, 1 << 20), (false, 48)])
  func `inputs over the limit are refused`(usesDF: Bool, limit: Int) throws {
    let long = [UInt8](repeating: 7, count: limit + 1)
    var drbg = try KnownAnswerDRBG(usesDerivationFunction: usesDF)
    #expect(throws: DRBGError.personalizationTooLong(bytes: limit + 1, limitBytes: limit)) {
      try drbg.instantiate(entropy: Self.entropy, nonce: usesDF ? Self.nonce : [], personalization: long)
    }
    #expect(throws: DRBGError.notInstantiated) { try drbg.generate(byteCount: 1) }
    let error = DRBGError.additionalInputTooLong(bytes: limit + 1, limitBytes: limit)
    try expectRefusal(error, usesDF: usesDF) { drbg, output throws(DRBGError) in
      try drbg.generate(into: &output, strength: 256, additionalInput: long.span)
    }
    try expectRefusal(error, usesDF: usesDF) { drbg, output throws(DRBGError) in
      try drbg.generate(
        into: &output, strength: 256, reseedingWith: Self.entropy.span, additionalInput: long.span)
    }
    try expectRefusal(error, usesDF: usesDF) { drbg, _ throws(DRBGError) in
      try drbg.reseed(entropy: Self.entropy.span, additionalInput: long.span)
    }
  }

  //
  @Test func `prediction resistance must have been chosen at the start`() throws {
    try expectRefusal(.predictionResistanceNotSupported, predictionResistance: false) {
      drbg, output throws(DRBGError) in
      try drbg.generate(
        into: &output, strength: 256, reseedingWith: Self.entropy.span, additionalInput: Span())
    }
  }

  @Test func `an instance is not instantiated twice`() throws {
    try expectRefusal(.alreadyInstantiated) { drbg, _ throws(DRBGError) in
      try drbg.instantiate(
        strength: 256, entropy: Self.entropy.span, nonce: Self.nonce.span, personalization: Span())
    }
  }

  //
  @Test func `nothing works before it is instantiated`() throws {
    var drbg = try KnownAnswerDRBG(usesDerivationFunction: true, predictionResistance: true)
    #expect(drbg.reseedCounter == 0)
    #expect(throws: DRBGError.notInstantiated) { try drbg.generate(byteCount: 1) }
    #expect(throws: DRBGError.notInstantiated) {
      try drbg.generate(byteCount: 1, reseedingWith: Self.entropy)
    }
    #expect(throws: DRBGError.notInstantiated) { try drbg.reseed(entropy: Self.entropy) }
  }

  //
  @Test func `errors say whether they are catastrophic`() {
    let bad: [DRBGError] = [
      .notInstantiated, .alreadyInstantiated, .strengthNotSupported(requestedBits: 257, limitBits: 256),
      .requestTooLarge(requestedBytes: 2, limitBytes: 1), .predictionResistanceNotSupported,
      .entropyInputLength(bytes: 0, minimumBytes: 48, maximumBytes: 48),
      .nonceLength(bytes: 0, minimumBytes: 16, maximumBytes: 32),
      .personalizationTooLong(bytes: 2, limitBytes: 1), .additionalInputTooLong(bytes: 2, limitBytes: 1),
      .seedTooWeak(strengthBits: 128, requiredBits: 256), .reseedRequired(requestsServed: 1, limit: 1),
    ]
    for error in bad { #expect(!error.isCatastrophic, "\(error)") }
    let catastrophic: [DRBGError] = [
      .lostByFork, .selfTestFailed(test: "x"), .primitiveFailed(.authenticationFailed),
      .outOfMemory(bytes: 1),
    ]
    for error in catastrophic { #expect(error.isCatastrophic, "\(error)") }
  }

  //
  @Test func `the entropy inputs of the known answers are known`() {
    let withDF = (0..<48).map { UInt8(truncatingIfNeeded: 5 * $0 + 1) }
    let third = (0..<48).map { UInt8(truncatingIfNeeded: 0xa0 + 5 * $0) }
    func isTestEntropy(_ bytes: [UInt8]) -> Bool { DRBGSelfTest.isTestEntropy(bytes.span) }
    #expect(isTestEntropy(withDF))
    #expect(isTestEntropy(third))
    #expect(!isTestEntropy(Self.entropy))
    #expect(!isTestEntropy(Array(withDF.dropLast())))
  }
}
