// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

/// AES-256 as a keyed block function (FIPS 197): `E(K, block)` of SP 800-90A.
@safe package struct AES256: ~Copyable {
  /// Length of a block in bytes.
  package static let blockByteCount = 16
  /// Length of a key in bytes.
  package static let keyByteCount = 32

  private let context: OpaquePointer

  /// Expands a key of 32 bytes.
  package init(key: Span<UInt8>) throws(PrimitiveError) {
    guard key.count == Self.keyByteCount else {
      throw .lengthNotSupported(operation: "AES-256 key", byteCount: key.count)
    }
    let cipher = try unsafe LibraryContext.aes256ECB.get()
    guard let context = unsafe EVP_CIPHER_CTX_new() else {
      throw .operationFailed(operation: "EVP_CIPHER_CTX_new")
    }
    let result = unsafe key.withUnsafeBufferPointer {
      unsafe EVP_EncryptInit_ex2(context, cipher, $0.baseAddress, nil, nil)
    }
    guard unsafe result == 1 && EVP_CIPHER_CTX_set_padding(context, 0) == 1 else {
      unsafe EVP_CIPHER_CTX_free(context)
      throw .operationFailed(operation: "EVP_EncryptInit_ex2")
    }
    unsafe self.context = context
  }

  deinit { unsafe EVP_CIPHER_CTX_free(context) }

  /// Encrypts whole blocks in place, each on its own.
  package mutating func encrypt(_ blocks: inout MutableSpan<UInt8>) throws(PrimitiveError) {
    guard blocks.count.isMultiple(of: Self.blockByteCount), blocks.count <= 1 << 20 else {
      throw .lengthNotSupported(operation: "AES-256", byteCount: blocks.count)
    }
    let result = unsafe blocks.withUnsafeMutableBufferPointer { blocks in
      var written: Int32 = 0
      return unsafe EVP_EncryptUpdate(
        context, blocks.baseAddress, &written, blocks.baseAddress, Int32(blocks.count))
    }
    try succeed(result, "EVP_EncryptUpdate")
  }
}
