// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

/// libcrypto as a part of the process.
package enum Libcrypto {
  /// Has libcrypto not clean up when the process ends (OPENSSL_init_crypto(3), OPENSSL_INIT_NO_ATEXIT).
  ///
  /// Under that clean-up a thread that is still in libcrypto crashes; it frees nothing that the kernel would not. It is
  /// in vain where the program has used libcrypto before.
  package static func stayUntilExit() { OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT), nil) }
}
