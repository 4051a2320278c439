// SPDX-License-Identifier: Apache-2.0
internal import Primitives
internal import SecretMemory

/// CTR_DRBG with AES-256 exactly as SP 800-90A Rev. 1 section 10.2.1 says, on plain bytes.
///
/// Internal: it takes entropy input as bytes, which no application may do. `CTRDRBG` is its face towards seeds,
/// `KnownAnswerDRBG` towards test vectors.
struct CTRDRBGMechanism: ~Copyable {
  /// outlen and blocklen / 8 (table 3).
  static let blockByteCount = 16
  /// seedlen / 8: keylen 32 + blocklen 16 (table 3).
  static let seedByteCount = 48
  /// The highest security strength of AES-256, in bits (table 3).
  static let strength = 256
  /// max_number_of_bits_per_request for ctr_len = 128: min((2^128 - 4) * 128, 2^19) bits (table 3).
  static let requestLimit = 1 << 16
  /// Our limit on reseed_interval; table 3 allows 2^48.
  static let reseedIntervalLimit: UInt64 = 1 << 48
  /// Table 3 allows 2^35 bits of personalization string and additional input with derivation function, but L of
  /// Block_Cipher_df counts bytes in 32 bits. 1 MiB is far below both, and nobody needs more.
  static let inputLimit = 1 << 20

  let usesDerivationFunction: Bool
  let predictionResistance: Bool
  let reseedInterval: UInt64
  /// 0 while there is no state; 1 after (re)seeding, and one more for each request served since.
  private(set) var reseedCounter: UInt64 = 0
  /// The security strength it was instantiated at, in bits; 0 while there is no state.
  private(set) var instantiatedStrength = 0
  /// Set by a catastrophic error; cleared only by making a new instance.
  private(set) var failure: DRBGError?

  private var algorithm: CTRDRBGAlgorithm
  private var memory: GeneratorState

  /// Makes an instance without state.
  ///
  /// - Parameter memory: where its state is to be kept, ``CTRDRBGAlgorithm/memoryByteCount`` bytes; `nil` for a place of
  ///   its own.
  init(
    usesDerivationFunction: Bool, predictionResistance: Bool, reseedInterval: UInt64,
    memory given: consuming GeneratorState? = nil
  ) throws(DRBGError) {
    let algorithm: CTRDRBGAlgorithm
    do throws(PrimitiveError) {
      algorithm = try CTRDRBGAlgorithm(usesDerivationFunction: usesDerivationFunction)
    } catch { throw .primitiveFailed(error) }
    let memory: GeneratorState
    if let given {
      precondition(given.byteCount == CTRDRBGAlgorithm.memoryByteCount, "the state fits its memory")
      memory = given
    } else {
      do throws(SecretMemoryError) {
        memory = try GeneratorState(byteCount: CTRDRBGAlgorithm.memoryByteCount)
      } catch { throw .outOfMemory(bytes: CTRDRBGAlgorithm.memoryByteCount) }
    }
    self.algorithm = algorithm
    self.memory = memory
    self.usesDerivationFunction = usesDerivationFunction
    self.predictionResistance = predictionResistance
    self.reseedInterval = min(reseedInterval, Self.reseedIntervalLimit)
  }

  // MARK: - 9.1 Instantiate

  /// CTR_DRBG_Instantiate_algorithm (10.2.1.3).
  mutating func instantiate(
    strength: Int, entropy: Span<UInt8>, nonce: Span<UInt8>, personalization: Span<UInt8>
  ) throws(DRBGError) {
    guard failure == nil else { throw failure ?? .notInstantiated }
    guard reseedCounter == 0 else { throw .alreadyInstantiated }
    // 9.1, step 1: the strength. Steps 2 and 3: prediction resistance, personalization.
    guard (1...Self.strength).contains(strength) else {
      throw .strengthNotSupported(requestedBits: strength, limitBits: Self.strength)
    }
    let personalizationLimit = usesDerivationFunction ? Self.inputLimit : Self.seedByteCount
    guard personalization.count <= personalizationLimit else {
      throw .personalizationTooLong(bytes: personalization.count, limitBytes: personalizationLimit)
    }
    try checkEntropy(entropy)
    // with derivation function a nonce is required; it may be drawn together with the entropy input, which is
    // then at least 3s/2 bits long (8.6.7). Without, no nonce is used.
    let nonceMinimum = usesDerivationFunction && entropy.count < Self.seedByteCount ? Self.strength / 16 : 0
    let nonceMaximum = usesDerivationFunction ? Self.inputLimit : 0
    guard (nonceMinimum...nonceMaximum).contains(nonce.count) else {
      throw .nonceLength(bytes: nonce.count, minimumBytes: nonceMinimum, maximumBytes: nonceMaximum)
    }
    try seed(entropy, nonce, personalization, freshState: true)
    instantiatedStrength = strength
  }

  // MARK: - 9.2 Reseed

