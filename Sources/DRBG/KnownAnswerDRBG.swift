// SPDX-License-Identifier: Apache-2.0

/// CTR_DRBG AES-256 for test vectors: entropy input, nonce and counters are the caller's (SP 800-90A 11, A-40).
///
/// The service accepts a `CTRDRBG` only, so nothing that a vector file says can reach a caller as random bytes.
package struct KnownAnswerDRBG: ~Copyable {
  private var mechanism: CTRDRBGMechanism

  /// Makes an instance without state.
  package init(
    usesDerivationFunction: Bool, predictionResistance: Bool = false,
    reseedInterval: UInt64 = 1 << 48
  ) throws(DRBGError) {
    mechanism = try CTRDRBGMechanism(
      usesDerivationFunction: usesDerivationFunction, predictionResistance: predictionResistance,
      reseedInterval: reseedInterval)
  }

  /// The reseed counter: 0 without state, 1 after seeding.
  package var reseedCounter: UInt64 { mechanism.reseedCounter }

  /// Instantiate_function (SP 800-90A 9.1); the nonce is empty without derivation function.
  package mutating func instantiate(
    strength: Int = CTRDRBG.strength, entropy: [UInt8], nonce: [UInt8], personalization: [UInt8]
  ) throws(DRBGError) {
    try mechanism.instantiate(
      strength: strength, entropy: entropy.span, nonce: nonce.span, personalization: personalization.span)
  }

  /// Reseed_function (9.2).
  package mutating func reseed(entropy: [UInt8], additionalInput: [UInt8] = []) throws(DRBGError) {
    try mechanism.reseed(entropy: entropy.span, additionalInput: additionalInput.span)
  }

  /// Generate_function (9.3) of whole bytes, with prediction resistance when `entropy` is given.
  package mutating func generate(
    byteCount: Int, strength: Int = CTRDRBG.strength, reseedingWith entropy: [UInt8]? = nil,
    additionalInput: [UInt8] = []
  ) throws(DRBGError) -> [UInt8] {
    guard (0...CTRDRBG.requestLimit).contains(byteCount) else {
      throw .requestTooLarge(requestedBytes: byteCount, limitBytes: CTRDRBG.requestLimit)
    }
    var output = [UInt8](repeating: 0, count: byteCount)
    var span = output.mutableSpan
    if let entropy {
      try mechanism.generate(
        into: &span, strength: strength, reseedingWith: entropy.span, additionalInput: additionalInput.span)
    } else {
      try mechanism.generate(into: &span, strength: strength, additionalInput: additionalInput.span)
    }
    return output
  }

  /// Uninstantiate_function (9.4).
  package mutating func uninstantiate() { mechanism.uninstantiate() }
}
