// SPDX-License-Identifier: Apache-2.0
package import CPlatform

/// A value behind a lock that works in a forked child too, and that the Thread Sanitizer knows.
///
/// Swift's `Mutex` remembers its owner beyond a fork: where another thread held it, or two threads of the child meet at it,
/// the child ends or hangs.
package struct Guarded<Value: ~Copyable>: ~Copyable, Sendable {
  /// Owns the value, and the lock if it is its own; a lock must not move.
  ///
  /// `@unchecked Sendable`: whatever changes in here is touched by the holder of the lock alone. `@safe`: both pointers are
  /// private, and valid as long as this lives.
  @safe private final class Storage: @unchecked Sendable {
    let mutex: UnsafeMutablePointer<platform_mutex>
    let ownsMutex: Bool
    let value: UnsafeMutablePointer<Value>
    /// The process that the value is of: what an earlier one abandoned concerns it no more.
    var generation = platform_fork_generation()

    init(_ value: consuming Value, _ lock: platform_lock?) {
      unsafe self.value = UnsafeMutablePointer<Value>.allocate(capacity: 1)
      unsafe self.value.initialize(to: value)
      ownsMutex = lock == nil
      if let lock {
        unsafe mutex = platform_lock_mutex(lock)
      } else {
        unsafe mutex = UnsafeMutablePointer<platform_mutex>.allocate(capacity: 1)
        unsafe mutex.initialize(to: platform_mutex())
      }
    }

    deinit {
      unsafe value.deinitialize(count: 1)
      unsafe value.deallocate()
      if ownsMutex { unsafe mutex.deallocate() }
    }
  }

  private let storage: Storage

  /// Guards a value by one of the locks that a fork takes, or by a lock of its own.
  package init(_ value: consuming sending Value, by lock: platform_lock? = nil) {
    storage = Storage(value, lock)
  }

  /// Runs `body` while no other thread is in one.
  ///
  /// - Parameter remade: makes the value anew in a child that has lost a thread in the middle of its change; without it
  ///   `body` finds what that thread left. The old one stays in memory, since nothing can be told of it.
  package borrowing func withLock<R: ~Copyable, E: Error>(
    remade: (() -> Value)? = nil, _ body: (inout sending Value) throws(E) -> sending R
  ) throws(E) -> sending R {
    let storage = storage
    unsafe platform_mutex_acquire(storage.mutex)
    defer { unsafe platform_mutex_release(storage.mutex) }
    if let remade, unsafe storage.mutex.pointee.abandoned_in > storage.generation {
      storage.generation = platform_fork_generation()
      unsafe storage.value.initialize(to: remade())
    }
    return try unsafe body(&storage.value.pointee)
  }
}
