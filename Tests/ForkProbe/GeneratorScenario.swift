// SPDX-License-Identifier: Apache-2.0
import DRBG
import TestSupport

/// A generator that another process looks at.
enum GeneratorScenario {
  static func holdGenerator() throws {
    var drbg = try KnownAnswerDRBG(usesDerivationFunction: true)
    try pause("none")
    try drbg.instantiate(
      entropy: HeldGenerator.entropy(0), nonce: HeldGenerator.nonce,
      personalization: HeldGenerator.personalization)
    try pause("instantiated")
    // The bytes are let go at once: they are no part of the state.
    _ = try drbg.generate(
      byteCount: HeldGenerator.requestByteCount, additionalInput: HeldGenerator.additionalInput)
    try pause("generated")
    try drbg.reseed(entropy: HeldGenerator.entropy(1))
    try pause("reseeded")
    drbg.uninstantiate()
    try pause("uninstantiated")
  }

  static func holdChild() throws {
    var drbg = try KnownAnswerDRBG(usesDerivationFunction: true)
    try drbg.instantiate(
      entropy: HeldGenerator.entropy(0), nonce: HeldGenerator.nonce,
      personalization: HeldGenerator.personalization)
    // Long enough for counter mode, in which libcrypto's context holds the counter as well as the key.
    _ = try drbg.generate(byteCount: HeldGenerator.longRequestByteCount)
    try Processes.inChild { try pause("\(Processes.identifier)") }
    // The parent's generator is as it was.
    _ = try drbg.generate(byteCount: 32)
  }

  private static func pause(_ step: String) throws {
    Processes.say(step)
    try require(Processes.waitForWord(), "nobody is looking any more")
  }
}
