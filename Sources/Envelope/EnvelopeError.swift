// SPDX-License-Identifier: Apache-2.0
package import Primitives

/// Why an envelope was not made or not opened. Nothing of its content was released.
package enum EnvelopeError: Error, Equatable, Sendable, CustomStringConvertible {
  /// It is shorter than any envelope; put the whole file back.
  case truncated(byteCount: Int)
  /// It does not begin as an envelope of this version does; it is another file, or of a later version.
  case notAnEnvelope
  /// It was sealed under another key; give that key.
  case wrongKey
  /// Header, content or tag was changed, or it was sealed for another purpose or place: another file was put here.
  case changed
  /// The message is longer than an envelope may be; split it.
  case tooLarge(byteCount: Int, limit: Int)
  /// The operating system gave no randomness for a data key; try again.
  case noRandomness(errno: Int32)
  /// libcrypto failed.
  case primitiveFailed(PrimitiveError)

  /// In words, without the name of the file.
  package var description: String {
    switch self {
    case .truncated(let byteCount): "it has \(byteCount) bytes, and was cut"
    case .notAnEnvelope: "it is not of this form"
    case .wrongKey: "it was sealed under another key"
    case .changed: "it was changed, or belongs elsewhere"
    case .tooLarge(let byteCount, let limit): "\(byteCount) bytes are more than the \(limit) of one file"
    case .noRandomness(let errno): "the operating system gave no randomness (error \(errno))"
    case .primitiveFailed(let error): "libcrypto failed: \(error)"
    }
  }
}
