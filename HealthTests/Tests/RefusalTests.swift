// SPDX-License-Identifier: Apache-2.0
import SecretMemory
import Testing

@testable import HealthTests

/// What cannot be tested is refused with a reason, and changes nothing.
@Suite struct RefusalTests {
  @Test func `samples of another width are refused`() throws {
    let bench = try Bench(entropy: .bits(2), bits: 2, skipStartUp: true)
    let verdict = Verdict(bench.tests.test(try raw([1, 2, 3], bits: 3)))
    #expect(verdict == .refused(.sampleWidthMismatch(bitsPerSample: 3, expected: 2)))
    #expect(bench.tests.report.samplesTested == 1024)
  }

  // B-27: bits above the width would make equal values look different.
  @Test(arguments: 1...7)
  func `a sample above its width is refused`(bits: Int) throws {
    let bench = try Bench(entropy: .bits(bits), bits: bits, skipStartUp: true)
    let verdict = Verdict(bench.tests.test(try raw([0, 1, UInt8(1 << bits), 1], bits: bits)))
    #expect(verdict == .refused(.sampleAboveWidth(bitsPerSample: bits)))
    #expect(bench.tests.report.samplesTested == 1024)
    #expect(bench.tests.report.samplesDropped == 1024 + 4)
  }

  @Test func `an empty batch is refused`() throws {
    let bench = try Bench(entropy: .bits(8), bits: 8)
    #expect(Verdict(bench.tests.test(try raw([]))) == .refused(.noSamples))
  }

  @Test func `a batch of another source is refused`() throws {
    let bench = try Bench(entropy: .bits(8), bits: 8, skipStartUp: true)
    let verdict = Verdict(bench.tests.test(try raw([1], source: "other")))
    #expect(verdict == .refused(.sourceMismatch(source: "other", expected: "scripted")))
  }

  @Test func `a fill that claims too much or too little is cut`() throws {
    var samples = try RawSamples(source: "scripted", sequence: 0, bitsPerSample: 8, capacity: 4)
    #expect(samples.fill { _ in 5 } == 4)
    #expect(samples.fill { _ in -1 } == 0)
    #expect(samples.count == 0)
  }

  @Test func `a fill that throws leaves no samples`() throws {
    var samples = try RawSamples(source: "scripted", sequence: 0, bitsPerSample: 8, capacity: 4)
    samples.fill { _ in 4 }
    #expect(throws: HealthTestError.noSamples) {
      try samples.fill { (_: inout MutableSpan<UInt8>) throws(HealthTestError) -> Int in
        throw HealthTestError.noSamples
      }
    }
    #expect(samples.count == 0)
  }

  @Test func `no room, or too much, is refused by the memory`() {
    #expect(throws: SecretMemoryError.self) {
      _ = try RawSamples(source: "scripted", sequence: 0, bitsPerSample: 8, capacity: 0)
    }
    #expect(throws: SecretMemoryError.self) {
      _ = try RawSamples(source: "scripted", sequence: 0, bitsPerSample: 8, capacity: 1 << 24)
    }
  }

  @Test func `in a forked child the samples are lost, never zeros`() throws {
    let bench = try Bench(entropy: .bits(8), bits: 8, skipStartUp: true)
    let opaque = try Bench(entropy: .bits(8), bits: 8, isOpaque: true, skipStartUp: true)
    var before: RawSamples? = try raw(Bench.quiet(100, bits: 8))
    let tested: HealthTests.Outcome = bench.tests.test(try raw([1, 2, 3]))
    guard case .passed(let passed) = consume tested else {
      Issue.record("three good samples did not pass")
      return
    }
    let status = Fork.inChild {
      // Samples from before the fork, tests from before the fork: both are refused, and for different
      // reasons.
      guard let before = before.take(), before.withBytes({ $0.count }) == nil else { return 1 }
      guard passed.withBytes({ $0.count }) == nil else { return 2 }
      let lost = Verdict(bench.tests.test(before))
      guard lost == .refused(.samplesLost(count: 100)) else { return 3 }
      guard let fresh = try? raw(Bench.quiet(100, bits: 8)), let other = try? raw([1, 2, 3]) else { return 4 }
      guard Verdict(bench.tests.test(fresh)) == .refused(.stateLost) else { return 5 }
      guard Verdict(opaque.tests.test(other)) == .refused(.stateLost) else { return 6 }
      guard bench.tests.report.samplesTested == 1027 else { return 7 }
      return 0
    }
    #expect(status == 0)
  }
}
