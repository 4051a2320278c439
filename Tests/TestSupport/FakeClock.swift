// SPDX-License-Identifier: Apache-2.0
package import EntropySources
internal import SecretMemory

/// Virtual time: sleeping moves it on and takes none of ours.
///
/// Safe to use from every thread. Sleepers do not wait for each other; each moves the common time to its own end.
package final class FakeClock: MonotonicClock {
  private struct State {
    var now: UInt64
    var sleeps = 0
    var slept: UInt64 = 0
  }

  private let state: Guarded<State>
  private let tick: UInt64

  /// Makes a clock.
  ///
  /// - Parameters:
  ///   - start: the first moment, in nanoseconds.
  ///   - tick: nanoseconds by which every look at the clock moves it, so that a loop which never sleeps meets its
  ///     deadline too.
  package init(start: UInt64 = 1_000_000_000, tick: UInt64 = 0) {
    state = Guarded(State(now: start))
    self.tick = tick
  }

  package func now() -> Instant {
    state.withLock { state in
      state.now = Instant(nanoseconds: state.now).adding(nanoseconds: tick).nanoseconds
      return Instant(nanoseconds: state.now)
    }
  }

  package func sleep(nanoseconds: UInt64) {
    guard nanoseconds > 0 else { return }
    state.withLock { state in
      state.now = Instant(nanoseconds: state.now).adding(nanoseconds: nanoseconds).nanoseconds
      state.sleeps += 1
      state.slept &+= nanoseconds
    }
  }

  /// Moves time on, as if something had taken that long.
  package func advance(nanoseconds: UInt64) {
    state.withLock { $0.now = Instant(nanoseconds: $0.now).adding(nanoseconds: nanoseconds).nanoseconds }
  }

  /// How often somebody slept.
  package var sleepCount: Int { state.withLock { $0.sleeps } }

  /// How long all sleeps were together, in nanoseconds.
  package var sleptNanoseconds: UInt64 { state.withLock { $0.slept } }
}

extension FakeClock {
  /// The moment so many milliseconds from now.
  package func deadline(milliseconds: UInt64) -> Instant {
    now().adding(nanoseconds: milliseconds * 1_000_000)
  }
}
