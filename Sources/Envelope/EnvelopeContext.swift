// SPDX-License-Identifier: Apache-2.0

/// What an envelope is for and where it belongs. It is authenticated and not stored: whoever opens has to know it.
///
/// Each part is framed by its length, so that no two contexts are the same bytes.
package struct EnvelopeContext: Equatable, Sendable {
  /// What is authenticated beside the header.
  let bytes: [UInt8]

  /// Makes a context.
  ///
  /// - Parameters:
  ///   - purpose: differs from use to use: "solar records".
  ///   - parts: names and values, in an order that the use fixes.
  package init(purpose: String, _ parts: KeyValuePairs<String, String> = [:]) {
    var bytes: [UInt8] = []
    func add(_ text: String) {
      appendCount(UInt64(text.utf8.count), &bytes)
      bytes += text.utf8
    }
    add(purpose)
    for (name, value) in parts {
      add(name)
      add(value)
    }
    self.bytes = bytes
  }
}

/// Appends a count as eight bytes, most significant first.
private func appendCount(_ count: UInt64, _ bytes: inout [UInt8]) {
  for shift in stride(from: 56, through: 0, by: -8) {
    bytes.append(UInt8(truncatingIfNeeded: count >> shift))
  }
}
