// SPDX-License-Identifier: Apache-2.0
internal import Primitives
internal import SecretMemory

/// The one form of encrypted files: AES-256-GCM under a fresh data key for each file, which is wrapped with AES-256-KWP
/// under a key-encryption key.
///
/// | bytes | what |
/// | --- | --- |
/// | 8 | "wellenv" and the version, 1 |
/// | 16 | id of the key-encryption key, which tells a wrong key from a changed file |
/// | 40 | the wrapped data key (SP 800-38F 6.3) |
/// | n | the message, encrypted |
/// | 16 | tag over all of the above and the context (SP 800-38D) |
///
/// The nonce is zero: a data key seals one message and is forgotten.
///
/// - Cost: two contexts of libcrypto, and about 1 ns for four bytes.
package enum Envelope {
  /// By how much an envelope is longer than its message.
  package static let overhead = headerByteCount + AES256GCM.tagByteCount
  /// The longest message, 16 MiB: some twenty times the longest file of the project.
  package static let messageLimit = 1 << 24

  private static let magic = Array("wellenv".utf8) + [1]
  private static let dataKeyByteCount = 32
  private static let wrappedByteCount = AES256KeyWrap.wrappedByteCount(of: dataKeyByteCount)
  private static let headerByteCount = magic.count + KeyEncryptionKey.idByteCount + wrappedByteCount
  private static let nonce = [UInt8](repeating: 0, count: AES256GCM.nonceByteCount)

  /// Seals a message.
  ///
  /// - Parameters:
  ///   - context: what has to be known to open it.
  ///   - random: fills the data key; must be unpredictable.
  package static func seal(
    _ message: Span<UInt8>, for context: EnvelopeContext, under key: borrowing KeyEncryptionKey,
    random: RandomFill
  ) throws(EnvelopeError) -> [UInt8] {
    guard message.count <= messageLimit else {
      throw .tooLarge(byteCount: message.count, limit: messageLimit)
    }
    var dataKey = try secret(dataKeyByteCount)
    try dataKey.withMutableBytes { bytes throws(EnvelopeError) in try random.fill(&bytes) }
    var file = [UInt8](repeating: 0, count: message.count + overhead)
    for (index, byte) in (magic + key.id).enumerated() { file[index] = byte }
    do throws(PrimitiveError) {
      var wrapped = [UInt8](repeating: 0, count: wrappedByteCount)
      try key.withBytes { key throws(PrimitiveError) in
        try dataKey.withBytes { dataKey throws(PrimitiveError) in
          var span = wrapped.mutableSpan
          try AES256KeyWrap.wrap(dataKey, under: key, into: &span)
        }
      }
      for index in wrapped.indices { file[headerByteCount - wrappedByteCount + index] = wrapped[index] }
      let header = Array(file[..<headerByteCount]) + context.bytes
      // In place, so that no other memory has held the message.
      for index in message.indices { file[headerByteCount + index] = message[index] }
      var tag = [UInt8](repeating: 0, count: AES256GCM.tagByteCount)
      var cipher = try AES256GCM()
      try dataKey.withBytes { dataKey throws(PrimitiveError) in
        var fileSpan = file.mutableSpan
        var contentSpan = fileSpan._mutatingExtracting(headerByteCount..<(headerByteCount + message.count))
        var tagSpan = tag.mutableSpan
        try cipher.seal(
          &contentSpan, key: dataKey, nonce: nonce.span, authenticating: header.span, tag: &tagSpan)
      }
      file.replaceSubrange((headerByteCount + message.count)..., with: tag)
    } catch { throw .primitiveFailed(error) }
    return file
  }

  /// How long the message of an envelope is, in bytes.
  package static func messageByteCount(of file: Span<UInt8>) throws(EnvelopeError) -> Int {
    guard file.count >= overhead else { throw .truncated(byteCount: file.count) }
    guard file.count <= messageLimit + overhead else {
      throw .tooLarge(byteCount: file.count, limit: messageLimit + overhead)
    }
    return file.count - overhead
  }

  /// Opens an envelope into memory of the caller, of ``messageByteCount(of:)`` bytes; it is all zero where this throws.
  package static func open(
    _ file: Span<UInt8>, for context: EnvelopeContext, under key: borrowing KeyEncryptionKey,
    into message: inout MutableSpan<UInt8>
  ) throws(EnvelopeError) {
    for index in message.indices { message[index] = 0 }
    let count = try messageByteCount(of: file)
    precondition(message.count == count, "the message has its length")
    for index in magic.indices where file[index] != magic[index] { throw .notAnEnvelope }
    let id = key.id
    for index in id.indices where file[magic.count + index] != id[index] { throw .wrongKey }
    var dataKey = try secret(dataKeyByteCount)
    do throws(PrimitiveError) {
      try key.withBytes { key throws(PrimitiveError) in
        try dataKey.withMutableBytes { dataKey throws(PrimitiveError) in
          let wrapped = file.extracting((headerByteCount - wrappedByteCount)..<headerByteCount)
          try AES256KeyWrap.unwrap(wrapped, under: key, into: &dataKey)
        }
      }
      var header = [UInt8](repeating: 0, count: headerByteCount)
      for index in header.indices { header[index] = file[index] }
      header += context.bytes
      for index in 0..<count { message[index] = file[headerByteCount + index] }
      var cipher = try AES256GCM()
      try dataKey.withBytes { dataKey throws(PrimitiveError) in
        try cipher.open(
          &message, key: dataKey, nonce: nonce.span, authenticating: header.span,
          tag: file.extracting((headerByteCount + count)...))
      }
    } catch .authenticationFailed { throw .changed } catch { throw .primitiveFailed(error) }
  }

  private static func secret(_ byteCount: Int) throws(EnvelopeError) -> SecretBytes {
    do throws(SecretMemoryError) { return try SecretBytes(count: byteCount) } catch {
      throw .primitiveFailed(.operationFailed(operation: "secret memory"))
    }
  }
}
