// SPDX-License-Identifier: Apache-2.0
internal import Primitives
package import SecretMemory

/// A key that wraps the data keys of envelopes. It is a file of 32 bytes that only its owner can read.
///
/// It is opened, and made only where that is said; a missing key, or one that others could read, is refused and never
/// replaced.
package struct KeyEncryptionKey: ~Copyable {
  /// Length in bytes.
  package static let byteCount = 32
  /// Length of ``id`` in bytes: two keys of one id are as likely as a guess of 64 bits.
  package static let idByteCount = 16

  /// Tells keys apart: the first bytes of the SHA3-256 digest of a tag and the key. It says nothing of the key.
  package let id: [UInt8]
  private let bytes: SecretBytes

  /// Takes 32 secret bytes.
  package init(_ bytes: consuming SecretBytes) throws(EnvelopeError) {
    precondition(bytes.count == Self.byteCount, "a key has 32 bytes")
    var digest = [UInt8](repeating: 0, count: 32)
    do throws(PrimitiveError) {
      var hash = try Hash(.sha3x256)
      try hash.update(framed: "wellspring key id 1")
      try bytes.withBytes { bytes throws(PrimitiveError) in try hash.update(bytes) }
      var span = digest.mutableSpan
      try hash.finalize(into: &span)
    } catch { throw .primitiveFailed(error) }
    id = Array(digest.prefix(Self.idByteCount))
    self.bytes = bytes
  }

  borrowing func withBytes<R: ~Copyable, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
    try bytes.withBytes(body)
  }
}
