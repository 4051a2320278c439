// SPDX-License-Identifier: Apache-2.0
internal import CPlatform
internal import Synchronization

/// A `Mutex` that the Thread Sanitizer understands.
///
/// When a `Mutex` is contended, it is taken within the standard library, which is built without the sanitizer: it then
/// reports races between two threads that both hold the lock. In a sanitizer build this type tells it of each taking and
/// release; in any other build those are two calls that do nothing.
package struct Guarded<Value: ~Copyable>: ~Copyable, Sendable {
  /// What the sanitizer knows this lock by: an address that is this lock's alone.
  private final class Anchor: Sendable {}

  private let mutex: Mutex<Value>
  private let anchor = Anchor()

  /// Guards a value.
  package init(_ value: consuming sending Value) { mutex = Mutex(value) }

  /// Runs `body` while no other thread is in one.
  package borrowing func withLock<R: ~Copyable, E: Error>(
    _ body: (inout sending Value) throws(E) -> sending R
  ) throws(E) -> sending R {
    try mutex.withLock { value throws(E) in
      unsafe platform_sanitizer_acquired(Unmanaged.passUnretained(anchor).toOpaque())
      defer { unsafe platform_sanitizer_will_release(Unmanaged.passUnretained(anchor).toOpaque()) }
      return try body(&value)
    }
  }
}
