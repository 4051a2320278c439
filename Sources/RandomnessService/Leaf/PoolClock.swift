// SPDX-License-Identifier: Apache-2.0
internal import EntropySources
internal import Synchronization

/// Sends every leaf through its slow path once a period, so that no pool grows old unread and no leaf or root misses a
/// reseed that falls due by time: the fast path reads no clock.
///
/// One plain thread for a service, started at the first fill of a pool and anew in a forked child.
final class PoolClock: Sendable {
  /// What the thread and this owner share; the thread must not keep its owner.
  private final class Flag: Sendable {
    private let value = Atomic(false)
    var isSet: Bool { value.load(ordering: .relaxed) }
    func set() { value.store(true, ordering: .relaxed) }
  }

  private let isStopping = Flag()
  private let wake = WakeSignal()

  /// Starts the thread; `nil` when the kernel refused it, and then no pool may be kept.
  ///
  /// - Parameter period: in nanoseconds of the machine's own clock.
  init?(_ epoch: EpochWord, period: UInt64) {
    let (isStopping, wake) = (isStopping, wake)
    let isStarted = PlainThread.start {
      let clock = SystemClock()
      while !isStopping.isSet {
        let next = clock.now().adding(nanoseconds: period)
        // A wait may be short.
        while !isStopping.isSet, next > clock.now() {
          wake.wait(nanoseconds: next.nanoseconds(since: clock.now()))
        }
        epoch.advance()
      }
    }
    guard isStarted else { return nil }
  }

  deinit {
    isStopping.set()
    wake.notify()
  }
}
