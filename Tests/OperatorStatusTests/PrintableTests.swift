// SPDX-License-Identifier: Apache-2.0
import OperatorStatus
import Testing

@Suite struct PrintableTests {
  /// Controls, line ends, and what turns the direction of writing.
  private static let obeyed: [ClosedRange<UInt32>] = [
    0...0x1f, 0x7f...0x9f, 0x61c...0x61c, 0x200e...0x200f, 0x2028...0x202e, 0x2066...0x2069,
  ]

  @Test func `what a terminal would obey is a question mark, and nothing else is`() {
    for scalar in (UInt32(0)..<0x3000).compactMap({ Unicode.Scalar($0) }) where scalar != "?" {
      let isObeyed = Self.obeyed.contains { $0.contains(scalar.value) }
      #expect(
        printable("a\(Character(scalar))b").unicodeScalars.elementsEqual(
          "a\(isObeyed ? "?" : Character(scalar))b".unicodeScalars), "\(String(scalar.value, radix: 16))")
    }
    #expect(printable("\r\n") == "??")
  }

  @Test func `a document holds nothing that a terminal would obey`() {
    for scalar in Self.obeyed.joined().compactMap({ Unicode.Scalar($0) }) {
      let document: JSON = ["text": .string(String(scalar))]
      #expect(document.text.unicodeScalars.allSatisfy { (" "..."~").contains($0) }, "\(document.text)")
    }
  }
}
