// SPDX-License-Identifier: Apache-2.0
internal import Dispatch
internal import EntropyAssessment
internal import Glibc
internal import Synchronization

/// How many sequences of independent, uniform samples the IID tests fail.
public struct IIDFalseAlarms: Sendable {
  /// Sequences that were tested.
  public let sequences: Int
  /// Those that failed, by the test; one may fail several.
  public let failures: [(test: String, count: Int)]
  /// Those that failed.
  public let failed: Int
  /// Between these the count is in 999 of 1,000 cases if the stated rate holds.
  public let interval: ClosedRange<Int>

  /// Whether it is.
  public var isAsExpected: Bool { interval.contains(failed) }

  /// The seed of the samples.
  public static let seed: UInt64 = 0x5745_4c4c

  /// Tests sequences of uniform symbols, two at a time.
  ///
  /// - Parameter bits: of a symbol. From 5 on pairs share bins in so few samples, and more sequences fail.
  public static func run(sequences: Int = 2000, samples: Int = 100_000, bits: Int = 4) -> Self {
    let counts = Mutex<[String: Int]>([:])
    let failed = Mutex(0)
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: 2) { _ in
      while true {
        let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard number < sequences else { return }
        var generator = SplitMix64(state: seed &+ UInt64(number) &* 0x1234_5678_9abc)
        let bytes = (0..<samples).map { _ in UInt8(truncatingIfNeeded: generator.next() >> UInt64(64 - bits))
        }
        guard let result = try? IIDAssessment(bytes, IIDOptions(seed: UInt64(number))), !result.isPassed
        else {
          continue
        }
        failed.withLock { $0 += 1 }
        var names = Statistic.allCases.filter { result.permutation.verdict($0) == .failed }.map(\.rawValue)
        if !result.independence.isPassed { names.append("chi-square independence") }
        if !result.goodnessOfFit.isPassed { names.append("chi-square goodness of fit") }
        if !result.repeatLength.isPassed { names.append("longest repeat") }
        counts.withLock { counts in for name in names { counts[name, default: 0] += 1 } }
      }
    }
    return Self(
      sequences: sequences,
      failures: counts.withLock { $0.map { (test: $0.key, count: $0.value) }.sorted { $0.test < $1.test } },
      failed: failed.withLock { $0 }, interval: interval(sequences, IIDAssessment.falseAlarmRate))
  }

  /// The central interval of a binomial count that holds 999 of 1,000.
  private static func interval(_ count: Int, _ rate: Double) -> ClosedRange<Int> {
    var sign: Int32 = 0
    func term(_ hits: Int) -> Double {
      let choices =
        unsafe lgamma_r(Double(count) + 1, &sign) - lgamma_r(Double(hits) + 1, &sign)
        - lgamma_r(Double(count - hits) + 1, &sign)
      return exp(choices + Double(hits) * log(rate) + Double(count - hits) * log(1 - rate))
    }
    var (sum, low) = (0.0, 0)
    for hits in 0...count {
      let next = sum + term(hits)
      if sum < 0.0005, next >= 0.0005 { low = hits }
      if next >= 0.9995 { return low...hits }
      sum = next
    }
    return low...count
  }
}
