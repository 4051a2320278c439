// SPDX-License-Identifier: Apache-2.0
import EntropyAssessment
import TestSupport
import Testing

@Suite struct BitStringTests {
  @Test(arguments: 1...8) func `bits come out of samples most significant first`(width: Int) {
    var choices = SplitMix64(seed: UInt64(width))
    for count in [0, 1, 7, 8, 9, 63, 64, 65, 1000] {
      let samples = (0..<count).map { _ in UInt8(choices.integer(in: 0...255)) }
      let expected = samples.flatMap { sample in (0..<width).map { sample >> UInt8(width - 1 - $0) & 1 } }
      for limit in [0, 1, 63, 64, 65, count * width - 1, .max] where limit >= 0 {
        let bits = BitString(samples, width: width, limit: limit)
        #expect(bits.count == min(limit, expected.count))
        #expect((0..<bits.count).map { bits[$0] } == Array(expected.prefix(limit)))
        #expect(bits.words.count == (bits.count + 63) / 64 + 2)
        // Nothing behind the end.
        let ones = bits.words.reduce(0) { $0 + $1.nonzeroBitCount }
        #expect(ones == expected.prefix(limit).reduce(0) { $0 + Int($1) })
      }
    }
  }
}
