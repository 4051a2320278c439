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

  /// Encrypts the whole blocks of `bytes` that `range` covers in place, each on its own.
  package mutating func encrypt(
    _ bytes: inout MutableSpan<UInt8>, in range: Range<Int>
  ) throws(PrimitiveError) {
    guard
      range.count & (Self.blockByteCount - 1) == 0, range.count <= 1 << 20, range.lowerBound >= 0,
      range.upperBound <= bytes.count
    else { throw .lengthNotSupported(operation: "AES-256", byteCount: range.count) }
    let result = unsafe bytes.withUnsafeMutableBufferPointer { bytes in
      var written: Int32 = 0
      let blocks = unsafe bytes.baseAddress.map { unsafe $0 + range.lowerBound }
      return unsafe EVP_EncryptUpdate(context, blocks, &written, blocks, Int32(range.count))
    }
    try succeed(result, "EVP_EncryptUpdate")
  }
}