  /// CTR_DRBG_Reseed_algorithm (10.2.1.4).
  mutating func reseed(entropy: Span<UInt8>, additionalInput: Span<UInt8>) throws(DRBGError) {
    try checkUsable()
    try checkAdditionalInput(additionalInput)
    try checkEntropy(entropy)
    try seed(entropy, additionalInput, Span(), freshState: false)
  }

  // MARK: - 9.3 Generate

  /// CTR_DRBG_Generate_algorithm (10.2.1.5) without prediction resistance.
  mutating func generate(
    into output: inout MutableSpan<UInt8>, strength: Int, additionalInput: Span<UInt8>
  ) throws(DRBGError) {
    try checkRequest(byteCount: output.count, strength: strength, additionalInput: additionalInput)
    // Step 1. A-5: the interval's last request is still served.
    guard reseedCounter <= reseedInterval else {
      throw .reseedRequired(requestsServed: reseedCounter - 1, limit: reseedInterval)
    }
    try produce(into: &output, additionalInput: additionalInput)
  }

  /// The same with prediction resistance: reseeds with `entropy` first.
  ///
  /// The additional input goes into the reseed and is null for the generate that follows (9.3.1, step 7.4; A-17).
  mutating func generate(
    into output: inout MutableSpan<UInt8>, strength: Int, reseedingWith entropy: Span<UInt8>,
    additionalInput: Span<UInt8>
  ) throws(DRBGError) {
    try checkRequest(byteCount: output.count, strength: strength, additionalInput: additionalInput)
    guard predictionResistance else { throw .predictionResistanceNotSupported }
    try checkEntropy(entropy)
    try seed(entropy, additionalInput, Span(), freshState: false)
    try produce(into: &output, additionalInput: Span())
  }

  // MARK: - 9.4 Uninstantiate

  /// Erases the state; the instance can be instantiated again unless it is in its error state.
  mutating func uninstantiate() {
    reseedCounter = 0
    instantiatedStrength = 0
    memory.wipe()
    algorithm.erase()
  }

  // MARK: - Steps

  private mutating func seed(
    _ entropy: Span<UInt8>, _ second: Span<UInt8>, _ third: Span<UInt8>, freshState: Bool
  ) throws(DRBGError) {
    try latchingFailure(
      memory.withMutableBytes(and: &algorithm) { algorithm, memory in
        Result { () throws(PrimitiveError) in
          try algorithm.seed(entropy, second, third, freshState: freshState, memory: &memory)
        }
      })
    reseedCounter = 1
  }

  private mutating func produce(
    into output: inout MutableSpan<UInt8>, additionalInput: Span<UInt8>
  ) throws(DRBGError) {
    try latchingFailure(
      memory.withMutableBytes(and: &algorithm) { algorithm, memory in
        Result { () throws(PrimitiveError) in
          do throws(PrimitiveError) {
            try algorithm.generate(into: &output, additionalInput: additionalInput, memory: &memory)
          } catch {
            for index in output.indices { output[index] = 0 }  // no bit is released
            throw error
          }
        }
      })
    reseedCounter += 1
  }

  /// Turns a failure of libcrypto, or a state lost by a fork, into the error state: from then on every call fails.
  private mutating func latchingFailure(_ result: Result<Void, PrimitiveError>?) throws(DRBGError) {
    switch result {
    case .success: return
    case .failure(let error): failure = .primitiveFailed(error)
    case nil: failure = .lostByFork
    }
    reseedCounter = 0
    if let failure { throw failure }
  }

  private func checkUsable() throws(DRBGError) {
    if let failure { throw failure }
    guard reseedCounter > 0 else { throw .notInstantiated }
  }

  private func checkRequest(
    byteCount: Int, strength: Int, additionalInput: Span<UInt8>
  ) throws(DRBGError) {
    try checkUsable()
    guard byteCount <= Self.requestLimit else {
      throw .requestTooLarge(requestedBytes: byteCount, limitBytes: Self.requestLimit)
    }
    // 9.3.1, step 3; A-11.
    guard strength <= instantiatedStrength else {
      throw .strengthNotSupported(requestedBits: strength, limitBits: instantiatedStrength)
    }
    try checkAdditionalInput(additionalInput)
  }

  private func checkAdditionalInput(_ input: Span<UInt8>) throws(DRBGError) {
    let limit = usesDerivationFunction ? Self.inputLimit : Self.seedByteCount
    guard input.count <= limit else { throw .additionalInputTooLong(bytes: input.count, limitBytes: limit) }
  }

  /// at least the security strength with derivation function, exactly seedlen without.
  private func checkEntropy(_ entropy: Span<UInt8>) throws(DRBGError) {
    let minimum = usesDerivationFunction ? Self.strength / 8 : Self.seedByteCount
    let maximum = usesDerivationFunction ? Self.inputLimit : Self.seedByteCount
    guard (minimum...maximum).contains(entropy.count) else {
      throw .entropyInputLength(bytes: entropy.count, minimumBytes: minimum, maximumBytes: maximum)
    }
  }
}
