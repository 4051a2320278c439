// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import Synchronization

/// The time of work that several threads do at once.
enum ThreadTimes {
  private final class Work: Sendable {
    let body: @Sendable () -> Void
    let threads: Int
    let waiting = Atomic(0)
    // Not UInt64.max: Swift 6.3 compares unsigned atomics as signed ones.
    let began = Atomic(UInt64(Int64.max))
    let ended = Atomic<UInt64>(0)

    init(_ threads: Int, _ body: @escaping @Sendable () -> Void) {
      self.threads = threads
      self.body = body
    }

    /// Begins when all have come; a thread that spins is not asleep when the others begin.
    func run() {
      waiting.add(1, ordering: .sequentiallyConsistent)
      while waiting.load(ordering: .acquiring) < threads {}
      began.min(monotonicNanoseconds(), ordering: .relaxed)
      body()
      ended.max(monotonicNanoseconds(), ordering: .relaxed)
    }
  }

  /// Nanoseconds from the first thread's beginning to the last one's end.
  static func measure(threads: Int, _ body: @escaping @Sendable () -> Void) -> Double {
    let work = Work(threads, body)
    var handles: [pthread_t] = []
    for _ in 0..<threads {
      var handle = pthread_t()
      let argument = unsafe Unmanaged.passRetained(work).toOpaque()
      let result = unsafe pthread_create(
        &handle, nil,
        { argument in
          if let argument = unsafe argument {
            unsafe Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run()
          }
          return nil
        }, argument)
      if result == 0 { handles.append(handle) }
    }
    for handle in handles { pthread_join(handle, nil) }
    return Double(work.ended.load(ordering: .relaxed) - work.began.load(ordering: .relaxed))
  }
}

extension Measurement {
  /// Two threads against one: the ratio of what they do in the same time.
  func twoThreads(rounds: Int) -> Comparison {
    let repetitions = calibrated(nanoseconds: 1e7)
    var one: [Double] = []
    var two: [Double] = []
    for _ in 0..<rounds {
      one.append(ThreadTimes.measure(threads: 1) { body(repetitions) })
      two.append(ThreadTimes.measure(threads: 2) { body(repetitions) })
    }
    let scale = 1 / Double(repetitions)
    return Comparison(
      subject: "\(name), 2 threads", peer: "1 thread",
      subjectNanoseconds: Self.median(two) * scale / 2, peerNanoseconds: Self.median(one) * scale,
      goal: 1.95)
  }
}
