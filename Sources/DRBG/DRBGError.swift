// SPDX-License-Identifier: Apache-2.0
package import Primitives

/// Why a DRBG function did not succeed; whatever the case, no output bit was released.
package enum DRBGError: Error, Equatable, Sendable {
  /// There is no state: instantiate first.
  case notInstantiated
  /// There is a state already: uninstantiate first.
  case alreadyInstantiated
  /// The strength asked for is not supported; ask for at most `limit` bits.
  case strengthNotSupported(requestedBits: Int, limitBits: Int)
  /// More than one request may carry: split it.
  case requestTooLarge(requestedBytes: Int, limitBytes: Int)
  /// Prediction resistance was not chosen when the instance was made; use one where it was.
  case predictionResistanceNotSupported
  /// The entropy input has the wrong length; without derivation function it must be exactly 48 bytes.
  case entropyInputLength(bytes: Int, minimumBytes: Int, maximumBytes: Int)
  /// The nonce is missing or too short, or was given where none is used.
  case nonceLength(bytes: Int, minimumBytes: Int, maximumBytes: Int)
  /// The personalization string is too long; shorten or hash it.
  case personalizationTooLong(bytes: Int, limitBytes: Int)
  /// The additional input is too long; shorten or hash it.
  case additionalInputTooLong(bytes: Int, limitBytes: Int)
  /// The seed's strength is below the instance's; bring a stronger one.
  case seedTooWeak(strengthBits: Int, requiredBits: Int)
  /// Without derivation function only full entropy may seed: bring an `EntropySeed`.
  case fullEntropyRequired
  /// The seed is an entropy input of the known-answer tests; its source is broken or replays a test.
  case testEntropy
  /// The seedlife is over: reseed, then ask again.
  case reseedRequired(requestsServed: UInt64, limit: UInt64)
  /// The state, or the seed given, was made before a fork and is gone in this child: instantiate anew.
  case lostByFork
  /// A known-answer test failed, in the named function; nothing works until the program is started again.
  case selfTestFailed(test: String)
  /// libcrypto failed in mid-operation; the instance is dead and must be made anew.
  case primitiveFailed(PrimitiveError)
  /// The kernel gave no memory for the state.
  case outOfMemory(bytes: Int)

  /// Whether this is CATASTROPHIC_ERROR_FLAG of SP 800-90A 9: the instance has entered its error state and every later
  /// call fails. Otherwise it is ERROR_FLAG: the request was bad and the state is as it was.
  package var isCatastrophic: Bool {
    switch self {
    case .selfTestFailed, .primitiveFailed, .lostByFork, .outOfMemory: true
    default: false
    }
  }
}
