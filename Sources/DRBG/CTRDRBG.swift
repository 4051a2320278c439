// SPDX-License-Identifier: Apache-2.0
package import Conditioning
package import SecretMemory
package import Seeds

/// CTR_DRBG with AES-256 (SP 800-90A Rev. 1, 10.2.1), seeded by values that only the pipeline can make.
///
/// - Security strength: 256 bits. State: Key of 32 and V of 16 bytes. Counter: 128 bits.
/// - Output of one request: at most 65,536 bytes. Reseed interval: chosen at the start, at most 2^48 requests.
/// - Not supported: lower strengths, other ciphers, lengths that are not whole bytes, entropy input from outside.
/// - Policy (when to reseed, what to mix in) is not here: this type does what it is told.
/// - Threading: none of its own; one owner.
/// - Cost: about the price of one key expansion and of AES over the output; see Benchmarks.
package struct CTRDRBG: ~Copyable {
  /// The highest security strength, in bits (table 3).
  package static let strength = CTRDRBGMechanism.strength
  /// The most bytes of one request (table 3).
  package static var requestLimit: Int { CTRDRBGMechanism.requestLimit }
  /// The bytes of memory that the state and its scratch take: V, and 400 bytes that are zero between calls.
  package static var stateByteCount: Int { CTRDRBGAlgorithm.memoryByteCount }

  /// What the seed material of an instance goes through, and so what may seed it.
  package enum Seeding: Equatable, Sendable {
    /// Block_Cipher_df: takes either currency.
    case derivationFunction
    /// Nothing: takes full entropy only.
    case fullEntropy
    /// Nothing: takes either currency, and so another generator's output as it is. ask for full entropy
    /// where there is no derivation function, and no generator but an RBG3 gives that. It is for the leaf of a tree whose
    /// profile names no SP 800-90C construction; there it saves three quarters of the time of a short request with
    /// additional input.
    case parentOutput
  }

  private let seeding: Seeding
  private var mechanism: CTRDRBGMechanism

  /// Makes an instance without state, once the self-test has passed.
  ///
  /// - Parameter memory: where the state is to be kept, ``stateByteCount`` bytes; `nil` for a place of its own.
  package init(
    _ selfTest: DRBGSelfTest.Passed, seeding: Seeding = .derivationFunction,
    predictionResistance: Bool = true, reseedInterval: UInt64, memory: consuming GeneratorState? = nil
  ) throws(DRBGError) {
    self.seeding = seeding
    mechanism = try CTRDRBGMechanism(
      usesDerivationFunction: seeding == .derivationFunction, predictionResistance: predictionResistance,
      reseedInterval: reseedInterval, memory: memory)
  }

  /// 0 without state, 1 after seeding, one more per request served.
  package var reseedCounter: UInt64 { mechanism.reseedCounter }
  /// The error that the instance is latched in.
  package var failure: DRBGError? { mechanism.failure }

  /// Instantiate_function (9.1) from full entropy. The 384 bits are entropy input and nonce in one draw (8.6.7).
  package mutating func instantiate(
    _ seed: consuming EntropySeed, personalization: consuming AdditionalInput? = nil
  ) throws(DRBGError) {
    let result = seed.withBytes { entropy in
      withBytes(of: personalization) { personalization in
        Result { () throws(DRBGError) in try instantiate(entropy, personalization) }
      }
    }
    try finish(result ?? nil)
  }

  /// Instantiate_function (9.1) from another generator's output; not where the seeding is `.fullEntropy`.
  package mutating func instantiate(
    _ seed: consuming RBGSeed, personalization: consuming AdditionalInput? = nil
  ) throws(DRBGError) {
    try check(seed)
    let result = seed.withBytes { entropy in
      withBytes(of: personalization) { personalization in
        Result { () throws(DRBGError) in try instantiate(entropy, personalization) }
      }
    }
    try finish(result ?? nil)
  }

  /// Reseed_function (9.2) from full entropy.
  package mutating func reseed(
    _ seed: consuming EntropySeed, additionalInput: consuming AdditionalInput? = nil
  ) throws(DRBGError) {
    let result = seed.withBytes { entropy in
      withBytes(of: additionalInput) { additionalInput in
        Result { () throws(DRBGError) in
          try Self.refuseTestEntropy(entropy)
          try mechanism.reseed(entropy: entropy, additionalInput: additionalInput)
        }
      }
    }
    try finish(result ?? nil)
  }

  /// Reseed_function (9.2) from another generator's output.
  package mutating func reseed(
    _ seed: consuming RBGSeed, additionalInput: consuming AdditionalInput? = nil
  ) throws(DRBGError) {
    try check(seed)
    let result = seed.withBytes { entropy in
      withBytes(of: additionalInput) { additionalInput in
        Result { () throws(DRBGError) in
          try Self.refuseTestEntropy(entropy)
          try mechanism.reseed(entropy: entropy, additionalInput: additionalInput)
        }
      }
    }
    try finish(result ?? nil)
  }

  /// Generate_function (9.3) without prediction resistance; fills `output`, at most ``requestLimit`` bytes.
  ///
  /// - Parameter additionalInput: may be public; empty for none.
  package mutating func generate(
    into output: inout MutableSpan<UInt8>, additionalInput: Span<UInt8> = Span()
  ) throws(DRBGError) {
    try mechanism.generate(into: &output, strength: Self.strength, additionalInput: additionalInput)
  }

  /// Generate_function (9.3) with prediction resistance: full entropy collected for this request goes in first.
  ///
  /// It takes an `EntropySeed` only. Another generator's output is no substitute (8.8).
  package mutating func generate(
    into output: inout MutableSpan<UInt8>, reseedingWith seed: consuming EntropySeed,
    additionalInput: consuming AdditionalInput? = nil
  ) throws(DRBGError) {
    let result = seed.withBytes { entropy in
      withBytes(of: additionalInput) { additionalInput in
        Result { () throws(DRBGError) in
          try Self.refuseTestEntropy(entropy)
          try mechanism.generate(
            into: &output, strength: Self.strength, reseedingWith: entropy, additionalInput: additionalInput)
        }
      }
    }
    try finish(result ?? nil)
  }

  /// Uninstantiate_function (9.4): erases the state.
  package mutating func uninstantiate() { mechanism.uninstantiate() }

  private mutating func instantiate(_ entropy: Span<UInt8>, _ personalization: Span<UInt8>) throws(DRBGError)
  {
    try Self.refuseTestEntropy(entropy)
    try mechanism.instantiate(
      strength: Self.strength, entropy: entropy, nonce: Span(), personalization: personalization)
  }

  /// what tests are run on must never seed a live instance. An honest source gives it with probability 2^-384.
  private static func refuseTestEntropy(_ entropy: Span<UInt8>) throws(DRBGError) {
    guard !DRBGSelfTest.isTestEntropy(entropy) else { throw .testEntropy }
  }

  private func check(_ seed: borrowing RBGSeed) throws(DRBGError) {
    guard seeding != .fullEntropy else { throw .fullEntropyRequired }
    guard seed.strength >= Self.strength else {
      throw .seedTooWeak(strengthBits: seed.strength, requiredBits: Self.strength)
    }
  }

  private func finish(_ result: Result<Void, DRBGError>?) throws(DRBGError) {
    guard let result else { throw .lostByFork }
    try result.get()
  }
}

/// Lends the bytes of an additional input, or none when there is none; `nil` when a fork has killed them.
private func withBytes<R>(of input: borrowing AdditionalInput?, _ body: (Span<UInt8>) -> R) -> R? {
  switch input {
  case .some(let input): input.withBytes(body)
  case .none: body(Span())
  }
}
