// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HealthTests

/// B-25, B-28: one induced failure for each mode that is listed at ``HealthTests``, and sound sources beside
/// them.
@Suite struct FailureModeTests {
  /// Feeds a file in reads of 64 samples and says after how many of them the first alarm came.
  static func replay(_ file: String, _ bench: Bench) throws -> HealthAlarm? {
    try bench.feed(try Vectors.bytes(file), batch: 64)
  }

  @Test(arguments: [false, true])
  func `a real opaque device passes`(isOpaque: Bool) throws {
    let bench = try Bench(entropy: .bits(7), bits: 8, isOpaque: isOpaque)
    #expect(try Self.replay("real-virtio-8bit.bin", bench) == nil)
    #expect(bench.isPassing)
    #expect(bench.tests.report.shadowExceedances == 0)
  }

  @Test func `a real poor source passes at an honest claim and fails at a vain one`() throws {
    let honest = try Bench(entropy: .bits(2), bits: 8)
    #expect(try Self.replay("real-tsc-8bit.bin", honest) == nil)
    let vain = try Bench(entropy: .bits(7), bits: 8)
    #expect(try Self.replay("real-tsc-8bit.bin", vain)?.test == .adaptiveProportion)
    #expect(vain.tests.failure != nil)
  }

  @Test func `stuck: the fifth equal sample is an alarm, the ninth is permanent`() throws {
    let bench = try Bench(entropy: .bits(8), bits: 8)
    let alarm = try #require(try Self.replay("stuck-8bit.bin", bench))
    #expect(alarm.test == .repetitionCount)
    // Stuck from sample 5000 on; the read that brought the fifth brought the ninth as well.
    #expect(alarm.isPermanent && alarm.position == 5008)
    #expect(bench.tests.report.samplesTested == 5056)
  }

  @Test func `biased: a bit that is 0 in seven of ten cases fails within two windows`() throws {
    let bench = try Bench(entropy: .bits(1), bits: 1)
    let alarm = try #require(try Self.replay("biased-1bit.bin", bench))
    #expect(alarm.test == .adaptiveProportion && alarm.position < 2048)
    #expect(bench.tests.failure != nil, "three windows out of four begin with the frequent value")
  }

  @Test func `drifting: shown before it is an alarm`() throws {
    let bench = try Bench(entropy: .bits(1), bits: 1)
    let samples = try Vectors.bytes("drifting-1bit.bin")
    #expect(try bench.feed(samples[..<32_768], batch: 64) == nil)
    #expect(!bench.tests.report.isDrifting, "down to H = 0.86 there is nothing to see in 32 windows")
    #expect(try bench.feed(samples[32_768...], batch: 64) == nil)
    #expect(bench.isPassing)
    // Two windows counted 606 and 607, where 589 is to be expected once in a million windows.
    #expect(bench.tests.report.adaptiveProportion.shadowExceedances == 2)
    #expect(bench.tests.report.isDrifting)
  }

  @Test func `periodic: neither test of the standard sees it, the repeated block does`() throws {
    let raw = try Bench(entropy: .bits(8), bits: 8)
    #expect(try Self.replay("periodic-8bit.bin", raw) == nil)
    #expect(raw.isPassing, "a balanced period passes RCT and APT: this is said in the documentation")

    let opaque = try Bench(entropy: .bits(8), bits: 8, isOpaque: true)
    let alarm = try #require(try Self.replay("periodic-8bit.bin", opaque))
    // 48 bytes: the fourth block is the first one again.
    #expect(alarm.test == .repeatedBlock && alarm.isPermanent && alarm.position == 255)
  }

  @Test func `periodic: a period with a frequent value is seen by the adaptive proportion test`() throws {
    // Sixteen values in turn have 4 bits at best; at a claim of 8 each comes 32 times in a window.
    let bench = try Bench(entropy: .bits(8), bits: 8)
    let samples = (0..<2048).map { UInt8($0 % 16) }
    #expect(try bench.feed(samples)?.test == .adaptiveProportion)
  }

  @Test(arguments: [1, 2, 3, 16, 31, 32, 33, 48, 63, 64, 128, 192, 320, 1024, 4032, 4096])
  func `replay: periods that 64 blocks can show are found`(period: Int) throws {
    var generator = SplitMix64(seed: UInt64(period))
    let once = generator.symbols(period, bits: 8)
    let bench = try Bench(entropy: .bits(8), bits: 8, isOpaque: true)
    try bench.feed((0..<(3 * 4096)).map { once[$0 % period] }, batch: 100)
    #expect(bench.tests.failure != nil)
    let found = bench.tests.failure?.test
    // Short periods repeat their values often enough for the tests of the standard, which come first.
    #expect(period < 34 || found == .repeatedBlock, "\(period): \(String(describing: found))")
  }

