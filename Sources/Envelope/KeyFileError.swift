// SPDX-License-Identifier: Apache-2.0

/// Why a key file cannot be used. It is as it was: no key is ever replaced.
package enum KeyFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// There is none; put it back from its copy, or begin anew where nothing depends on it.
  case missing(path: String)
  /// There is one already; use it, or move it away.
  case exists(path: String)
  /// It is no regular file, or a link; name the file itself.
  case notAFile(path: String)
  /// Others than its owner may read or write it; `chmod 600`.
  case wrongMode(path: String, mode: UInt32)
  /// It belongs to another user; run as that user, or `chown` it.
  case wrongOwner(path: String, owner: UInt32)
  /// It has not 32 bytes; put it back from its copy.
  case wrongLength(path: String, byteCount: Int)
  /// The kernel refused; mend that.
  case system(path: String, errno: Int32)
  /// There is no memory, randomness or libcrypto.
  case failed(EnvelopeError)

  /// One sentence with what to do.
  package var description: String {
    switch self {
    case .missing(let path): "there is no key \(path); put it back from its copy"
    case .exists(let path): "there is a key \(path) already; use it, or move it away"
    case .notAFile(let path): "the key \(path) is no regular file; name the file itself"
    case .wrongMode(let path, let mode):
      "others may use the key \(path) (mode \(String(mode, radix: 8))); chmod 600 it"
    case .wrongOwner(let path, let owner):
      "the key \(path) belongs to user \(owner); run as that user, or chown it"
    case .wrongLength(let path, let byteCount):
      "the key \(path) has \(byteCount) bytes instead of 32; put it back from its copy"
    case .system(let path, let errno): "the key \(path) cannot be used: \(words(errno)); mend that"
    case .failed(let error): "the key cannot be used: \(error)"
    }
  }
}
