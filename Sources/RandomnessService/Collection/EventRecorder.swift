// SPDX-License-Identifier: Apache-2.0
internal import EntropySources
internal import SecretMemory
internal import Telemetry

/// Where all parts of one service write their events.
final class EventRecorder: Sendable {
  private let clock: any MonotonicClock
  private let log: Guarded<EventLog>

  /// Begins an epoch at the clock's present moment.
  init(clock: any MonotonicClock) {
    self.clock = clock
    log = Guarded(EventLog(epoch: clock.now().nanoseconds))
  }

  /// Appends an event.
  func record(_ kind: Event.Kind) {
    // The clock is read under the lock, so that times never go back from one event to the next.
    log.withLock { $0.append(kind, at: clock.now().nanoseconds) }
  }

  /// The events that are kept, oldest first.
  var events: [Event] { log.withLock { $0.events } }

  /// The epoch of all of them.
  var epoch: UInt64 { log.withLock { $0.epoch } }
}
