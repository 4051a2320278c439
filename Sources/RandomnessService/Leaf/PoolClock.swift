// SPDX-License-Identifier: Apache-2.0
internal import Synchronization

/// Sends every leaf through its slow path once a minute, so that no pool grows old unread and no leaf or root misses a
/// reseed that falls due by time: the fast path reads no clock.
///
/// One plain thread for a service, started at the first fill of a pool and anew in a forked child.
final class PoolClock: Sendable {
  /// The age at which what was made in advance is thrown away: 60 s, as often as Linux reseeds its own generator.
  static let period: UInt64 = 60_000_000_000

  /// What the thread and this owner share; the thread must not keep its owner.
  private final class Flag: Sendable {
    private let value = Atomic(false)
    var isSet: Bool { value.load(ordering: .relaxed) }
    func set() { value.store(true, ordering: .relaxed) }
  }

  private let isStopping = Flag()
  private let wake = WakeSignal()

  /// Starts the thread; `nil` when the kernel refused it, and then no pool may be kept.
  init?(_ epoch: EpochWord) {
    let (isStopping, wake) = (isStopping, wake)
    let isStarted = PlainThread.start {
      while true {
        wake.wait(nanoseconds: Self.period)
        if isStopping.isSet { return }
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
