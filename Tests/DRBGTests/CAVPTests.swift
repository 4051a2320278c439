// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

@testable import DRBG

///
@Suite struct CAVPTests {
  @Test func `the committed cases of every group come out`() throws {
    let cases = try CAVPCase.excerpt()
    #expect(cases.count == 64)
    #expect(cases.count(where: \.usesDerivationFunction) == 32)
    for vector in cases { try check(vector) }
  }

  @Test func `all 480 cases come out`() throws {
    guard let cases = try CAVPCase.full() else {
      print("skipped: ../shared/data/cavp is not beside the package; the 64 committed cases ran")
      return
    }
    #expect(cases.count == 480)
    #expect(cases.count(where: \.usesDerivationFunction) == 240)
    for vector in cases { try check(vector) }
  }

  private func check(_ vector: CAVPCase) throws {
    var drbg = try KnownAnswerDRBG(usesDerivationFunction: vector.usesDerivationFunction)
    try drbg.instantiate(
      entropy: vector.entropy, nonce: vector.nonce, personalization: vector.personalization)
    // The reference gives K and V too; the mechanism's are compared through all that follows from them.
    var reference = try ReferenceCTRDRBG(
      usesDerivationFunction: vector.usesDerivationFunction, entropy: vector.entropy, nonce: vector.nonce,
      personalization: vector.personalization)
    var returned: [UInt8] = []
    for input in vector.additionalInputs {
      returned = try drbg.generate(byteCount: vector.returned.count, additionalInput: input)
      #expect(
        try returned == reference.generate(vector.returned.count, additionalInput: input), "\(vector.name)")
    }
    #expect(returned == vector.returned, "\(vector.name)")
  }
}
