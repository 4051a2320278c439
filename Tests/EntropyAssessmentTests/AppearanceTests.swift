// SPDX-License-Identifier: Apache-2.0
import EntropyAssessment
import TestSupport
import Testing

@Suite struct AppearanceTests {
  private static func appearances(_ bytes: [UInt8], width: Int = 8) -> [Appearance] {
    Appearance.all(of: bytes, width: width, areBytes: true)
  }

  @Test func `text is told by its characters`() {
    var choices = SplitMix64(seed: 1)
    let digits = choices.bytes(2000).map { hexadecimal([$0]) }
    func text(_ text: String) -> [Appearance] { Self.appearances(Array(text.utf8)) }
    #expect(text(digits.joined()) == [.hexadecimalText])
    #expect(text(digits.joined(separator: "\n").uppercased()) == [.hexadecimalText])
    #expect(text(digits.map { "0x" + $0 }.joined(separator: ", ")) == [.hexadecimalText])
    #expect(text(String(repeating: "17\n255, -3\n", count: 50)) == [.decimalText])
    #expect(text(String(repeating: "0110 1\n", count: 50)) == [.binaryText])
    #expect(text("It was the best of times, it was the worst of times.\n") == [.asciiText])
    // A few letters beyond ASCII do not hide a text.
    #expect(text("Es war die beste und die schönste Zeit, es war die schlechteste.\n") == [.asciiText])
  }

  /// The digits of 3, 1 and 0 are no letters: bytes below 10, bits, and rows of digits.
  @Test func `hexadecimal text without a letter is told from numbers and bits`() {
    var choices = SplitMix64(seed: 9)
    func text(_ text: String) -> [Appearance] { Self.appearances(Array(text.utf8)) }
    for mask: UInt8 in [1, 7] {
      let digits = choices.bytes(300).map { hexadecimal([$0 & mask]) }
      #expect(text(digits.joined()) == [.hexadecimalText])
      #expect(text(digits.joined(separator: " ") + "\n") == [.hexadecimalText])
      #expect(text(digits.prefix(30).joined() + "\n" + digits.joined()) == [.hexadecimalText])
    }
    let numbers = (0..<300).map { _ in choices.integer(in: 0...255) }
    #expect(text(numbers.map { "\($0)" }.joined(separator: "\n")) == [.decimalText])
    #expect(text(numbers.map { "\($0 % 90 + 10)" }.joined(separator: ", ")) == [.decimalText])
    #expect(text(numbers.map { "\($0 & 1)" }.joined()) == [.binaryText])
    #expect(text(numbers.map { "\($0 & 1)" }.joined(separator: "\n")) == [.binaryText])
  }

  @Test func `noise within the printable characters is no text`() {
    var choices = SplitMix64(seed: 2)
    let narrow = (0..<5000).map { _ in UInt8(choices.integer(in: 33...80)) }
    #expect(!Self.appearances(narrow).contains(.asciiText))
    #expect(Self.appearances(choices.bytes(5000)) == [])
  }

  /// Bits that are one with probability 0.3, and bits that change with probability 0.1, in bytes.
  @Test func `packed samples are told by what is equal at every place of a byte`() {
    var choices = SplitMix64(seed: 3)
    func packed(_ samples: [UInt8], bits: Int) -> [UInt8] {
      let perByte = 8 / bits
      return (0..<samples.count / perByte).map { byte in
        (0..<perByte).reduce(0) { $0 << UInt8(bits) | samples[byte * perByte + $1] }
      }
    }
    let biased = (0..<80_000).map { _ in UInt8(choices.integer(in: 0...9) < 3 ? 1 : 0) }
    #expect(Self.appearances(packed(biased, bits: 1)) == [.packedSamples(bits: 1)])
    var bit: UInt8 = 0
    let sticky = (0..<80_000).map { _ in
      if choices.integer(in: 0...9) == 0 { bit ^= 1 }
      return bit
    }
    #expect(Self.appearances(packed(sticky, bits: 1)) == [.packedSamples(bits: 1)])
    let two = (0..<80_000).map { _ in UInt8(min(choices.integer(in: 0...7), 3)) }
    #expect(Self.appearances(packed(two, bits: 2)) == [.packedSamples(bits: 2)])
    let four = (0..<80_000).map { _ in UInt8(choices.integer(in: 0...15) & choices.integer(in: 0...15)) }
    // Its bits are independent and equally biased.
    #expect(Self.appearances(packed(four, bits: 4)) == [.packedSamples(bits: 1)])
    let sums = (0..<80_000).map { _ in UInt8(choices.integer(in: 0...7) + choices.integer(in: 0...8)) }
    #expect(Self.appearances(packed(sums, bits: 4)) == [.packedSamples(bits: 4)])
  }

