// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

/// One hash computation: SHA-3 or SHAKE256 (FIPS 202), or SHA-256 (FIPS 180-4).
///
/// Move-only owner of a libcrypto context, which is wiped when it goes.
@safe package struct Hash: ~Copyable {
  /// The functions on offer.
  package enum Algorithm: String, CaseIterable, Sendable {
    case sha3x256 = "SHA3-256"
    case sha3x384 = "SHA3-384"
    case sha3x512 = "SHA3-512"
    /// Extendable output: the caller chooses the length.
    case shake256 = "SHAKE256"
    /// For digests that other tools print of the same file.
    case sha256 = "SHA-256"

    /// Length of the result in bytes; `nil` for the extendable-output function.
    package var digestByteCount: Int? {
      switch self {
      case .sha3x256, .sha256: 32
      case .sha3x384: 48
      case .sha3x512: 64
      case .shake256: nil
      }
    }

    fileprivate func fetched() throws(PrimitiveError) -> OpaquePointer {
      switch self {
      case .sha3x256: try unsafe LibraryContext.sha3x256.get()
      case .sha3x384: try unsafe LibraryContext.sha3x384.get()
      case .sha3x512: try unsafe LibraryContext.sha3x512.get()
      case .shake256: try unsafe LibraryContext.shake256.get()
      case .sha256: try unsafe LibraryContext.sha256.get()
      }
    }
  }

  private let algorithm: Algorithm
  private let context: OpaquePointer
  /// libcrypto 3.0 does not refuse a second end: it gives a digest of the ended state.
  private var isFinished = false

  /// Starts a computation.
  package init(_ algorithm: Algorithm) throws(PrimitiveError) {
    let fetched = try unsafe algorithm.fetched()
    guard let context = unsafe EVP_MD_CTX_new() else { throw .operationFailed(operation: "EVP_MD_CTX_new") }
    guard unsafe EVP_DigestInit_ex2(context, fetched, nil) == 1 else {
      unsafe EVP_MD_CTX_free(context)
      throw .operationFailed(operation: "EVP_DigestInit_ex2")
    }
    self.algorithm = algorithm
    unsafe self.context = context
  }

  deinit { unsafe EVP_MD_CTX_free(context) }

  /// Appends bytes to the message.
  package mutating func update(_ bytes: Span<UInt8>) throws(PrimitiveError) {
    try checkUnfinished()
    let result = unsafe bytes.withUnsafeBufferPointer {
      unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count)
    }
    try succeed(result, "EVP_DigestUpdate")
  }

  /// Appends an integer as eight bytes, most significant first: the length prefix of a frame.
  package mutating func update(bigEndian value: UInt64) throws(PrimitiveError) {
    try checkUnfinished()
    let result = unsafe withUnsafeBytes(of: value.bigEndian) {
      unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count)
    }
    try succeed(result, "EVP_DigestUpdate")
  }

  /// Appends the UTF-8 bytes of a label behind their count.
  package mutating func update(framed label: String) throws(PrimitiveError) {
    try update(bigEndian: UInt64(label.utf8.count))
    for byte in label.utf8 {
      let result = unsafe withUnsafeBytes(of: byte) { unsafe EVP_DigestUpdate(context, $0.baseAddress, 1) }
      try succeed(result, "EVP_DigestUpdate")
    }
  }

  /// Ends the computation and writes the digest, whose length `output` must have; SHAKE256 fills any length.
  ///
  /// Nothing can be appended after it, nor can it be called again: both throw.
  package mutating func finalize(into output: inout MutableSpan<UInt8>) throws(PrimitiveError) {
    try checkUnfinished()
    if let expected = algorithm.digestByteCount, expected != output.count {
      throw .lengthNotSupported(operation: algorithm.rawValue, byteCount: output.count)
    }
    isFinished = true
    let extendable = algorithm.digestByteCount == nil
    let result = unsafe output.withUnsafeMutableBufferPointer {
      extendable
        ? unsafe EVP_DigestFinalXOF(context, $0.baseAddress, $0.count)
        : unsafe EVP_DigestFinal_ex(context, $0.baseAddress, nil)
    }
    try succeed(result, "EVP_DigestFinal")
  }

  private func checkUnfinished() throws(PrimitiveError) {
    if isFinished { throw .alreadyFinished(operation: algorithm.rawValue) }
  }
}
