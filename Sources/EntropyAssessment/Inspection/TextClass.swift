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

  /// The text that bytes are, if they are one, from how often each of the 256 occurs.
  ///
  /// A narrow distribution of noise may lie within the printable characters. Only a text is mostly letters and spaces.
  static func appearance(_ counts: InlineArray<256, Int>) -> Appearance? {
    let all = count(counts) { _ in true }
    func share(_ sets: Set<UInt8>...) -> Int { count(counts) { byte in sets.contains { $0.contains(byte) } } }
    guard all >= leastCount else { return nil }
    if share(set("01"), space) == all { return .binaryText }
    if share(digits, decimalMarks, space) == all, 2 * share(digits) >= all { return .decimalText }
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
