// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HealthTests

/// SP 800-90B 4.4.2; B-11, B-12, B-22.
@Suite struct AdaptiveProportionTests {
  /// One window that begins with `symbol` and holds it `copies` times, never twice in a row.
  static func window(_ symbol: UInt8, copies: Int, size: Int = 512, firstGap: Int = 2) -> [UInt8] {
    // 1, 2, 3, ... 100 round and round: no other value comes more often than six times.
    var samples = (0..<size).map { UInt8(1 + $0 % 100) }
    samples[0] = symbol
    for copy in 1..<max(copies, 1) { samples[firstGap + 2 * (copy - 1)] = symbol }
    return samples
  }

  @Test func `the window is 1024 for binary sources and 512 for all others`() throws {
    for width in 1...8 {
      let configuration = try HealthTestConfiguration(minEntropy: .bits(1), bitsPerSample: width)
      #expect(configuration.cutoffs.window == (width == 1 ? 1024 : 512))
    }
  }

  @Test func `one less than the cutoff passes and the cutoff fails, wherever in the window`() throws {
    let configuration = try HealthTestConfiguration(minEntropy: .bits(8), bitsPerSample: 8)
    let cutoff = configuration.cutoffs.adaptiveProportion
    #expect(cutoff == 16)
    for gap in stride(from: 2, through: 512 - 2 * (cutoff - 1), by: 3) + [512 - 2 * (cutoff - 1) + 1] {
      for copies in [cutoff - 1, cutoff] {
        let bench = try Bench(configuration, skipStartUp: true)
        let alarm = try bench.feed(Self.window(200, copies: copies, firstGap: gap))
        #expect(bench.tests.report.adaptiveProportion.largest == copies, "gap \(gap)")
        guard copies == cutoff else {
          #expect(alarm == nil && bench.isPassing, "gap \(gap)")
          continue
        }
        let expected = HealthAlarm(
          test: .adaptiveProportion, observed: cutoff, cutoff: cutoff, severity: .intermittent,
          cause: .cutoff,
          position: UInt64(1024 + gap + 2 * (cutoff - 2)))
        #expect(alarm == expected, "gap \(gap)")
      }
    }
  }

  @Test func `binary windows end after exactly 1024 samples`() throws {
    // H = 1: C = 609. A window with a 1 in front and 607 or 608 more, spread so that no run comes near 31.
    for copies in [608, 609] {
      var samples = [UInt8](repeating: 0, count: 1024)
      for index in 0..<512 { samples[2 * index] = 1 }
      for index in 0..<(copies - 512) { samples[1 + 10 * index] = 1 }
      let bench = try Bench(entropy: .bits(1), bits: 1, skipStartUp: true)
      let alarm = try bench.feed(samples)
      #expect((alarm?.observed) == (copies == 609 ? 609 : nil))
      #expect(bench.tests.report.windowsTested == 2)
    }
  }

  @Test func `a window counts across read boundaries, however they fall`() throws {
    let configuration = try HealthTestConfiguration(minEntropy: .bits(8), bitsPerSample: 8)
    for copies in [15, 16] {
      let samples = Self.window(200, copies: copies)
      for batch in [1, 2, 3, 5, 31, 32, 33, 64, 511, 512, 600] {
        let bench = try Bench(configuration, skipStartUp: true)
        let alarm = try bench.feed(samples, batch: batch)
        #expect((alarm != nil) == (copies == 16), "\(copies) in batches of \(batch)")
      }
      for cut in stride(from: 0, through: 512, by: 13) {
        let bench = try Bench(configuration, skipStartUp: true)
        let first = try bench.feed(samples[..<cut])
        let second = try bench.feed(samples[cut...])
        #expect(((first ?? second) != nil) == (copies == 16), "cut at \(cut)")
      }
    }
  }

  @Test func `copies that are split over two windows pass: windows do not overlap`() throws {
    let bench = try Bench(entropy: .bits(8), bits: 8, skipStartUp: true)
    // Fifteen at the end of one window and as many at the start of the next, both with the value in front.
    var first = Self.window(200, copies: 1)
    for copy in 0..<14 { first[511 - 2 * copy] = 200 }
    var second = Self.window(200, copies: 15, firstGap: 2)
    second[0] = 200
    #expect(try bench.feed(first + second) == nil)
    #expect(bench.tests.report.adaptiveProportion.largest == 15)
    #expect(bench.tests.report.windowsTested == 4)
  }

  @Test func `only the first sample of a window is counted`() throws {
    let bench = try Bench(entropy: .bits(8), bits: 8, skipStartUp: true)
    // Two hundred of one value, but another one in front: the test cannot see it, and must not.
    var samples = Self.window(200, copies: 200)
    samples[0] = 201
    #expect(try bench.feed(samples) == nil)
    // The two are from the quiet start.
    #expect(bench.tests.report.adaptiveProportion.largest == 2)
  }

  @Test func `an alarm does not reset the window, and counts once for it`() throws {
    let bench = try Bench(entropy: .bits(8), bits: 8, skipStartUp: true)
    var samples = Self.window(200, copies: 20)
    samples[300] = 200
    let first = try bench.feed(samples[..<100])
    #expect(first?.cause == .cutoff && first?.observed == 16)
    #expect(try bench.feed(samples[100..<250]) == nil)
    // The value comes once more in the same window: the batch is dropped, and it is still one alarm.
    let later = try bench.feed(samples[250..<400])
    #expect(later?.cause == .continuation && later?.observed == 21 && later?.severity == .intermittent)
    #expect(bench.tests.report.alarms == [.adaptiveProportion: 1])
    #expect(bench.tests.startUpRemaining == 1024)
    // The next window is a new one.
    #expect(try bench.feed(samples[400...] + Bench.quiet(2048, bits: 8)) == nil)
    #expect(bench.isPassing)
  }

  @Test func `counting in vectors is counting`() {
    var generator = SplitMix64(seed: 11)
    for count in Array(0...100) + [255, 8159, 8160, 8161, 8192, 20_000] {
      let samples = generator.symbols(count, bits: 1)
      let expected = samples.count { $0 == 1 }
      #expect(AdaptiveProportionKernel.occurrences(of: 1, in: samples.span) == expected, "\(count) samples")
    }
    let ones = [UInt8](repeating: 3, count: 3 * 8160 + 31)
    #expect(AdaptiveProportionKernel.occurrences(of: 3, in: ones.span) == ones.count)
  }
}
