// SPDX-License-Identifier: Apache-2.0
internal import CPlatform
internal import Glibc

/// Wakes one waiting thread from any other: an event counter of the kernel (eventfd(2)).
///
/// A notification that comes before the wait is not lost; several become one. Where the kernel gives no descriptor, a
/// wait is a short sleep, and its callers look again.
final class WakeSignal: Sendable {
  private let descriptor = platform_eventfd()
  /// In a forked child the descriptor is still the parent's.
  private let forkGeneration = platform_fork_generation()

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Ends the current wait, or the next one.
  func notify() {
    guard descriptor >= 0, forkGeneration == platform_fork_generation() else { return }
    var one: UInt64 = 1
    _ = unsafe write(descriptor, &one, MemoryLayout<UInt64>.size)
  }

  /// Waits for a notification, at most this long; may return early.
  func wait(nanoseconds: UInt64) {
    // Rounded up, so that a wait of less than a millisecond is not a busy loop.
    let milliseconds = Int32(clamping: (nanoseconds + 999_999) / 1_000_000)
    guard descriptor >= 0 else {
      _ = poll(nil, 0, min(milliseconds, 2))
      return
    }
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard unsafe poll(&entry, 1, milliseconds) > 0 else { return }
    var count: UInt64 = 0
    _ = unsafe read(descriptor, &count, MemoryLayout<UInt64>.size)
  }
}
