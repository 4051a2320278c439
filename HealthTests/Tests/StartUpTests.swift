// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HealthTests

/// SP 800-90B 4.3; B-21 to B-24.
@Suite struct StartUpTests {
  @Test(arguments: [1, 5, 64, 1000, 1023, 1024])
  func `nothing is released before sample 1024`(batch: Int) throws {
    let bench = try Bench(entropy: .bits(8), bits: 8)
    let samples = Bench.quiet(3000, bits: 8)
    try bench.feed(samples, batch: batch)
    var seen = 0
    var released: [UInt8] = []
    for verdict in bench.verdicts {
      switch verdict {
      case .startingUp(let remaining):
        seen += batch
        #expect(remaining == 1024 - seen)
      case .passed(let bytes): released += bytes
      default: Issue.record("\(verdict)")
      }
    }
    #expect(released == Array(samples[1024...]))
  }

  @Test func `a batch in which the start-up test ends releases what comes after it`() throws {
    let bench = try Bench(entropy: .bits(8), bits: 8)
    try bench.feed(Bench.quiet(1030, bits: 8))
    #expect(bench.verdicts == [.passed([0, 1, 2, 3, 4, 5])])
    #expect(bench.tests.report.samplesTested == 1030)
    #expect(bench.tests.report.samplesDropped == 1024)
  }

  @Test func `a failure at any point of the start-up test releases nothing and begins it again`() throws {
    for offset in stride(from: 0, to: 1019, by: 93) + [1019] {
      let bench = try Bench(entropy: .bits(8), bits: 8)
      var samples = Bench.quiet(1030, bits: 8)
      for index in offset..<(offset + 5) { samples[index] = 0xaa }
      #expect(try bench.feed(samples) != nil)
      #expect(bench.tests.startUpRemaining == 1024)
      try bench.feed(Bench.quiet(1024, bits: 8, from: 7))
      #expect(bench.verdicts.last == .startingUp(0))
      try bench.feed(Bench.quiet(10, bits: 8))
      #expect(bench.isPassing)
    }
  }

  @Test func `an alarm begins the start-up test again, before its end and after it`() throws {
    for fed in [500, 1024, 3000] {
      let bench = try Bench(entropy: .bits(8), bits: 8)
      try bench.feed(Bench.quiet(fed, bits: 8))
      #expect(bench.tests.startUpRemaining == max(1024 - fed, 0))
      #expect(try bench.feed([9, 9, 9, 9, 9]) != nil)
      #expect(bench.tests.startUpRemaining == 1024, "after \(fed) samples")
      try bench.feed(Bench.quiet(1023, bits: 8))
      #expect(bench.verdicts.last == .startingUp(1), "after \(fed) samples")
    }
  }

  @Test func `the start-up test can be run on demand`() throws {
    let bench = try Bench(entropy: .bits(8), bits: 8, skipStartUp: true)
    try bench.feed(Bench.quiet(10, bits: 8))
    #expect(bench.isPassing)
    bench.tests.restartStartUp()
    #expect(bench.tests.report.startUpRemaining == 1024)
    try bench.feed(Bench.quiet(1023, bits: 8, from: 10))
    #expect(bench.verdicts.last == .startingUp(1))
    try bench.feed(Bench.quiet(3, bits: 8, from: 1033))
    #expect(bench.verdicts.last == .passed([10, 11]))
  }

  @Test func `on demand, runs and windows go on`() throws {
    let bench = try Bench(entropy: .bits(8), bits: 8, skipStartUp: true)
    #expect(try bench.feed([9, 9, 9, 9]) == nil)
    bench.tests.restartStartUp()
    #expect(try bench.feed([9])?.observed == 5)
  }
}
