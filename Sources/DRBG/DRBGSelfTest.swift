// SPDX-License-Identifier: Apache-2.0
package import Primitives

/// The self-test of SP 800-90A 11.3: known answers of instantiate, generate and reseed, with and without derivation
/// function and with prediction resistance, and of the primitives below them.
///
/// It runs before the first instance is made, since making one takes the ``Passed`` that only this type gives, and
/// again on demand. Live instances are not touched. The answers are those of OpenSSL 3.0's own CTR-DRBG, driven
/// with the same inputs.
package enum DRBGSelfTest {
  /// Proof that the self-test passed in this process.
  package struct Passed: Sendable {
    fileprivate init() {}
  }

  /// How one known-answer test came out.
  package struct Outcome: Equatable, Sendable {
    /// Name of the test.
    package let name: String
    /// Whether the answer was right, and a wrong input gave another.
    package let passed: Bool
  }

  /// All tests: the primitives' first, since the DRBG rests on them.
  package static let tests = PrimitiveSelfTest.tests + scenario(withDF) + scenario(withoutDF)

  /// Runs every test: cheap enough for every start of a program.
  ///
  /// - Parameter induced: name of a test that is made to fail, to see what then happens.
  /// - Throws: ``DRBGError/selfTestFailed(test:)`` for the first one that fails.
  package static func run(inducingFailureOf induced: String? = nil) throws(DRBGError) -> Passed {
    for outcome in outcomes(inducingFailureOf: induced) where !outcome.passed {
      throw .selfTestFailed(test: outcome.name)
    }
    return Passed()
  }

  /// How each test comes out, for a report.
  package static func outcomes(inducingFailureOf induced: String? = nil) -> [Outcome] {
    tests.map { Outcome(name: $0.name, passed: $0.passes(inducingFailure: $0.name == induced)) }
  }

  /// Whether these bytes are an entropy input of a known-answer test, which must never seed a live instance.
  static func isTestEntropy(_ bytes: Span<UInt8>) -> Bool {
    [withDF, withoutDF].contains { vector in
      (0..<3).contains { draw in
        let entropy = vector.entropy(draw, flipped: false)
        return bytes.count == entropy.count && entropy.indices.allSatisfy { bytes[$0] == entropy[$0] }
      }
    }
  }

  /// Inputs by formula, answers as OpenSSL gave them: 64 bytes after instantiation, 64 with prediction resistance, 64
  /// after a reseed.
  private struct Vector: Sendable {
    let usesDerivationFunction: Bool
    let answers: [String]

    func entropy(_ draw: Int, flipped: Bool) -> [UInt8] {
      (0..<48).map { index in
        let byte = 0x50 * draw + 5 * index + (usesDerivationFunction ? 1 : 0)
        return UInt8(truncatingIfNeeded: byte) ^ (flipped && index == 0 ? 1 : 0)
      }
    }
    var nonce: [UInt8] { usesDerivationFunction ? (0..<16).map { 0xa0 + UInt8($0) } : [] }
    var personalization: [UInt8] { (0..<32).map { 0xc0 ^ UInt8($0) } }
    func additionalInput(_ draw: Int) -> [UInt8] {
      (0..<32).map { UInt8(truncatingIfNeeded: 0x31 * draw + 7 * $0 + 1) }
    }
  }

  private static let withDF = Vector(
    usesDerivationFunction: true,
    answers: [
      "2edf00d0575e831063c838f594ed76cdeb0fa526c4cfdb1c3007bd55ffa5ab4b"
        + "d96af505df6dc1d19dc444bd9a7af4590579ede034a57f69421cc5921d357966",
      "31752d2bb52a8e4f0413d972b21a13b5531984723d254de320df1512bb950cca"
        + "953dd75db4557b1d3034fd566649d290e119073be69f77970b1228eed23fa438",
      "04a2ce0db3c4879faf963ec81668d3be69cee9cca9cfe867ac30b075fdc941d4"
        + "3a8afa3170252e6d261c7ad017d48ccdb8ca5eb201a1e432ecfe532b63b5c47a",
    ])
  private static let withoutDF = Vector(
    usesDerivationFunction: false,
    answers: [
      "08978e243c3f92fed93c0cb9dd6e80305751ba0dc719ed9fd86983404e759e15"
        + "33c631e9c984ed4b39a1a6560e41deba2c0f1626bc6710aafbc752d3435958d1",
      "25122fb0a2bee8f903bfa4f18e48c276eea10647864c70a34f6a1b05a0027bad"
        + "b3619d5ede5f1ef78092341a7e456bc69a9eef868377978b26f29a214bd69f80",
      "83574c011ac69854973270bd58ea20de360b62d29c999b1e6cfe9e615c550e35"
        + "74a4d6ede0913b0936e86f5a60d0e922edcd6ead17be603c7fbb06cd53ff5985",
    ])

  /// Each of the three flips a bit of its own entropy input only, so that each function is seen to fail
  /// on its own.
  private static func scenario(_ vector: Vector) -> [KnownAnswerTest] {
    let variant = vector.usesDerivationFunction ? "CTR_DRBG AES-256 df" : "CTR_DRBG AES-256 no df"
    let names = ["instantiate", "generate, prediction resistance", "reseed"]
    return names.indices.map { step in
      KnownAnswerTest("\(variant), \(names[step])") { flipped in
        do throws(DRBGError) {
          var drbg = try KnownAnswerDRBG(
            usesDerivationFunction: vector.usesDerivationFunction, predictionResistance: true)
          try drbg.instantiate(
            entropy: vector.entropy(0, flipped: flipped && step == 0), nonce: vector.nonce,
            personalization: vector.personalization)
          var output = try drbg.generate(byteCount: 64, additionalInput: vector.additionalInput(0))
          if step >= 1 {
            output = try drbg.generate(
              byteCount: 64, reseedingWith: vector.entropy(1, flipped: flipped && step == 1),
              additionalInput: vector.additionalInput(1))
          }
          if step == 2 {
            try drbg.reseed(
              entropy: vector.entropy(2, flipped: flipped), additionalInput: vector.additionalInput(2))
            output = try drbg.generate(byteCount: 64)
          }
          return output == knownBytes(vector.answers[step])
        } catch {
          return false
        }
      }
    }
  }
}
