// SPDX-License-Identifier: Apache-2.0
internal import EntropySources

/// The plain thread of one source, which turns its worker's crank until it is told to stop.
///
/// A source that hangs, floods or dies delays nobody but its own thread.
enum SourceThread {
  /// Starts the thread; false when the kernel refused it.
  static func start(_ worker: SourceWorker, clock: any MonotonicClock, wake: WakeSignal) -> Bool {
    PlainThread.start {
      while !worker.isStopping {
        switch worker.step(deadline: clock.now().adding(nanoseconds: SourceWorker.slice)) {
        case .again: continue
        case .at(let instant): wake.wait(nanoseconds: instant.nanoseconds(since: clock.now()))
        case .onDemand: wake.wait(nanoseconds: SourceWorker.longestRest)
        }
      }
      worker.close()
    }
  }
}
