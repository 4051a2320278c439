// SPDX-License-Identifier: Apache-2.0
import EntropyAssessment
import TestSupport
import Testing

@Suite struct InspectionTests {
  @Test func `bits are ranked by their min-entropy`() throws {
    var choices = SplitMix64(seed: 1)
    // Bit 0 is one in a third of the samples, bit 1 in a half, bit 2 always, bit 3 in a quarter, bit 4 never.
    let samples = (0..<5000).map { _ in
      UInt8(choices.integer(in: 0...2) / 2) | UInt8(choices.integer(in: 0...1)) << 1 | 4
        | UInt8(choices.integer(in: 0...3) / 3) << 3
    }
    let inspection = try Inspection(.bytes(samples), width: 5)
    // Equal ones from the least significant on.
    #expect(inspection.ranking.map(\.bit) == [1, 0, 3, 2, 4])
    #expect(inspection.activeBits == [0, 1, 3])
    #expect(inspection.bits.map(\.isConstant) == [false, false, true, false, true])
    #expect(inspection.bits[2].ones == 5000)
    #expect(inspection.bits[0].ones == samples.count { $0 & 1 == 1 })
    #expect(inspection.bits[0].minEntropy < 0.585 && inspection.bits[0].minEntropy > 0.4)
    #expect(inspection.bits[2].minEntropy == 0)
    #expect(inspection.distinctCount == Set(samples).count)
  }

  @Test func `words have more bits than a symbol`() throws {
    let inspection = try Inspection(.words([1, 1 << 31, 1, 70_000]), areBytes: false)
    #expect(inspection.width == 32)
    #expect(inspection.counts.values == [1, 70_000, 1 << 31])
    #expect(inspection.counts.counts == [2, 1, 1])
    #expect(inspection.bits[31].ones == 1)
  }

  @Test func `a histogram has all samples, in ranges from the lowest to the highest`() throws {
    var choices = SplitMix64(seed: 2)
    let words = (0..<3000).map { _ in UInt32(truncatingIfNeeded: choices.next()) }
    for samples in [
      SampleValues.words(words), .bytes(choices.bytes(3000)), .bytes([255]), .words([0, .max]),
    ] {
      let counts = ValueCounts(samples)
      for limit in [1, 2, 32, 256] {
        let bins = counts.histogram(limit: limit)
        #expect(bins.count <= limit)
        #expect(bins.reduce(0) { $0 + $1.count } == samples.count)
        #expect(bins.first?.range.lowerBound == counts.values.first)
        #expect(bins.last?.range.upperBound == counts.values.last)
        for (bin, next) in zip(bins, bins.dropFirst()) where counts.values.count > limit {
          #expect(next.range.lowerBound == bin.range.upperBound + 1)
        }
      }
    }
    #expect(ValueCounts(.bytes([])).histogram(limit: 8) == [])
  }

  @Test func `what cannot be inspected is refused`() {
    #expect(throws: AssessmentError.empty) { try Inspection(.bytes([])) }
    #expect(throws: AssessmentError.symbolTooWide(symbol: 16, position: 1, width: 4)) {
      try Inspection(.bytes([1, 16]), width: 4)
    }
  }

  @Test func `percentiles of blocks lie between neighbours in proportion`() throws {
    let summary = try #require(BlockSummary([3, 1, 2, 5]))
    #expect((summary.minimum.block, summary.minimum.value) == (1, 1))
    #expect((summary.median, summary.maximum) == (2.5, 5))
    #expect(summary.percentile(25) == 1.75)
    #expect(abs(summary.percentile(95) - 4.7) < 1e-12)
    #expect((summary.percentile(0), summary.percentile(100)) == (1, 5))
    #expect(BlockSummary([7])?.percentile(50) == 7)
    #expect(BlockSummary([]) == nil)
  }
}
