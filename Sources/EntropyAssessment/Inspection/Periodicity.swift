// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// Repetition after a fixed number of samples.
enum Periodicity {
  /// The longest period that is looked for.
  static let longest = 1 << 16
  /// The longest distance of a sample that is always the same.
  static let longestStride = 64

  /// By chance, a sequence of independent samples looks like this with probability 2^-40 at most.
  private static let surprise = 40.0

  /// The period of the samples, or else the shortest distance at which a sample is always the same.
  static func appearances<Value: FixedWidthInteger & UnsignedInteger>(
    _ samples: Span<Value>
  ) -> [Appearance] {
    if let period = period(samples) ?? half(samples) { return [.period(samples: period)] }
    if let (every, value) = stride(samples) { return [.fixedSample(every: every, value: value)] }
    return []
  }

  /// The shortest period, up to ``longest``, that holds from the first sample to the last.
  ///
  /// The shortest period p of the first 2 * ``longest`` samples divides every other one that is not longer than half of
  /// them (Fine and Wilf), and what has such a multiple as its period repeats the first p samples throughout. So only p has
  /// to be tried on the rest.
  static func period<Value: FixedWidthInteger & UnsignedInteger>(_ samples: Span<Value>) -> Int? {
    let head = min(samples.count, 2 * longest)
    guard head >= 2 else { return nil }
    // The longest border of each beginning (Knuth, Morris and Pratt).
    var borders = [Int32](repeating: 0, count: head)
    var border = 0
    for index in 1..<head {
      while border > 0, samples[index] != samples[border] { border = Int(borders[border - 1]) }
      if samples[index] == samples[border] { border += 1 }
      borders[index] = Int32(border)
    }
    let period = head - border
    // A constant sequence is a case of its own.
    guard period > 1, 2 * period <= head else { return nil }
    var index = head
    while index < samples.count {
      guard samples[index] == samples[index - period] else { return nil }
      index += 1
    }
    let frequencies = frequencies(samples.extracting(0..<period))
    let collision = frequencies.values.reduce(0) { $0 + $1 * $1 }
    return Double(samples.count - period) * -log2(collision) >= surprise ? period : nil
  }

  /// Half of the samples, where that is longer than ``longest`` and the other half is the same: a file that was put together
  /// of two copies.
  private static func half<Value: FixedWidthInteger & UnsignedInteger>(_ samples: Span<Value>) -> Int? {
    let half = samples.count / 2
    guard samples.count.isMultiple(of: 2), half > longest else { return nil }
    for index in 0..<half where samples[index] != samples[half + index] { return nil }
    // A constant sequence is a case of its own.
    for index in 1..<half where samples[index] != samples[0] { return half }
    return nil
  }

  /// The shortest distance, from 2 on, at which there is a sample that is always the same.
  ///
  /// The beginning decides of most places. Where nearly all samples are the same it does not, and there it is no surprise
  /// that some place always has it.
  private static func stride<Value: FixedWidthInteger & UnsignedInteger>(
    _ samples: Span<Value>
  ) -> (every: Int, value: Int)? {
    let beginning = samples.extracting(0..<min(samples.count, longest))
    var shares: [Value: Double] = [:]
    for every in 2...longestStride where 2 * every <= samples.count {
      for start in 0..<every where isFixed(beginning, start, every) {
        let value = samples[start]
        let share =
          shares[value] ?? Double(occurrences(of: value, in: samples)) / Double(samples.count)
        shares[value] = share
        let count = Double((samples.count - start + every - 1) / every)
        // Some 2^12 places are looked at.
        if count * -log2(share) >= surprise + 12, isFixed(samples, start, every) {
          return (every, Int(value))
        }
      }
    }
    return nil
  }

  /// Whether the samples at a place and at every multiple of a distance behind it are the same.
  private static func isFixed<Value: FixedWidthInteger & UnsignedInteger>(
    _ samples: Span<Value>, _ start: Int, _ every: Int
  ) -> Bool {
    let value = samples[start]
    var index = start + every
    while index < samples.count {
      guard samples[index] == value else { return false }
      index += every
    }
    return true
  }

  private static func occurrences<Value: FixedWidthInteger & UnsignedInteger>(
    of value: Value, in samples: Span<Value>
  ) -> Int {
    var count = 0
    for index in samples.indices where samples[index] == value { count += 1 }
    return count
  }

  private static func frequencies<Value: FixedWidthInteger & UnsignedInteger>(
    _ samples: Span<Value>
  ) -> [Value: Double] {
    var counts: [Value: Double] = [:]
    for index in samples.indices { counts[samples[index], default: 0] += 1 / Double(samples.count) }
    return counts
  }
}