  @Test func `replay: a recording longer than the memory is not found, and this is said`() throws {
    var generator = SplitMix64(seed: 1)
    let once = generator.symbols(4096 + 64, bits: 8)
    let bench = try Bench(entropy: .bits(8), bits: 8, isOpaque: true)
    #expect(try bench.feed(once + once + once) == nil)
  }

  @Test(arguments: [(UInt8(0x00), HealthAlarm.Test.allZero), (0xff, .allOnes)])
  func `all zero and all ones: on an opaque device by block as well`(
    value: UInt8, test: HealthAlarm.Test
  ) throws {
    let bench = try Bench(entropy: .bits(8), bits: 8, isOpaque: true)
    let alarm = try #require(try bench.feed([UInt8](repeating: value, count: 64)))
    #expect(alarm.isPermanent)
    #expect(bench.tests.report.alarms[test] == 1)
    #expect(bench.tests.report.alarms[.repetitionCount] != nil)
    // 63 of them, or 64 that are not aligned, are left to the repetition count test.
    let other = try Bench(entropy: .bits(8), bits: 8, isOpaque: true)
    try other.feed([1] + [UInt8](repeating: value, count: 64))
    #expect(other.tests.report.alarms[test] == nil)
  }

  @Test func `text: a device that talks to a terminal`() throws {
    let text = Array(
      "Infinite noise source, version 1.2\r\nOK\r\nvoltage 3.31 V, 47.5 C, all is well\t(yes)\n".utf8)
    let bench = try Bench(entropy: .bits(8), bits: 8, isOpaque: true)
    var generator = SplitMix64(seed: 3)
    // Never the same block twice: a counter goes with each line.
    var stream: [UInt8] = []
    while stream.count < 256 { stream += text + Array("\(generator.next())".utf8) }
    let alarm = try bench.feed(stream.prefix(256), batch: 50)
    #expect(bench.tests.report.alarms[.textOnly] == 1, "\(String(describing: alarm))")
    // One byte that no terminal prints, in any of the four blocks, is enough to pass this test.
    for index in [0, 100, 255] {
      let other = try Bench(entropy: .bits(8), bits: 8, isOpaque: true)
      var almost = Array(stream.prefix(256))
      almost[index] = 0x80
      try other.feed(almost)
      #expect(other.tests.report.alarms[.textOnly] == nil, "byte \(index)")
    }
    for byte in [UInt8(0x00), 0x08, 0x0b, 0x1f, 0x7f, 0x80, 0xff] {
      let other = try Bench(entropy: .bits(8), bits: 8, isOpaque: true)
      try other.feed(Array(stream.prefix(255)) + [byte])
      #expect(other.tests.report.alarms[.textOnly] == nil, "byte \(byte)")
    }
  }

  @Test func `total-failure tests are off where the claim makes their false alarms likely`() throws {
    func inForce(_ units: Int, isOpaque: Bool = true) throws -> [HealthAlarm.Test] {
      try Bench(entropy: MinEntropy(units: units), bits: 8, isOpaque: isOpaque).tests.report.totalFailureTests
    }
    #expect(try inForce(2048, isOpaque: false) == [])
    #expect(try inForce(2048) == [.allZero, .allOnes, .repeatedBlock, .textOnly])
    #expect(try inForce(1760) == [.allZero, .allOnes, .repeatedBlock, .textOnly])
    #expect(try inForce(1759) == [.allZero, .allOnes, .repeatedBlock])
    #expect(try inForce(264) == [.allZero, .allOnes, .repeatedBlock])
    #expect(try inForce(263) == [.allZero, .allOnes])
    #expect(try inForce(240) == [.allZero, .allOnes])
    #expect(try inForce(239) == [])
    // A poor but sound source of text-like bytes is left alone.
    let bench = try Bench(entropy: .bits(4), bits: 8, isOpaque: true)
    var generator = SplitMix64(seed: 4)
    #expect(try bench.feed(generator.symbols(4096, bits: 6).map { 0x20 + $0 }) == nil)
  }

  @Test func `a block is judged across reads`() throws {
    for batch in [1, 7, 63, 64, 65] {
      let bench = try Bench(entropy: .bits(8), bits: 8, isOpaque: true)
      let block = Bench.quiet(64, bits: 8)
      try bench.feed(block + block, batch: batch)
      #expect(bench.tests.failure?.test == .repeatedBlock, "batches of \(batch)")
      #expect(bench.tests.failure?.position == 127, "batches of \(batch)")
    }
  }
}
