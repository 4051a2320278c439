// SPDX-License-Identifier: Apache-2.0
import SecretMemory
import Testing

@testable import HealthTests

/// A seeded generator that is no cryptography: SplitMix64 (Steele, Lea, Flood 2014).
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }

  /// Uniform symbols of `bits` bits.
  mutating func symbols(_ count: Int, bits: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(next() >> UInt64(64 - bits)) }
  }
}

/// An outcome with the samples copied out, so that a test can look at it.
enum Verdict: Equatable {
  case startingUp(Int)
  case passed([UInt8])
  case alarm(HealthAlarm)
  case refused(HealthTestError)

  init(_ outcome: consuming HealthTests.Outcome) {
    switch consume outcome {
    case .startingUp(let remaining): self = .startingUp(remaining)
    case .passed(let samples): self = .passed(samples.withBytes { Array(copying: $0) } ?? [])
    case .alarm(let alarm): self = .alarm(alarm)
    case .refused(let error): self = .refused(error)
    }
  }

  var alarm: HealthAlarm? {
    if case .alarm(let alarm) = self { alarm } else { nil }
  }

  var isPassed: Bool {
    if case .passed = self { true } else { false }
  }
}

extension Array<UInt8> {
  init(copying span: Span<UInt8>) {
    self = span.indices.map { span[$0] }
  }
}

/// The bytes as a source would hand them over.
func raw(
  _ bytes: some Collection<UInt8>, bits: Int = 8, source: String = "scripted", sequence: UInt64 = 0
) throws -> RawSamples {
  let bytes = Array(bytes)
  var samples = try RawSamples(
    source: source, sequence: sequence, bitsPerSample: bits, capacity: max(bytes.count, 1))
  samples.fill { buffer in
    for index in bytes.indices { buffer[index] = bytes[index] }
    return bytes.count
  }
  return samples
}

/// One set of tests and what they were fed.
final class Bench {
  var tests: HealthTests
  let bits: Int
  var verdicts: [Verdict] = []

  convenience init(
    entropy: MinEntropy, bits: Int, alpha: Int = 30, isOpaque: Bool = false, skipStartUp: Bool = false
  ) throws {
    let configuration = try HealthTestConfiguration(
      minEntropy: entropy, bitsPerSample: bits, alphaExponent: alpha, isOpaque: isOpaque)
    try self.init(configuration, skipStartUp: skipStartUp)
  }

  /// - Parameter skipStartUp: feeds 1024 samples that raise no alarm first: two whole windows, or one.
  init(_ configuration: HealthTestConfiguration, skipStartUp: Bool = false) throws {
    tests = try HealthTests(configuration)
    bits = configuration.bitsPerSample
    if skipStartUp {
      var generator = SplitMix64(seed: 77)
      // To an opaque device's tests 0, 1, 2, ... is a repeated block.
      try feed(configuration.isOpaque ? generator.symbols(1024, bits: 8) : Self.quiet(1024, bits: bits))
      verdicts = []
    }
  }

  /// Feeds the bytes in batches of `batch`; returns the first alarm.
  @discardableResult
  func feed(_ bytes: some Collection<UInt8>, batch: Int = 4096) throws -> HealthAlarm? {
    var rest = Array(bytes)[...]
    var first: HealthAlarm?
    while !rest.isEmpty {
      let verdict = Verdict(tests.test(try raw(rest.prefix(batch), bits: bits)))
      verdicts.append(verdict)
      first = first ?? verdict.alarm
      rest = rest.dropFirst(batch)
    }
    return first
  }

  var isPassing: Bool { verdicts.last?.isPassed ?? false }

  /// Samples that neither repeat nor favour a value: 0, 1, 2, ... round the alphabet.
  static func quiet(_ count: Int, bits: Int, from start: Int = 0) -> [UInt8] {
    (start..<(start + count)).map { UInt8($0 & (1 << bits - 1)) }
  }
}
