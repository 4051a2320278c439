// SPDX-License-Identifier: Apache-2.0
@testable import EntropyAssessment
import TestSupport
import Testing

@Suite struct TupleTests {
  /// Lengths at the ends of words and windows, and around the least count of a common tuple.
  static let lengths = [0, 1, 2, 3, 17, 18, 34, 35, 36, 63, 64, 65, 127, 128, 129, 300]

  @Test(arguments: SampleShape.allCases, [2, 3, 4, 16, 256])
  func `the counts of short sequences are those of the definition`(shape: SampleShape, alphabetSize: Int) {
    for length in Self.lengths {
      let samples = shape.samples(length, of: alphabetSize, seed: UInt64(length))
      expectReference(samples, "\(length) samples")
    }
  }

  /// Sequences long enough for each way of counting.
  @Test(arguments: SampleShape.allCases, [1000, 2049])
  func `the counts of longer sequences are those of the definition`(shape: SampleShape, length: Int) {
    let alphabetSize = length % 2 == 0 ? 2 : 256
    expectReference(shape.samples(length, of: alphabetSize, seed: UInt64(length)), "\(alphabetSize) symbols")
  }

  /// The kernel's counts of the symbols and, where they are two, of the bits too.
  private func expectReference(_ samples: [UInt8], _ comment: Comment) {
    let expected = ReferenceTuples.counts(samples)
    #expect(TupleCounts(PackedSequence(Symbols(samples))) == expected, comment)
    if samples.allSatisfy({ $0 < 2 }) {
      #expect(TupleCounts(PackedSequence(BitString(samples, width: 1))) == expected, comment)
    }
    let roots = TupleKernel.roots(Symbols(samples))
    #expect(roots.leastUncommon == expected.leastUncommon, comment)
    #expect(roots.longestRepeated == expected.longestRepeated, comment)
    #expect(roots.mode == (samples.isEmpty ? 0 : expected.highest[0]), comment)
    let (common, repeated) = expected.roots(samples.count)
    #expect(roots.common == common && roots.repeated == repeated, comment)
  }

  @Test(arguments: 1...4)
  func `bits cut from symbols are counted as such`(seed: UInt64) {
    var choices = SplitMix64(seed: seed)
    let samples = choices.bytes(500)
    let bits = BitString(samples, width: 8)
    #expect(TupleCounts(PackedSequence(bits)) == ReferenceTuples.counts((0..<bits.count).map { bits[$0] }))
  }

  /// Long enough for each way of counting to be taken; what they must agree with is tested on short sequences.
  @Test(arguments: SampleShape.allCases, [2, 3, 5, 16, 40, 256])
  func `a suffix array and windows give the same counts`(shape: SampleShape, alphabetSize: Int) {
    for (seed, length) in [2048, 4095, 12_000].enumerated() {
      let samples = shape.samples(length, of: alphabetSize, seed: UInt64(seed))
      let symbols = PackedSequence(Symbols(samples))
      #expect(TupleCounts(symbols) == suffixCounts(symbols), "\(length) symbols, seed \(seed)")
      let bits = PackedSequence(BitString(samples, width: 8, limit: length))
      #expect(TupleCounts(bits) == suffixCounts(bits), "\(length) bits, seed \(seed)")
    }
  }

