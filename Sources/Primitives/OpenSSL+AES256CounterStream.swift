// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

/// The key stream of AES-256 in counter mode, with a 128-bit big-endian counter (SP 800-38A 6.5).
///
/// The key and the counter live in libcrypto's context and nowhere else: the context is on the C heap, neither locked
/// nor left out of dumps, and is cleansed by libcrypto when a new key comes and at the end.
@safe package struct AES256CounterStream: ~Copyable {
  private let context: OpaquePointer
  /// What is encrypted to see the key stream. 16 KiB: large enough that the fixed cost of a call (16 ns) is under
  /// 1 % of a chunk, small enough to stay in the first-level cache.
  private static let zeros = Zeros(byteCount: 16_384)

  /// Makes a stream that has no key yet; give it one with ``rekey(_:keyAt:counterAt:)``.
  package init() throws(PrimitiveError) {
    let cipher = try unsafe LibraryContext.aes256CTR.get()
    guard let context = unsafe EVP_CIPHER_CTX_new() else {
      throw .operationFailed(operation: "EVP_CIPHER_CTX_new")
    }
    guard unsafe EVP_EncryptInit_ex2(context, cipher, nil, nil, nil) == 1 else {
      unsafe EVP_CIPHER_CTX_free(context)
      throw .operationFailed(operation: "EVP_EncryptInit_ex2")
    }
    unsafe self.context = context
  }

  deinit { unsafe EVP_CIPHER_CTX_free(context) }

  /// Takes the 32 bytes of key and the 16 bytes of counter that stand at these places of `bytes`; the first block
  /// of the key stream is the encryption of the counter. The old key schedule is overwritten.
  package mutating func rekey(_ bytes: Span<UInt8>, keyAt key: Int, counterAt counter: Int) throws(PrimitiveError) {
    guard
      key >= 0, counter >= 0, key <= bytes.count - AES256.keyByteCount,
      counter <= bytes.count - AES256.blockByteCount
    else { throw .lengthNotSupported(operation: "AES-256-CTR key", byteCount: bytes.count) }
    let result = unsafe bytes.withUnsafeBufferPointer { bytes in
      guard let start = bytes.baseAddress else { return Int32(0) }
      return unsafe EVP_EncryptInit_ex2(context, nil, start + key, start + counter, nil)
    }
    try succeed(result, "EVP_EncryptInit_ex2")
  }

  /// Fills a range of `bytes` with the next whole blocks of the key stream.
  ///
  /// Its length must be a multiple of 16: a part of a block would be kept by libcrypto for the next call, and no two
  /// requests may share one (SP 800-90A 10.2.1.5.1, step 5).
  package mutating func next(_ bytes: inout MutableSpan<UInt8>, in range: Range<Int>) throws(PrimitiveError) {
    guard
      range.count & (AES256.blockByteCount - 1) == 0, range.lowerBound >= 0, range.upperBound <= bytes.count
    else { throw .lengthNotSupported(operation: "AES-256-CTR", byteCount: range.count) }
    let result = unsafe bytes.withUnsafeMutableBufferPointer { bytes -> Int32 in
      guard let start = bytes.baseAddress else { return 1 }
      var offset = range.lowerBound
      while offset < range.upperBound {
        let chunk = min(Self.zeros.byteCount, range.upperBound - offset)
        var written: Int32 = 0
        guard unsafe EVP_EncryptUpdate(context, start + offset, &written, Self.zeros.start, Int32(chunk)) == 1 else {
          return 0
        }
        offset += chunk
      }
      return 1
    }
    try succeed(result, "EVP_EncryptUpdate")
  }
}

/// Zero bytes that are read by every stream and written by none.
///
/// `@unchecked Sendable`: immutable after its initializer and never freed.
@safe private struct Zeros: @unchecked Sendable {
  let start: UnsafePointer<UInt8>
  let byteCount: Int

  init(byteCount: Int) {
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: byteCount)
    unsafe bytes.initialize(repeating: 0, count: byteCount)
    unsafe start = UnsafePointer(bytes)
    self.byteCount = byteCount
  }
}
