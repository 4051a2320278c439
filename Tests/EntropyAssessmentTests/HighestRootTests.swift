// SPDX-License-Identifier: Apache-2.0
@testable import EntropyAssessment
import TestSupport
import Testing

@Suite struct HighestRootTests {
  /// How counts fall with the length of the tuples.
  enum Fall: CaseIterable {
    /// By the period, as in a periodic sequence; by one for each length, as for a half that is repeated.
    case period, half
    /// Not at all, up to the places that there are.
    case none
    /// By random steps; geometrically, as in random data.
    case steps, geometric
    /// So that all roots are nearly the same.
    case level
  }

  @Test(arguments: Fall.allCases, [1, 2, 3, 4, 5, 33, 1000] as [UInt64])
  func `the greatest root is found among all`(fall: Fall, seed: UInt64) {
    var choices = SplitMix64(seed: seed)
    let length = choices.integer(in: 3000...6000)
    let first = choices.integer(in: 1...40)
    let counts = Self.counts(fall, length, first, Int(seed), &choices)
    let isPairs = seed % 2 == 0
    func places(_ t: Int) -> UInt64 {
      let places = UInt64(length - t + 1)
      return isPairs ? places * (places - 1) / 2 : places
    }
    var expected: LongDouble = -1
    for (index, count) in counts.enumerated() {
      let root = LongMath.pow(
        LongDouble(count) / LongDouble(places(first + index)), 1 / LongDouble(first + index))
      expected = max(expected, root)
    }
    #expect(HighestRoot.find(counts.span, from: first, places: places) == expected)
  }

  @Test func `no length has no root`() {
    #expect(HighestRoot.find([Int]().span, from: 1) { UInt64(10 - $0) } == -1)
  }

  private static func counts(
    _ fall: Fall, _ length: Int, _ first: Int, _ period: Int, _ choices: inout SplitMix64
  ) -> [UInt64] {
    let lengths = first..<length - 40
    switch fall {
    case .period: return lengths.map { UInt64((length - $0) / period + 1) }
    case .half: return lengths.map { UInt64(max(1, length / 2 - $0)) }
    case .none: return lengths.map { _ in 41 }
    case .steps:
      var count = length - first + 1
      return lengths.map { t in
        count = min(count, length - t + 1)
        if choices.integer(in: 0...3) == 0 { count = max(1, count - choices.integer(in: 0...count / 50 + 1)) }
        return UInt64(count)
      }
    case .geometric: return lengths.prefix(40).map { UInt64(length) >> UInt64($0 - first) }.filter { $0 > 0 }
    case .level:
      var probability = 1.0
      return lengths.map { t in
        probability *= 0.9991
        return UInt64(max(1, probability * Double(length - t + 1)))
      }
    }
  }
}
