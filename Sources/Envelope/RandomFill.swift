// SPDX-License-Identifier: Apache-2.0

/// Where data keys and key-encryption keys come from.
package struct RandomFill: Sendable {
  /// Fills all bytes with what nobody can predict.
  package let fill: @Sendable (inout MutableSpan<UInt8>) throws(EnvelopeError) -> Void

  /// Names a source.
  package init(_ fill: @escaping @Sendable (inout MutableSpan<UInt8>) throws(EnvelopeError) -> Void) {
    self.fill = fill
  }
}
