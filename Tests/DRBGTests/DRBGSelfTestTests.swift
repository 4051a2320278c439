// SPDX-License-Identifier: Apache-2.0
import Primitives
import Testing

@testable import DRBG

@Suite struct DRBGSelfTestTests {
  @Test func `every known answer comes out`() {
    for outcome in DRBGSelfTest.outcomes() { #expect(outcome.passed, "\(outcome.name)") }
  }

  @Test(arguments: DRBGSelfTest.tests.map(\.name))
  func `an induced failure is found and named`(name: String) {
    #expect(throws: DRBGError.selfTestFailed(test: name)) { try DRBGSelfTest.run(inducingFailureOf: name) }
  }
}