  @Test(arguments: [1, 2, 3, 5, 7, 8]) func `windows are enough for uniform symbols`(width: Int) throws {
    let samples = SampleShape.uniform.samples(40_000, of: 1 << width, seed: 5)
    let sequence = PackedSequence(Symbols(samples))
    let windows = try #require(WindowTuples(sequence))
    var repeats = try #require(RepeatTuples(windows, in: sequence))
    var tally = windows.tally
    let isCounted = repeats.count(into: &tally)
    #expect(isCounted)
    #expect(
      TupleCounts(highest: tally.highest.map { Int($0) }, pairs: tally.pairs, length: samples.count)
        == suffixCounts(sequence)
    )
  }

  /// As where they are too many to be counted at once.
  @Test(arguments: SampleShape.allCases, [2, 5, 256])
  func `a suffix array gives the same counts for a few lengths at a time`(
    shape: SampleShape, alphabetSize: Int
  ) {
    let samples = shape.samples(700, of: alphabetSize, seed: 11)
    let sequence = PackedSequence(Symbols(samples))
    for lengths in [1, 2, 7, 100, 699, 1000] {
      let counts = suffixCounts(sequence, lengths)
      #expect(counts == ReferenceTuples.counts(samples), "\(lengths) lengths")
      var roots = TupleRoots(length: samples.count)
      SuffixTuplesKernel.count(sequence, lengthsAtOnce: lengths, into: &roots)
      #expect(roots.leastUncommon == counts.leastUncommon && roots.longestRepeated == counts.longestRepeated)
      #expect(roots.common == counts.roots(samples.count).common)
      #expect(roots.repeated == counts.roots(samples.count).repeated)
    }
  }

  private func suffixCounts(
    _ sequence: PackedSequence, _ lengths: Int = SuffixTuplesKernel.lengthsAtOnce
  ) -> TupleCounts {
    TupleCounts(sequence) { SuffixTuplesKernel.count(sequence, lengthsAtOnce: lengths, into: &$0) }
  }

  /// What is common is never at one place of the kernel's table with as many others as it sorts, or what follows it is
  /// different each time.
  @Test(arguments: [false, true])
  func `the first uncommon length may end behind the bits that are tabled`(isTripleCommon: Bool) throws {
    var choices = SplitMix64(seed: 3)
    var samples: [UInt8] = []
    for round in 0..<36 {
      let third = isTripleCommon ? 3 : round % 12 / 3 * 32 + round % 3 * 8 + 5
      samples += [1, 2, UInt8(third), UInt8(10 + round)]
      if isTripleCommon, round % 7 == 0 { samples += [4, 5, 6, 7] }
      samples += (0..<56).map { _ in UInt8(choices.integer(in: 8...127)) }
    }
    samples += 0..<128
    try #require(samples.count >= WindowTuples.leastCount)
    let counts = TupleCounts(PackedSequence(Symbols(samples)))
    #expect(counts == ReferenceTuples.counts(samples))
    #expect(counts.highest.dropFirst() == (isTripleCommon ? [37, 37, 7] : [37, 3]))
  }

  @Test func `without a symbol there is no tuple, without a repeated one none that repeats`() {
    let none = TupleCounts(PackedSequence(Symbols([])))
    #expect(none == TupleCounts(highest: [0], longestRepeated: 0, equalPairs: []))
    let one = TupleCounts(PackedSequence(Symbols([7])))
    #expect(one == TupleCounts(highest: [1], longestRepeated: 0, equalPairs: []))
    let distinct = TupleCounts(PackedSequence(Symbols((0..<256).map { UInt8($0) })))
    #expect(distinct == TupleCounts(highest: [1], longestRepeated: 0, equalPairs: []))
  }

  @Test(arguments: [35, 36, 5000, 70_000])
  func `a constant sequence has one tuple of each length`(length: Int) {
    let counts = TupleCounts(PackedSequence(Symbols([UInt8](repeating: 9, count: length))))
    // Tuples of length t occur L - t + 1 times.
    #expect(counts.leastUncommon == length - 33)
    #expect(counts.highest == (1...length - 33).map { length - $0 + 1 })
    #expect(counts.longestRepeated == length - 1)
    let occurrences = (length - 33...length - 1).map { length - $0 + 1 }
    #expect(counts.equalPairs == occurrences.map { UInt64($0 * ($0 - 1) / 2) })
  }

  @Test(arguments: 1...3)
  func `counts fall with the length of the tuples`(seed: UInt64) {
    for shape in SampleShape.allCases {
      let counts = TupleCounts(PackedSequence(Symbols(shape.samples(60_000, of: 4, seed: seed))))
      #expect(zip(counts.highest, counts.highest.dropFirst()).allSatisfy { $0 >= $1 }, "\(shape)")
      #expect(counts.highest.dropLast().allSatisfy { $0 >= TupleRoots.commonLimit }, "\(shape)")
      #expect(counts.highest.last.map { $0 < TupleRoots.commonLimit } == true, "\(shape)")
      #expect(
        counts.equalPairs.count == max(0, counts.longestRepeated - counts.leastUncommon + 1), "\(shape)")
      #expect(counts.equalPairs.allSatisfy { $0 > 0 }, "\(shape)")
      // One more symbol ends at most one pair for each position.
      #expect(zip(counts.equalPairs, counts.equalPairs.dropFirst()).allSatisfy { $0 >= $1 }, "\(shape)")
    }
  }
}
