// SPDX-License-Identifier: Apache-2.0
import Primitives
import Testing

@Suite struct KnownAnswerTestTests {
  @Test func `a test passes when the right input fits and the wrong one does not`() {
    #expect(KnownAnswerTest("right") { flipped in !flipped }.passes())
    #expect(!KnownAnswerTest("always no") { _ in false }.passes())
    // A comparison that cannot fail.
    #expect(!KnownAnswerTest("always yes") { _ in true }.passes())
    #expect(!KnownAnswerTest("right") { flipped in !flipped }.passes(inducingFailure: true))
  }

  @Test(arguments: PrimitiveSelfTest.tests.indices)
  func `every primitive's known answer comes out and can fail`(index: Int) {
    let test = PrimitiveSelfTest.tests[index]
    #expect(test.passes(), "\(test.name)")
    #expect(!test.passes(inducingFailure: true), "\(test.name)")
  }

  @Test func `bytes come from an even count of hexadecimal digits only`() {
    #expect(knownBytes("00fFa0") == [0, 255, 160])
    for wrong in ["0", "0g", "+1", " 00", "é0", "0x00"] { #expect(knownBytes(wrong) == []) }
  }
}
