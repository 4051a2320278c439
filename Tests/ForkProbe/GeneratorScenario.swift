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

  private static func pause(_ step: String) throws {
    Processes.say(step)
    try require(Processes.waitForWord(), "nobody is looking any more")
  }
}
