// SPDX-License-Identifier: Apache-2.0
internal import SecretMemory

/// What one source is doing and has done: who has it open, its counters, the numbers of its batches.
///
/// Safe to use from every thread. Not for use in a forked child: a lock may be held there by a thread that does not
/// exist any more, so that a child makes its sources anew.
package final class SourceActivity: Sendable {
  private struct State {
    var counters = CollectionCounters()
    var nextSequence: UInt64 = 0
    var collecting = 0
    var isCapturing = false
  }

  private let state = Guarded(State())

  /// Makes an activity without any.
  package init() {}

  /// The counters at this moment.
  package var counters: CollectionCounters { state.withLock { $0.counters } }

  /// Registers a session. Any number of sessions may collect; a capture has the source for itself (requirement B-3:
  /// raw capture and operation exclude each other per source).
  func begin(_ purpose: SessionPurpose, id: String) throws(SourceError) {
    try state.withLock { state throws(SourceError) in
      guard !state.isCapturing else { throw .inUse(id: id, purpose: .capture) }
      switch purpose {
      case .collection: state.collecting += 1
      case .capture:
        guard state.collecting == 0 else { throw .inUse(id: id, purpose: .collection) }
        state.isCapturing = true
      }
    }
  }

  /// Takes a session out again.
  func end(_ purpose: SessionPurpose) {
    state.withLock { state in
      switch purpose {
      case .collection: state.collecting -= 1
      case .capture: state.isCapturing = false
      }
    }
  }

  /// The next batch's number; unique over all sessions of the source, so that framing never repeats.
  func takeSequence() -> UInt64 {
    state.withLock { state in
      defer { state.nextSequence += 1 }
      return state.nextSequence
    }
  }

  /// Changes the counters.
  package func count(_ body: (inout CollectionCounters) -> Void) { state.withLock { body(&$0.counters) } }
}
