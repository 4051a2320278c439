// SPDX-License-Identifier: Apache-2.0

/// How random bytes are written.
///
/// The digits are reckoned, not looked up: an index that depends on a key byte would leave its trace in the cache.
enum ByteEncoding: String, Sendable {
  case hex
  case base64
  case raw

  /// Digits for so many bytes.
  func encodedCount(of byteCount: Int) -> Int {
    switch self {
    case .hex: byteCount * 2
    case .base64: (byteCount + 2) / 3 * 4
    case .raw: byteCount
    }
  }

  /// Writes the digits of `bytes` to `target`, which has exactly ``encodedCount(of:)`` bytes.
  func encode(_ bytes: Span<UInt8>, into target: inout MutableSpan<UInt8>) {
    switch self {
    case .hex:
      for index in bytes.indices {
        target[2 * index] = Self.hexDigit(bytes[index] >> 4)
        target[2 * index + 1] = Self.hexDigit(bytes[index] & 15)
      }
    case .base64:
      for group in 0..<(bytes.count + 2) / 3 {
        let start = 3 * group
        let first = bytes[start]
        let second = start + 1 < bytes.count ? bytes[start + 1] : 0
        let third = start + 2 < bytes.count ? bytes[start + 2] : 0
        target[4 * group] = Self.base64Digit(first >> 2)
        target[4 * group + 1] = Self.base64Digit((first & 3) << 4 | second >> 4)
        target[4 * group + 2] =
          start + 1 < bytes.count ? Self.base64Digit((second & 15) << 2 | third >> 6) : UInt8(ascii: "=")
        target[4 * group + 3] = start + 2 < bytes.count ? Self.base64Digit(third & 63) : UInt8(ascii: "=")
      }
    case .raw:
      for index in bytes.indices { target[index] = bytes[index] }
    }
  }

  /// 0...15 as "0"..."f": 39 lies between "9" + 1 and "a".
  private static func hexDigit(_ value: UInt8) -> UInt8 { value &+ 48 &+ ((9 &- value) >> 7) &* 39 }

  /// 0...63 as RFC 4648 says: each term takes effect from the value on at which its range begins.
  private static func base64Digit(_ value: UInt8) -> UInt8 {
    let value = Int32(value)
    let lower = (25 - value) >> 8 & 6
    let digit = (51 - value) >> 8 & 75
    let plus = (61 - value) >> 8 & 15
    let slash = (62 - value) >> 8 & 3
    return UInt8(truncatingIfNeeded: value + 65 + lower - digit - plus + slash)
  }
}
