// SPDX-License-Identifier: Apache-2.0
import CBZip2
@testable import EntropyAssessment
import TestSupport
import Testing

/// The length that bzip2's own library makes of the same text.
@Suite struct CompressedLengthTests {
  private func bzip2(_ samples: [UInt8]) -> Int {
    var text = Array(samples.map { "\($0)" }.joined(separator: " ").utf8).map { CChar($0) }
    var length = UInt32(text.count + text.count / 50 + 700)
    var output = [CChar](repeating: 0, count: Int(length))
    let status = unsafe BZ2_bzBuffToBuffCompress(&output, &length, &text, UInt32(text.count), 5, 0, 0)
    precondition(status == BZ_OK)
    return Int(length)
  }

  private func own(_ samples: [UInt8]) -> Int {
    let symbols = Symbols(samples)
    var compressed = CompressedLength(alphabet: symbols.alphabet)
    let values = symbols.values
    let first = compressed.bytes(values.span)
    // A second time with what the first left behind.
    if samples.count < 10_000 { #expect(compressed.bytes(values.span) == first) }
    return first
  }

  @Test(arguments: 0..<120)
  func `short sequences of every kind`(seed: Int) {
    var choices = SplitMix64(seed: UInt64(seed))
    let length = choices.integer(in: 1...([40, 400, 4000, 20_000][seed % 4]))
    let shape = SampleShape.allCases[seed % SampleShape.allCases.count]
    let size = [2, 3, 10, 11, 101, 256][choices.integer(in: 0...5)]
    let samples = shape.samples(length, of: size, seed: UInt64(seed))
    #expect(own(samples) == bzip2(samples), "seed \(seed), \(shape), \(length)")
  }

  /// Blocks end within runs of digits, before and behind spaces, and before a last single character.
  @Test(
    arguments: [[0, 1], [7, 77], [0, 255], [111, 222], [5, 11, 100, 101, 199], [9, 99, 211]] as [[UInt8]])
  func `ends of blocks`(alphabet: [UInt8]) {
    var choices = SplitMix64(seed: 42)
    for extra in 0..<(alphabet.count < 3 ? 9 : 3) {
      var samples: [UInt8] = []
      var length = -1
      // 499,981 characters fill a block.
      while length < 499_975 + extra {
        let sample = alphabet[choices.integer(in: 0...(alphabet.count - 1))]
        samples.append(sample)
        length += "\(sample)".count + 1
      }
      #expect(own(samples) == bzip2(samples), "\(alphabet) \(extra) \(length)")
    }
  }

  @Test(arguments: SampleShape.allCases)
  func `several blocks`(shape: SampleShape) {
    let size = shape.rawValue.count % 2 == 0 ? 2 : 256
    let samples = shape.samples(size == 2 ? 300_000 : 160_000, of: size, seed: 9)
    #expect(own(samples) == bzip2(samples), "\(size) symbols")
  }

  /// Sorting by windows gives up on these.
  @Test func `long repetitions`() {
    var choices = SplitMix64(seed: 10)
    let part = choices.bytes(70_000)
    let period = choices.bytes(1999)
    for samples in [
      part + part, [UInt8](repeating: 7, count: 300_000) + [8],
      (0..<300_000).map { period[$0 % period.count] }, (0..<260_000).map { UInt8($0 % 2) },
      [UInt8](repeating: 0, count: 249_991) + [1],
    ] {
      #expect(own(samples) == bzip2(samples))
    }
  }
}
