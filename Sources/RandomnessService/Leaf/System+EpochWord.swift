// SPDX-License-Identifier: Apache-2.0
internal import CPlatform

/// The word of one service that tells all its leaves at once that something has changed: a reseed, an error, an
/// operator's reset, the passing of time, the end.
///
/// A leaf remembers for which value it was made ready and compares at every draw. Values are unique in the process, so a
/// leaf of another service, or of one that is gone, never fits.
final class EpochWord: Sendable {
  /// Tells the service from all others of this process, for ever.
  let identity: UInt64
  /// Where the word is; a number, since a pointer may not go from thread to thread.
  private let location: UInt

  /// Makes a word; `nil` when there is no memory.
  init?() {
    guard let word = unsafe platform_epoch_make() else { return nil }
    location = UInt(bitPattern: word)
    unsafe identity = word.pointee
  }

  deinit { unsafe platform_epoch_free(pointer) }

  /// The address, for the fast path.
  var address: UInt { location }
  /// The present value.
  var value: UInt64 { Self.value(at: location) }
  /// Whether the service has been shut down.
  var isLatched: Bool { value == platform_epoch_latched }

  /// Sends every leaf through its slow path once.
  func advance() { unsafe platform_epoch_advance(pointer) }

  /// No draw that begins from now on succeeds; wipes the pages of threads that are not in one.
  func latch() { unsafe platform_epoch_latch(pointer) }

  /// The present value of the word at this address.
  @inline(__always)
  static func value(at address: UInt) -> UInt64 {
    unsafe platform_epoch_value(UnsafePointer(bitPattern: address).unsafelyUnwrapped)
  }

  private var pointer: UnsafeMutablePointer<UInt64> {
    unsafe UnsafeMutablePointer(bitPattern: location).unsafelyUnwrapped
  }
}
