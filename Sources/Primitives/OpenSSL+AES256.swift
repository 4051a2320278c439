// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

/// AES-256 as a keyed block function (FIPS 197): `E(K, block)` of SP 800-90A.
@safe package struct AES256: ~Copyable {
  /// Length of a block in bytes.
  package static let blockByteCount = 16
  /// Length of a key in bytes.
  package static let keyByteCount = 32

  private let context: CipherContext

  /// Expands a key of 32 bytes.
  package init(key: Span<UInt8>) throws(PrimitiveError) {
    let context = try CipherContext(LibraryContext.aes256ECB)
    try Self.rekey(context, key)
    self.context = context
  }

  /// Expands another key of 32 bytes in place of the old one.
  package mutating func rekey(_ key: Span<UInt8>) throws(PrimitiveError) { try Self.rekey(context, key) }

  private static func rekey(
    _ context: borrowing CipherContext, _ key: Span<UInt8>
  ) throws(PrimitiveError) {
    guard key.count == keyByteCount else {
      throw .lengthNotSupported(operation: "AES-256 key", byteCount: key.count)
    }
    let result = unsafe key.withUnsafeBufferPointer {
      unsafe EVP_EncryptInit_ex2(context.pointer, nil, $0.baseAddress, nil, nil)
    }
    try succeed(result, "EVP_EncryptInit_ex2")
  }

  /// Overwrites the key.
  package mutating func erase() throws(PrimitiveError) { try context.erase() }

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
      return unsafe EVP_EncryptUpdate(context.pointer, blocks, &written, blocks, Int32(range.count))
    }
    try succeed(result, "EVP_EncryptUpdate")
  }
}
