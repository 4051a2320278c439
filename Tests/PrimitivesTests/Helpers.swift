// SPDX-License-Identifier: Apache-2.0
import Primitives
import TestSupport
import Testing

/// Bytes from hexadecimal digits in a test; a mistyped one fails the test.
func hex(_ digits: String) throws -> [UInt8] { try #require(bytes(hexadecimal: digits)) }

/// A buffer of `count` bytes that `body` fills.
func filled(
  _ count: Int, _ body: (inout MutableSpan<UInt8>) throws(PrimitiveError) -> Void
) throws(PrimitiveError) -> [UInt8] {
  var bytes = [UInt8](repeating: 0xee, count: count)
  var span = bytes.mutableSpan
  try body(&span)
  return bytes
}
