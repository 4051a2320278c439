// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL
internal import CPlatform

/// A libcrypto context for one cipher, whose key schedule is cleansed at the end, and in a forked child: at once, or
/// when the draw is over in which a signal handler has forked.
///
/// The cipher is named once, here: to name another one later would free and allocate parts of the context, and a child that
/// another thread forks in that moment would cleanse what is half there. A new key changes bytes in place.
@safe struct CipherContext: ~Copyable {
  let pointer: OpaquePointer

  /// Makes a context that has no key yet.
  init(_ cipher: LibraryContext.Fetched) throws(PrimitiveError) {
    let cipher = try unsafe cipher.get()
    guard let context = unsafe EVP_CIPHER_CTX_new() else {
      throw .operationFailed(operation: "EVP_CIPHER_CTX_new")
    }
    guard
      unsafe EVP_EncryptInit_ex2(context, cipher, nil, nil, nil) == 1,
      unsafe platform_cleanse_in_children(
        UnsafeMutableRawPointer(context),
        { context in
          // A C function on a C heap: nothing of the Swift runtime, which a child must not enter here.
          unsafe EVP_CIPHER_CTX_reset(OpaquePointer(context))
        })
    else {
      unsafe EVP_CIPHER_CTX_free(context)
      throw .operationFailed(operation: "EVP_EncryptInit_ex2")
    }
    unsafe pointer = context
  }

  deinit {
    // First, since a child that is forked behind the next line does not cleanse it.
    try? erase()
    unsafe platform_forget_context(UnsafeRawPointer(pointer))
    unsafe EVP_CIPHER_CTX_free(pointer)
  }

  /// Overwrites the key schedule with that of a key of zeros.
  func erase() throws(PrimitiveError) {
    let zeros = InlineArray<32, UInt8>(repeating: 0)
    let result = unsafe zeros.span.withUnsafeBufferPointer { zeros in
      unsafe EVP_EncryptInit_ex2(pointer, nil, zeros.baseAddress, nil, nil)
    }
    try succeed(result, "EVP_EncryptInit_ex2")
  }
}