  @Test func `a byte that is one sample is not taken for several`() {
    var choices = SplitMix64(seed: 4)
    // Rounded sums, about normal, and a geometric distribution.
    let normal = (0..<50_000).map { _ in
      UInt8((0..<8).reduce(0) { sum, _ in sum + choices.integer(in: 0...31) })
    }
    #expect(Self.appearances(normal) == [])
    let geometric = (0..<50_000).map { _ in
      UInt8(min(255, 4 * choices.next().leadingZeroBitCount + choices.integer(in: 0...3)))
    }
    #expect(!Self.appearances(geometric).contains { $0.code == "packed-bits" })
    let few = (0..<50_000).map { _ in UInt8(choices.integer(in: 0...1) * 255) }
    #expect(!Self.appearances(few).contains { $0.code == "packed-bits" })
  }

  @Test func `bits that never change are named, below the width alone`() {
    var choices = SplitMix64(seed: 5)
    let samples = choices.bytes(1000).map { $0 & 0b0101_1011 | 0b0000_0010 }
    #expect(
      Self.appearances(samples, width: 7) == [
        .constantBit(bit: 1, value: 1), .constantBit(bit: 2, value: 0), .constantBit(bit: 5, value: 0),
      ])
    #expect(Self.appearances(samples).contains(.constantBit(bit: 7, value: 0)))
  }

  @Test(arguments: [2, 3, 7, 256, 1000, 65_536])
  func `a period is found when it holds to the end`(period: Int) {
    var choices = SplitMix64(seed: UInt64(period))
    let one = choices.bytes(period)
    let samples = (0..<200_003).map { one[$0 % period] }
    #expect(Self.periods(samples) == [.period(samples: period)])
    // Broken by its last sample.
    var broken = samples
    broken[broken.count - 1] ^= 1
    #expect(!Self.periods(broken).contains { $0.code == "period" })
  }

  @Test func `two copies are told, however long`() {
    var choices = SplitMix64(seed: 8)
    let one = choices.bytes(70_000)
    #expect(Self.periods(one + one) == [.period(samples: 70_000)])
    #expect(Self.periods(one + one.dropLast() + [one[69_999] ^ 1]) == [])
    #expect(Self.periods([UInt8](repeating: 1, count: 140_000)) == [])
  }

  private static func periods(_ samples: [UInt8]) -> [Appearance] {
    Appearance.all(of: samples, width: 8, areBytes: false).filter { $0.code != "constant-bit" }
  }

  @Test func `a sample that is always the same is found among others`() {
    var choices = SplitMix64(seed: 6)
    let samples = (0..<10_000).map { UInt8($0 % 7 == 3 ? 5 : choices.integer(in: 0...7)) }
    #expect(Self.periods(samples) == [.fixedSample(every: 7, value: 5)])
  }

  @Test func `rare symbols make no regularity`() {
    // Of 2,000 bits hardly any is one: at many distances all samples are zero.
    var choices = SplitMix64(seed: 7)
    let bits = (0..<2000).map { _ in UInt8(choices.integer(in: 0...49) == 0 ? 1 : 0) }
    #expect(Self.periods(bits) == [])
    #expect(Self.periods([0, 1, 0, 1]) == [])
    #expect(Self.periods([5, 5, 5, 5]) == [])
    #expect(Self.periods([]) == [])
  }
}
