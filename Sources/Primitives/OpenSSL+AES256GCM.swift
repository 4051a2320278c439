// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

/// Authenticated encryption with AES-256-GCM (SP 800-38D), 96-bit nonces and 128-bit tags.
///
/// A nonce must never come twice with one key; the caller sees to that.
@safe package struct AES256GCM: ~Copyable {
  /// Length of a nonce in bytes.
  package static let nonceByteCount = 12
  /// Length of a tag in bytes.
  package static let tagByteCount = 16
  /// The longest message, in bytes: far below the 2^36 - 32 of SP 800-38D 5.2.1.1, and what one libcrypto call takes.
  package static let messageLimit = 1 << 30

  private let context: OpaquePointer
  private let cipher: OpaquePointer

  /// Makes an encryptor and decryptor without key; each call brings one.
  package init() throws(PrimitiveError) {
    let cipher = try unsafe LibraryContext.aes256GCM.get()
    guard let context = unsafe EVP_CIPHER_CTX_new() else {
      throw .operationFailed(operation: "EVP_CIPHER_CTX_new")
    }
    unsafe self.cipher = cipher
    unsafe self.context = context
  }

  deinit { unsafe EVP_CIPHER_CTX_free(context) }

  /// Encrypts `message` in place and writes its tag.
  package mutating func seal(
    _ message: inout MutableSpan<UInt8>, key: Span<UInt8>, nonce: Span<UInt8>,
    authenticating header: Span<UInt8>,
    tag: inout MutableSpan<UInt8>
  ) throws(PrimitiveError) {
    try check(
      key: key, nonce: nonce, tagByteCount: tag.count, messageByteCount: message.count, header: header)
    let encrypted = unsafe key.withUnsafeBufferPointer { key in
      unsafe nonce.withUnsafeBufferPointer { nonce in
        unsafe EVP_EncryptInit_ex2(context, cipher, key.baseAddress, nonce.baseAddress, nil)
      }
    }
    try succeed(encrypted, "EVP_EncryptInit_ex2")
    var written: Int32 = 0
    let associated = unsafe header.withUnsafeBufferPointer {
      unsafe $0.isEmpty ? 1 : EVP_EncryptUpdate(context, nil, &written, $0.baseAddress, Int32($0.count))
    }
    try succeed(associated, "EVP_EncryptUpdate")
    let updated = unsafe message.withUnsafeMutableBufferPointer {
      unsafe $0.isEmpty
        ? 1 : EVP_EncryptUpdate(context, $0.baseAddress, &written, $0.baseAddress, Int32($0.count))
    }
    try succeed(updated, "EVP_EncryptUpdate")
    let finished = unsafe tag.withUnsafeMutableBufferPointer { tag -> Int32 in
      guard unsafe EVP_EncryptFinal_ex(context, tag.baseAddress, &written) == 1 else { return 0 }
      return unsafe EVP_CIPHER_CTX_ctrl(
        context, EVP_CTRL_AEAD_GET_TAG, Int32(tag.count), UnsafeMutableRawPointer(tag.baseAddress))
    }
    try succeed(finished, "EVP_EncryptFinal_ex")
  }

  /// Decrypts `message` in place, or wipes it and throws when the tag does not fit.
  package mutating func open(
    _ message: inout MutableSpan<UInt8>, key: Span<UInt8>, nonce: Span<UInt8>,
    authenticating header: Span<UInt8>,
    tag: Span<UInt8>
  ) throws(PrimitiveError) {
    try check(
      key: key, nonce: nonce, tagByteCount: tag.count, messageByteCount: message.count, header: header)
    let initialized = unsafe key.withUnsafeBufferPointer { key in
      unsafe nonce.withUnsafeBufferPointer { nonce in
        unsafe EVP_DecryptInit_ex2(context, cipher, key.baseAddress, nonce.baseAddress, nil)
      }
    }
    try succeed(initialized, "EVP_DecryptInit_ex2")
    var written: Int32 = 0
    let associated = unsafe header.withUnsafeBufferPointer {
      unsafe $0.isEmpty ? 1 : EVP_DecryptUpdate(context, nil, &written, $0.baseAddress, Int32($0.count))
    }
    try succeed(associated, "EVP_DecryptUpdate")
    let verified = unsafe message.withUnsafeMutableBufferPointer { message -> Bool in
      guard
        unsafe message.isEmpty
          || EVP_DecryptUpdate(
            context, message.baseAddress, &written, message.baseAddress, Int32(message.count)) == 1
      else { return false }
      // libcrypto takes the tag through a pointer to mutable bytes and only reads it.
      let accepted = unsafe tag.withUnsafeBufferPointer {
        unsafe EVP_CIPHER_CTX_ctrl(
          context, EVP_CTRL_AEAD_SET_TAG, Int32($0.count), UnsafeMutableRawPointer(mutating: $0.baseAddress))
      }
      var nothing: UInt8 = 0
      if unsafe accepted == 1 && EVP_DecryptFinal_ex(context, &nothing, &written) == 1 { return true }
      unsafe OPENSSL_cleanse(message.baseAddress, message.count)
      return false
    }
    guard verified else { throw .authenticationFailed }
  }

  private func check(
    key: Span<UInt8>, nonce: Span<UInt8>, tagByteCount: Int, messageByteCount: Int, header: Span<UInt8>
  ) throws(PrimitiveError) {
    guard key.count == AES256.keyByteCount else {
      throw .lengthNotSupported(operation: "AES-256-GCM key", byteCount: key.count)
    }
    guard nonce.count == Self.nonceByteCount else {
      throw .lengthNotSupported(operation: "AES-256-GCM nonce", byteCount: nonce.count)
    }
    guard tagByteCount == Self.tagByteCount else {
      throw .lengthNotSupported(operation: "AES-256-GCM tag", byteCount: tagByteCount)
    }
    guard messageByteCount <= Self.messageLimit, header.count <= Self.messageLimit else {
      throw .lengthNotSupported(operation: "AES-256-GCM", byteCount: max(messageByteCount, header.count))
    }
  }
}
