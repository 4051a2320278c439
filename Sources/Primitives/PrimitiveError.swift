// SPDX-License-Identifier: Apache-2.0

/// Why a cryptographic primitive gave no result.
package enum PrimitiveError: Error, Equatable, Sendable {
  /// libcrypto has no such algorithm, or could not be started; install libssl3 3.0 or newer.
  case unavailable(algorithm: String)
  /// libcrypto failed in this operation, in practice for want of memory; treat the object as lost.
  case operationFailed(operation: String)
  /// An input has a length that the algorithm does not take; give one that it does.
  case lengthNotSupported(operation: String, byteCount: Int)
  /// The computation has ended and takes nothing more; start a new one.
  case alreadyFinished(operation: String)
  /// The tag or the integrity check does not fit: the data was changed, or the key is another one. Nothing was released.
  case authenticationFailed
}
