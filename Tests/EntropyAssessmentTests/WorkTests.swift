// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

@testable import EntropyAssessment

@Suite struct WorkTests {
  @Test func `work that is done holds no memory`() {
    var choices = SplitMix64(seed: 1)
    weak var remembered: Work?
    do {
      let work = Work([.mostCommonValue, .lag])
      work.add(Symbols(choices.bytes(1000)))
      work.add(BitString(choices.bytes(1000), width: 8), as: .bitstring)
      remembered = work
      let passes = work.perform(threads: 2, nil)
      #expect(passes.literal?.lag != nil && passes.bitstring?.mostCommonValue != nil)
    }
    #expect(remembered == nil)
  }
}
