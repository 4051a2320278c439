// SPDX-License-Identifier: Apache-2.0

/// Public bytes as lower-case hexadecimal digits, two each.
package func hexadecimalDigits(_ bytes: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef")
  return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
}
