// SPDX-License-Identifier: Apache-2.0

/// One known-answer test with its own negative test (SP 800-90A 11.3, SP 800-90C 8).
///
/// The computation runs twice: once as it is, which must give the stored answer, and once with one bit of its input
/// flipped, which must not. A comparison that cannot fail is thereby found out as well.
package struct KnownAnswerTest: Sendable {
  /// What is computed: "SHA3-384", "CTR_DRBG reseed".
  package let name: String
  private let computesAnswer: @Sendable (_ flipped: Bool) -> Bool

  /// Makes a test of `computesAnswer`, which says whether the stored answer came out.
  package init(_ name: String, _ computesAnswer: @escaping @Sendable (_ flipped: Bool) -> Bool) {
    self.name = name
    self.computesAnswer = computesAnswer
  }

  /// Whether both runs came out as they must.
  ///
  /// - Parameter inducingFailure: corrupts the first run as well, to show that the test can fail.
  package func passes(inducingFailure: Bool = false) -> Bool {
    computesAnswer(inducingFailure) && !computesAnswer(true)
  }
}

/// Bytes of test data, which is public, from hexadecimal digits; anything else gives an empty array and thus a test
/// that fails.
package func knownBytes(_ hexadecimal: String) -> [UInt8] {
  let digits = hexadecimal.compactMap(\.hexDigitValue)
  guard digits.count == hexadecimal.count, digits.count.isMultiple(of: 2) else { return [] }
  return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}
