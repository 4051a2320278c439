// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// One thing whose time is taken: a body that repeats an operation a given number of times.
public struct Measurement: Sendable {
  /// What is measured, for the table.
  public let name: String
  /// Bytes that one operation gives.
  public let byteCount: Int
  let body: @Sendable (_ repetitions: Int) -> Void

  /// Makes a measurement of `body`, which performs the operation as often as it is told.
  public init(_ name: String, byteCount: Int, _ body: @escaping @Sendable (_ repetitions: Int) -> Void) {
    self.name = name
    self.byteCount = byteCount
    self.body = body
  }

  /// Nanoseconds for one operation in one round of `repetitions`.
  private func nanoseconds(_ repetitions: Int) -> Double {
    let start = monotonicNanoseconds()
    body(repetitions)
    return Double(monotonicNanoseconds() - start) / Double(repetitions)
  }

  /// How many repetitions take about 2 ms: long against the clock's 25 ns, short against the scheduler's slice.
  func calibrated(nanoseconds limit: Double = 2e6) -> Int {
    var repetitions = 1
    while repetitions < 1 << 24 && nanoseconds(repetitions) * Double(repetitions) < limit { repetitions *= 2 }
    return repetitions
  }

  /// The median of some times.
  static func median(_ times: [Double]) -> Double { times.sorted()[times.count / 2] }

  /// Takes all times in turn, round after round, so that a slow moment of the machine hits every one of them, and
  /// returns the median of each in nanoseconds.
  public static func medians(of measurements: [Measurement], rounds: Int = 41) -> [Double] {
    let repetitions = measurements.map { $0.calibrated() }
    var times = measurements.map { _ in [Double]() }
    for _ in 0..<rounds {
      for index in measurements.indices {
        times[index].append(measurements[index].nanoseconds(repetitions[index]))
      }
    }
    return times.map(median)
  }
}

/// The monotonic clock.
func monotonicNanoseconds() -> UInt64 {
  var time = timespec()
  unsafe clock_gettime(CLOCK_MONOTONIC, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
