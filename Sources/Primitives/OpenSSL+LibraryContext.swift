// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

/// The algorithms of a private libcrypto library context, fetched once for the life of the process.
///
/// The context is private so that an application which installs its own random provider or default properties in the
/// global one changes nothing here, and so that no call from here can recurse into a provider that draws from us.
/// It reads no configuration file.
enum LibraryContext {
  /// A libcrypto object that is never written to after it was fetched, and never freed.
  ///
  /// `@unchecked Sendable`: libcrypto documents fetched algorithms as immutable and shareable between threads, and the
  /// pointer is private to this module.
  @safe struct Fetched: @unchecked Sendable {
    fileprivate let object: OpaquePointer?
    fileprivate let name: String

    /// The object, or the error that names what is missing.
    func get() throws(PrimitiveError) -> OpaquePointer {
      guard let object = unsafe object else { throw .unavailable(algorithm: name) }
      return unsafe object
    }
  }

  private static let context = unsafe Fetched(object: OSSL_LIB_CTX_new(), name: "library context")

  static let sha3x256 = digest("SHA3-256")
  static let sha3x384 = digest("SHA3-384")
  static let sha3x512 = digest("SHA3-512")
  static let shake256 = digest("SHAKE-256")
  static let sha256 = digest("SHA-256")
  static let aes256ECB = cipher("AES-256-ECB")
  static let aes256CTR = cipher("AES-256-CTR")
  static let aes256GCM = cipher("AES-256-GCM")
  static let aes256WrapPad = cipher("AES-256-WRAP-PAD")
  static let hmac = unsafe Fetched(object: EVP_MAC_fetch(context.object, "HMAC", nil), name: "HMAC")

  private static func digest(_ name: String) -> Fetched {
    unsafe Fetched(object: EVP_MD_fetch(context.object, name, nil), name: name)
  }

  private static func cipher(_ name: String) -> Fetched {
    unsafe Fetched(object: EVP_CIPHER_fetch(context.object, name, nil), name: name)
  }
}

/// Throws when a libcrypto call did not return 1.
@inline(__always)
func succeed(_ result: Int32, _ operation: StaticString) throws(PrimitiveError) {
  guard result == 1 else { throw .operationFailed(operation: "\(operation)") }
}
