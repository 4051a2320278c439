// SPDX-License-Identifier: Apache-2.0
import EntropySources
import RandomnessService
import SecretMemory
import TestSupport
import Testing

/// Numbers of a range (requirement A-52).
@Suite struct UniformTests {
  /// Gives the words of a list, as the bytes that `uniform` reads.
  final class Words: RandomBytes {
    private let words: Guarded<[UInt64]>
    init(_ words: [UInt64]) { self.words = Guarded(words) }

    /// How many are left.
    var count: Int { words.withLock { $0.count } }

    func fill(_ bytes: inout MutableSpan<UInt8>) throws(RandomnessError) {
      let word = words.withLock { $0.isEmpty ? nil : $0.removeFirst() }
      guard let word else { throw .shutDown }
      for index in bytes.indices { bytes[index] = UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * index)) }
    }
    func fill(_ bytes: inout MutableSpan<UInt8>, predictionResistance: Bool) throws(RandomnessError) {
      try fill(&bytes)
    }
    func fillSecret(
      _ bytes: inout MutableSpan<UInt8>, predictionResistance: Bool
    ) throws(RandomnessError) {
      try fill(&bytes)
    }
    func fillPublished(_ bytes: inout MutableSpan<UInt8>) throws(RandomnessError) { try fill(&bytes) }
    func generator() -> SplitMix64 { SplitMix64(seed: 0) }
  }

  @Test func `each number of a range comes from one number of bits, and the others are drawn again`() throws {
    // Three bits hold 0 to 7; 6 and 7 are beyond 0..<6.
    for word: UInt64 in 0..<6 {
      #expect(try Words([word]).uniform(in: 10..<16) == Int(10 + word))
      #expect(try Words([word | 0xff00]).uniform(in: -3...2) == Int8(-3) + Int8(word))
    }
    let words = Words([6, 7, 14, 15, 8 | 3, 1])
    #expect(try words.uniform(in: 0..<6 as Range<UInt16>) == 3)
    #expect(words.count == 1)
  }

  @Test func `the widest ranges and the narrowest need no rejection`() throws {
    #expect(try Words([1 << 63]).uniform(in: Int.min...Int.max) == 0)
    #expect(try Words([0]).uniform(in: UInt64.min...UInt64.max) == 0)
    #expect(try Words([.max]).uniform(in: UInt8.min...UInt8.max) == 255)
    #expect(try Words([.max]).uniform(in: 5...5) == 5)
    let words = Words([0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210])
    let wide = try words.uniform(in: UInt128.min...UInt128.max)
    #expect(wide == 0x0123_4567_89ab_cdef_fedc_ba98_7654_3210)
  }

  @Test func `an empty range and a service without randomness are errors`() {
    #expect(throws: RandomnessError.emptyRange) { try Words([0]).uniform(in: 4..<4) }
    #expect(throws: RandomnessError.shutDown) { try Words([7]).uniform(in: 0..<6) }
  }

  /// A false failure has probability 10^-9: the quantile of chi-square with 99 degrees of freedom, 207.9.
  @Test func `numbers are spread evenly`() throws {
    let bench = try Bench(Configuration(sources: [.getrandom]))
    var counts = [Int](repeating: 0, count: 100)
    let draws = 100_000
    for _ in 0..<draws { counts[try bench.service.uniform(in: 0..<100)] += 1 }
    let expected = Double(draws) / 100
    let chiSquare = counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    #expect(chiSquare < 207.9)
  }
}
