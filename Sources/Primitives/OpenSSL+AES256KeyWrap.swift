// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL
internal import SecretMemory

/// Key wrapping with padding, AES-256-KWP (SP 800-38F 6.3).
package enum AES256KeyWrap {
  /// The longest key that can be wrapped, in bytes; SP 800-38F allows 2^32 - 1, keys are shorter.
  package static let keyLimit = 1 << 16

  /// Length of the wrapped form of a key of `byteCount` bytes: the integrity block and whole semiblocks.
  package static func wrappedByteCount(of byteCount: Int) -> Int { (byteCount + 7) / 8 * 8 + 8 }

  /// Wraps `key` under `wrappingKey` (32 bytes) into `output` of ``wrappedByteCount(of:)`` bytes.
  package static func wrap(
    _ key: Span<UInt8>, under wrappingKey: Span<UInt8>, into output: inout MutableSpan<UInt8>
  ) throws(PrimitiveError) {
    guard (1...keyLimit).contains(key.count), output.count == wrappedByteCount(of: key.count) else {
      throw .lengthNotSupported(operation: "AES-256-KWP", byteCount: key.count)
    }
    guard try run(key, under: wrappingKey, into: &output, encrypting: true) == output.count else {
      throw .operationFailed(operation: "AES-256-KWP")
    }
  }

  /// Unwraps into `output`, which must have the key's length; anything that does not verify leaves it wiped.
  package static func unwrap(
    _ wrapped: Span<UInt8>, under wrappingKey: Span<UInt8>, into output: inout MutableSpan<UInt8>
  ) throws(PrimitiveError) {
    guard (1...keyLimit).contains(output.count), wrapped.count == wrappedByteCount(of: output.count) else {
      throw .lengthNotSupported(operation: "AES-256-KWP", byteCount: wrapped.count)
    }
    for index in output.indices { output[index] = 0 }
    // libcrypto writes whole semiblocks before it knows the key's length, hence room for seven more bytes.
    guard var room = try? SecretBytes(count: wrapped.count) else {
      throw .operationFailed(operation: "secret memory")
    }
    let length: Int
    do throws(PrimitiveError) {
      length = try room.withMutableBytes { room throws(PrimitiveError) in
        try run(wrapped, under: wrappingKey, into: &room, encrypting: false)
      }
    } catch .operationFailed {
      throw .authenticationFailed
    }
    guard length == output.count else { throw .authenticationFailed }
    room.withBytes { room in for index in output.indices { output[index] = room[index] } }
  }

  private static func run(
    _ input: Span<UInt8>, under key: Span<UInt8>, into output: inout MutableSpan<UInt8>, encrypting: Bool
  ) throws(PrimitiveError) -> Int {
    guard key.count == AES256.keyByteCount else {
      throw .lengthNotSupported(operation: "AES-256-KWP key", byteCount: key.count)
    }
    let cipher = try unsafe LibraryContext.aes256WrapPad.get()
    guard let context = unsafe EVP_CIPHER_CTX_new() else {
      throw .operationFailed(operation: "EVP_CIPHER_CTX_new")
    }
    defer { unsafe EVP_CIPHER_CTX_free(context) }
    unsafe EVP_CIPHER_CTX_set_flags(context, Int32(EVP_CIPHER_CTX_FLAG_WRAP_ALLOW))
    let initialized = unsafe key.withUnsafeBufferPointer {
      unsafe EVP_CipherInit_ex2(context, cipher, $0.baseAddress, nil, encrypting ? 1 : 0, nil)
    }
    try succeed(initialized, "EVP_CipherInit_ex2")
    var written: Int32 = 0
    let updated = unsafe input.withUnsafeBufferPointer { input in
      unsafe output.withUnsafeMutableBufferPointer { output in
        unsafe EVP_CipherUpdate(context, output.baseAddress, &written, input.baseAddress, Int32(input.count))
      }
    }
    try succeed(updated, "EVP_CipherUpdate")
    return Int(written)
  }
}
