// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HealthTests

/// B-4: what only the tests can make, and that merging it never raises its worth.
@Suite struct TestedSamplesTests {
  /// Samples that passed tests at H = `units`/256.
  static func tested(
    _ bytes: [UInt8], units: Int = 2048, source: String = "scripted", isOpaque: Bool = false,
    sequence: UInt64 = 0
  ) throws -> TestedSamples {
    var tests = try HealthTests(
      HealthTestConfiguration(minEntropy: MinEntropy(units: units), bitsPerSample: 8, isOpaque: isOpaque))
    _ = tests.test(try raw(Bench.quiet(1024, bits: 8).map { $0 ^ 0x80 }, source: source))
    switch tests.test(try raw(bytes, source: source, sequence: sequence)) {
    case .passed(let samples): return samples
    case .startingUp: throw HealthTestError.noSamples
    case .alarm: throw HealthTestError.noSamples
    case .refused(let error): throw error
    }
  }

  @Test func `they carry the claim that they were tested for`() throws {
    let samples = try Self.tested([1, 2, 3], units: 1000, sequence: 42)
    #expect(samples.testedMinEntropy == MinEntropy(units: 1000))
    #expect(samples.count == 3 && samples.bitsPerSample == 8 && samples.source == "scripted")
    #expect(samples.sequence == 42 && !samples.isOpaque)
    #expect(samples.withBytes { Array(copying: $0) } == [1, 2, 3])
  }

  @Test func `appending keeps order and claim`() throws {
    var samples = try Self.tested([1, 2, 3], units: 1000, sequence: 5)
    try samples.append(try Self.tested([4], units: 1000, sequence: 6))
    try samples.append(try Self.tested([5, 6], units: 1000, sequence: 7))
    #expect(samples.withBytes { Array(copying: $0) } == [1, 2, 3, 4, 5, 6])
    #expect(samples.count == 6 && samples.sequence == 5)
    #expect(samples.testedMinEntropy == MinEntropy(units: 1000))
  }

  @Test func `samples that are unlike cannot be merged, and the first ones stay`() throws {
    var samples = try Self.tested([1, 2, 3], units: 1000)
    for units in [999, 1001] {
      let expected = HealthTestError.unlikeSamples(
        minEntropy: MinEntropy(units: units), expected: MinEntropy(units: 1000))
      #expect(throws: expected) { try samples.append(try Self.tested([4], units: units)) }
    }
    #expect(throws: HealthTestError.sourceMismatch(source: "other", expected: "scripted")) {
      try samples.append(try Self.tested([4], units: 1000, source: "other"))
    }
    #expect(throws: HealthTestError.self) {
      try samples.append(try Self.tested([4], units: 1000, isOpaque: true))
    }
    #expect(samples.withBytes { Array(copying: $0) } == [1, 2, 3])
  }

  @Test func `what the start-up test used up is wiped in the samples that follow it`() throws {
    var tests = try HealthTests(HealthTestConfiguration(minEntropy: .bits(8), bitsPerSample: 8))
    let outcome = tests.test(try raw(Bench.quiet(1030, bits: 8)))
    guard case .passed(let samples) = consume outcome else {
      Issue.record("it did not pass")
      return
    }
    #expect(samples.isPrefixWiped && samples.count == 6)
  }
}
