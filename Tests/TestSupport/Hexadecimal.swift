// SPDX-License-Identifier: Apache-2.0

/// The bytes that hexadecimal digits spell; `nil` for an odd count of digits or anything else.
package func bytes(hexadecimal: some StringProtocol) -> [UInt8]? {
  let digits = hexadecimal.compactMap(\.hexDigitValue)
  guard digits.count == hexadecimal.count, digits.count.isMultiple(of: 2) else { return nil }
  return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

/// The digits of these bytes, lower case.
package func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
}
