// SPDX-License-Identifier: Apache-2.0
internal import CPlatform
internal import Glibc
internal import Synchronization

/// A value behind a lock that works in a forked child too, and that the Thread Sanitizer knows.
///
/// The lock is a POSIX mutex. Swift's `Mutex` remembers the thread's identifier beyond a fork, by which the kernel then looks
/// for the owner: when two threads of a forked child meet at one, the process ends. Here one is taken inside the other
/// lock, where nobody else can be; it lets the compiler check that nothing else reaches the value.
package struct Guarded<Value: ~Copyable>: ~Copyable, Sendable {
  /// Owns the POSIX mutex, which must not move.
  private final class Lock: Sendable {
    private let address: UInt

    init() {
      let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
      unsafe mutex.initialize(to: pthread_mutex_t())
      // Cannot fail: the default kind takes no resources.
      unsafe pthread_mutex_init(mutex, nil)
      address = UInt(bitPattern: mutex)
    }

    deinit {
      unsafe pthread_mutex_destroy(mutex)
      unsafe mutex.deallocate()
    }

    private var mutex: UnsafeMutablePointer<pthread_mutex_t> {
      unsafe UnsafeMutablePointer(bitPattern: address).unsafelyUnwrapped
    }

    func acquire() { unsafe pthread_mutex_lock(mutex) }
    func release() { unsafe pthread_mutex_unlock(mutex) }
  }

  private let lock = Lock()
  private let value: Mutex<Value>

  /// Guards a value.
  package init(_ value: consuming sending Value) { self.value = Mutex(value) }

  /// Runs `body` while no other thread is in one.
  package borrowing func withLock<R: ~Copyable, E: Error>(
    _ body: (inout sending Value) throws(E) -> sending R
  ) throws(E) -> sending R {
    // A signal handler that draws must not wait for what this thread holds.
    platform_thread_will_lock()
    lock.acquire()
    defer {
      lock.release()
      platform_thread_has_unlocked()
    }
    return try value.withLock(body)
  }
}
