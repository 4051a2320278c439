// SPDX-License-Identifier: Apache-2.0

/// Kinds of ASCII characters, and the texts that consist of them.
enum TextClass {
  /// Fewer characters say nothing.
  private static let leastCount = 8

  private static let space = set(" \t\r\n")
  private static let digits = set("0123456789")
  private static let hexadecimal = set("0123456789abcdefABCDEF")
  private static let letters = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
  /// What stands between hexadecimal numbers, or in front of them: "0x1f, 0x20", "1f:20", "\x1f".
  private static let hexadecimalMarks = set("xX:,;-\\")
  private static let decimalMarks = set("+-.,;eE")

  /// The text that bytes are, if they are one; mostly told from how often each of the 256 occurs.
  ///
  /// A narrow distribution of noise may lie within the printable characters. Only a text is mostly letters and spaces.
  static func appearance(_ bytes: Span<UInt8>, _ counts: InlineArray<256, Int>) -> Appearance? {
    let all = count(counts) { _ in true }
    func share(_ sets: Set<UInt8>...) -> Int { count(counts) { byte in sets.contains { $0.contains(byte) } } }
    guard all >= leastCount else { return nil }
    if share(set("01"), space) == all {
      return DigitPairs(bytes).areBelow16 ? .hexadecimalText : .binaryText
    }
    if share(digits, decimalMarks, space) == all, 2 * share(digits) >= all {
      let isWhole = share(set("+-.")) == 0
      return isWhole && DigitPairs(bytes).areBytes ? .hexadecimalText : .decimalText
    }
    if share(hexadecimal, hexadecimalMarks, space) == all, 2 * share(hexadecimal) >= all {
      return .hexadecimalText
    }
    // Other alphabets and dashes are a few bytes above ASCII.
    let hasControls = share(Set(UInt8(0)...31).subtracting(space), [127]) > 0
    return !hasControls && 2 * share(letters, space) >= all
      && 10 * share(Set(UInt8(32)...126), space) >= 9 * all
      ? .asciiText : nil
  }

  private static func count(_ counts: InlineArray<256, Int>, _ isCounted: (UInt8) -> Bool) -> Int {
    (0..<256).reduce(0) { isCounted(UInt8($1)) ? $0 + counts[$1] : $0 }
  }

  private static func set(_ text: String) -> Set<UInt8> { Set(text.utf8) }
}

/// The decimal digits of a text two by two: small bytes have no letters in hexadecimal notation.
private struct DigitPairs {
  /// Whether the digits are those of bytes: their number is even wherever they stand together, and that is in longer rows
  /// than numbers have, or somewhere with a zero in front.
  var areBytes: Bool { areEven && (longest >= Self.longRow || hasLeadingZero) }
  /// Whether they are those of bytes up to 15.
  var areBelow16: Bool { areEven && haveLeadingZeros }

  private var areEven = true
  private var longest = 0
  private var hasLeadingZero = false
  private var haveLeadingZeros = true

  /// A number of 64 bits has 20 digits.
  private static let longRow = 21

  init(_ text: Span<UInt8>) {
    var length = 0
    for index in text.indices {
      let byte = text[index]
      guard (48...57).contains(byte) else {
        areEven = areEven && length.isMultiple(of: 2)
        length = 0
        continue
      }
      if length.isMultiple(of: 2) { haveLeadingZeros = haveLeadingZeros && byte == 48 }
      // A zero in front of another digit; a single one is a number.
      if length == 1, text[index - 1] == 48 { hasLeadingZero = true }
      length += 1
      longest = max(longest, length)
    }
    areEven = areEven && length.isMultiple(of: 2)
  }
}
