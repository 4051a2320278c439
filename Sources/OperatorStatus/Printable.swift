// SPDX-License-Identifier: Apache-2.0

/// Text from outside as it may be shown: on one line, with a question mark for everything that a terminal would obey.
///
/// Names of devices, paths, keys of files and words of the command line can hold anything. Whatever is printed of them
/// for people goes through here; a ``JSON`` document escapes the same characters.
package func printable(_ text: String) -> String {
  String(String.UnicodeScalarView(text.unicodeScalars.map { $0.isObeyed ? "?" : $0 }))
}

extension Unicode.Scalar {
  /// Whether a terminal, or what lays out the text, would obey it instead of showing it.
  var isObeyed: Bool {
    switch value {
    // The C0 and C1 controls with DEL, among them every line end of ASCII.
    case 0..<0x20, 0x7f..<0xa0: true
    // The separators of lines and of paragraphs.
    case 0x2028, 0x2029: true
    // What turns the direction of writing: marks, embeddings, overrides and isolates (Unicode UAX #9, 2).
    case 0x61c, 0x200e, 0x200f, 0x202a...0x202e, 0x2066...0x2069: true
    default: false
    }
  }
}
