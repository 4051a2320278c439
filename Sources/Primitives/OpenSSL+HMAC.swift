// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

/// One HMAC computation over a SHA-3 function (FIPS 198-1, FIPS 202).
@safe package struct HMAC: ~Copyable {
  private let context: OpaquePointer
  /// Length of the tag in bytes.
  package let tagByteCount: Int
  /// libcrypto 3.0 does not refuse a second end: it gives a tag of the ended state.
  private var isFinished = false

  /// Starts a computation; `algorithm` has a fixed digest length, `key` at least one byte.
  package init(_ algorithm: Hash.Algorithm, key: Span<UInt8>) throws(PrimitiveError) {
    guard let tagByteCount = algorithm.digestByteCount, key.count > 0 else {
      throw .lengthNotSupported(operation: "HMAC", byteCount: key.count)
    }
    let mac = try unsafe LibraryContext.hmac.get()
    guard let context = unsafe EVP_MAC_CTX_new(mac) else {
      throw .operationFailed(operation: "EVP_MAC_CTX_new")
    }
    // The parameters point to both strings, which must therefore stay where they are until the call is over.
    var name = algorithm.rawValue.utf8CString
    let result = unsafe OSSL_MAC_PARAM_DIGEST.withCString { digest in
      unsafe name.withUnsafeMutableBufferPointer { name in
        var parameters = unsafe [
          OSSL_PARAM_construct_utf8_string(digest, name.baseAddress, 0), OSSL_PARAM_construct_end(),
        ]
        return unsafe key.withUnsafeBufferPointer { key in
          unsafe EVP_MAC_init(context, key.baseAddress, key.count, &parameters)
        }
      }
    }
    guard result == 1 else {
      unsafe EVP_MAC_CTX_free(context)
      throw .operationFailed(operation: "EVP_MAC_init")
    }
    unsafe self.context = context
    self.tagByteCount = tagByteCount
  }

  deinit { unsafe EVP_MAC_CTX_free(context) }

  /// Appends bytes to the message.
  package mutating func update(_ bytes: Span<UInt8>) throws(PrimitiveError) {
    try checkUnfinished()
    let result = unsafe bytes.withUnsafeBufferPointer {
      unsafe EVP_MAC_update(context, $0.baseAddress, $0.count)
    }
    try succeed(result, "EVP_MAC_update")
  }

  /// Ends the computation and writes the tag of ``tagByteCount`` bytes.
  ///
  /// Nothing can be appended after it, nor can it be called again: both throw.
  package mutating func finalize(into tag: inout MutableSpan<UInt8>) throws(PrimitiveError) {
    try checkUnfinished()
    guard tag.count == tagByteCount else {
      throw .lengthNotSupported(operation: "HMAC", byteCount: tag.count)
    }
    isFinished = true
    let result = unsafe tag.withUnsafeMutableBufferPointer { tag in
      var written = 0
      return unsafe EVP_MAC_final(context, tag.baseAddress, &written, tag.count)
    }
    try succeed(result, "EVP_MAC_final")
  }

  private func checkUnfinished() throws(PrimitiveError) {
    if isFinished { throw .alreadyFinished(operation: "HMAC") }
  }
}
