// SPDX-License-Identifier: Apache-2.0
@testable import EntropyAssessment
import TestSupport
import Testing

@Suite struct PermutationTests {
  private func assessment(
    _ samples: [UInt8], seed: UInt64, threads: Int = 1,
    _ ending: PermutationTest.Ending = .whenDecided
  ) throws -> IIDAssessment {
    var options = IIDOptions(seed: seed)
    (options.threads, options.ending) = (threads, ending)
    return try IIDAssessment(samples, options)
  }

  @Test(arguments: [2, 256]) func `a seed gives the same counts on any number of threads`(size: Int) throws {
    let samples = SampleShape.uniform.samples(2000, of: size, seed: 3)
    let one = try assessment(samples, seed: 77).permutation
    for threads in [2, 4] {
      let other = try assessment(samples, seed: 77, threads: threads).permutation
      #expect(other.counts == one.counts)
      #expect(other.roundCount == one.roundCount)
    }
    #expect(try assessment(samples, seed: 78).permutation.counts != one.counts)
  }

  @Test(arguments: [2, 5]) func `ending early changes no verdict`(size: Int) throws {
    for seed in 0..<2 {
      let shape: SampleShape = seed < 1 ? .uniform : .changedCopies
      let samples = shape.samples(size == 2 ? 600 : 150, of: size, seed: UInt64(seed))
      let early = try assessment(samples, seed: 5, threads: 2).permutation
      let full = try assessment(samples, seed: 5, threads: 2, .never).permutation
      #expect(full.roundCount == 10_000)
      for statistic in Statistic.allCases {
        #expect(early.verdict(statistic) == full.verdict(statistic), "\(statistic) \(seed)")
        #expect(full.counts(statistic).rounds == 10_000)
        // What was counted early is the beginning of what is counted in all.
        #expect(early.counts(statistic).greater <= full.counts(statistic).greater)
        #expect(early.counts(statistic).less <= full.counts(statistic).less)
      }
    }
  }

  @Test func `a hopeless case ends after a hundred rounds`() throws {
    let samples = (0..<4000).map { UInt8($0 / 16) }
    let test = try assessment(samples, seed: 1, .whenHopeless).permutation
    #expect(test.roundCount == 100)
    #expect(!test.isPassed && test.isCutShort)
    #expect(test.counts(.numRunsMedian).isOutOfReach && test.verdict(.numRunsMedian) == .failed)
    // Nothing bounds how far it gets.
    #expect(test.verdict(.lenRunsMedian) == .undecided)
    // The rule waits for what is merely far out.
    let others = try assessment(SampleShape.uniform.samples(3000, of: 4, seed: 4), seed: 1, .whenHopeless)
    #expect(others.permutation.isPassed && !others.permutation.isCutShort)
    #expect(
      others.permutation.counts
        == (try assessment(SampleShape.uniform.samples(3000, of: 4, seed: 4), seed: 1)).permutation.counts)
  }

  /// In a hundred rounds a rare thing may not be seen that comes often enough in ten thousand: two large samples side by side.
  @Test func `what is rare is not hopeless`() throws {
    var samples = [UInt8](repeating: 0, count: 1000)
    (samples[611], samples[612], samples[200]) = (255, 255, 1)
    for seed in 1...3 {
      let fast = try assessment(samples, seed: UInt64(seed), .whenHopeless).permutation
      #expect(!fast.isCutShort)
    }
  }

  /// What two samples change, at most, and how far that lets permutations get: all exchanges of some sequences.
  @Test(arguments: [2, 3, 200]) func `exchanges change as much as is said, at most`(size: Int) {
    var choices = SplitMix64(seed: 6)
    for shape in [SampleShape.uniform, .runs, .biased] {
      let samples = shape.samples(300, of: size, seed: 5).map { $0 &+ (size == 2 ? 0 : 3) }
      let symbols = Symbols(samples)
      guard symbols.alphabetSize == size || symbols.alphabetSize > 2 else { continue }
      let reach = symbols.alphabetSize == 2 ? Reach(bits: samples.count, distance: 1) : Reach(symbols)
      let before = ReferenceStatistics.values(samples)
      let scale = Reach.factor * Double(samples.count).squareRoot()
      for _ in 0..<200 {
        var other = samples
        other.swapAt(choices.integer(in: 0...299), choices.integer(in: 0...299))
        let after = ReferenceStatistics.values(other)
        for statistic in Statistic.allCases where statistic != .compression {
          guard let distance = reach.distance(statistic) else { continue }
          let change = abs((after[statistic] ?? 0) - (before[statistic] ?? 0))
          #expect(change <= distance / scale + 1e-9, "\(statistic) \(shape)")
        }
      }
    }
  }

  @Test func `dependent samples have no min-entropy`() throws {
    var choices = SplitMix64(seed: 8)
    var last: UInt8 = 0
    let samples = (0..<20_000).map { _ in
      if choices.integer(in: 0...3) > 0 { last = UInt8(choices.integer(in: 0...15)) }
      return last
    }
    let result = try assessment(samples, seed: 2, threads: 2, .whenHopeless)
    #expect(!result.isPassed)
    #expect(result.assessed == nil)
    #expect(!result.independence.isPassed)
    #expect(result.literal != nil)
  }

  @Test func `p-values are shares of rounds`() {
    var counts = StatisticCounts()
    (counts.greater, counts.equal, counts.less) = (2, 3, 95)
    #expect(!counts.isPassed)
    #expect(counts.pValue == 2.0 * 6 / 101)
    counts.greater = 3
    counts.isStopped = true
    #expect(counts.isPassed)
    #expect(counts.pValue == 2.0 * 6 / 101)
    #expect(counts.rank == (95 + 1.5) / 101)
    (counts.greater, counts.equal, counts.less) = (0, 5, 0)
    #expect(!counts.isPassed)
    counts.equal = 6
    #expect(counts.isPassed)
  }

  /// All 12 orders of four symbols, two of which are equal, are alike probable.
  @Test func `every order is as probable`() {
    var stream = RandomStream(seed: 99, round: 0)
    var counts: [[UInt8]: Int] = [:]
    let original: [UInt8] = [0, 1, 2, 2]
    var symbols: [UInt8] = [7, 7, 7, 7]
    let rounds = 24_000
    for _ in 0..<rounds {
      ShuffleKernel.shuffle(original.span, into: &symbols, &stream)
      counts[symbols, default: 0] += 1
    }
    #expect(counts.count == 12)
    let score = counts.values.reduce(0.0) { $0 + ChiSquare.deviation(Double($1), Double(rounds) / 12) }
    // 11 degrees of freedom: above 38 once in 12,000.
    #expect(score < 38)
  }

  @Test(arguments: [(7, 3), (7, 7), (7, 0), (70, 1), (8, 4)]) func `bits too`(count: Int, ones: Int) {
    var stream = RandomStream(seed: 98, round: 1)
    var counts: [[UInt64]: Int] = [:]
    let rounds = 35_000
    var words = [UInt64](repeating: 0, count: 4)
    for _ in 0..<rounds {
      ShuffleKernel.arrange(&words, count: count, ones: ones, &stream)
      #expect(words.reduce(0) { $0 + $1.nonzeroBitCount } == ones)
      counts[words, default: 0] += 1
    }
    var orders = 1
    for step in 0..<ones { orders = orders * (count - step) / (step + 1) }
    #expect(counts.count == orders)
    let score = counts.values.reduce(0.0) {
      $0 + ChiSquare.deviation(Double($1), Double(rounds) / Double(orders))
    }
    // At most 69 degrees of freedom: above 130 once in 100,000.
    #expect(score < 130)
  }

  @Test func `rounds draw from streams of their own`() {
    var seen = Set<UInt64>()
    for round in 0..<2000 {
      var stream = RandomStream(seed: 1, round: round)
      for _ in 0..<8 { seen.insert(stream.next()) }
    }
    #expect(seen.count == 16_000)
    var stream = RandomStream(seed: 1, round: 7)
    var numbers = [Int](repeating: 0, count: 3)
    for _ in 0..<30_000 {
      numbers[Int(stream.number(below: 3, from: UInt32(truncatingIfNeeded: stream.next())))] += 1
    }
    #expect(numbers.allSatisfy { abs($0 - 10_000) < 400 })
  }

  @Test(arguments: SampleShape.allCases, [2, 3, 256])
  func `nothing traps`(shape: SampleShape, size: Int) throws {
    for length in [1, 2, 32, 33, 40, 263, 264, 300] {
      let samples = shape.samples(length, of: size, seed: 1)
      let alphabet = Set(samples).count
      do throws(AssessmentError) {
        var options = IIDOptions(seed: 1)
        options.rounds = 3
        let result = try IIDAssessment(samples, options)
        #expect(result.isPassed == (result.assessed != nil))
      } catch {
        switch error {
        case .oneSymbol: #expect(alphabet == 1)
        case .tooShort(_, let limit): #expect(length < limit && limit == (alphabet == 2 ? 264 : 33))
        default: Issue.record("\(error)")
        }
      }
    }
  }

  @Test func `wide binary samples and all distinct ones`() throws {
    let wide = SampleShape.uniform.samples(9000, of: 2, seed: 6).map { $0 == 0 ? UInt8(3) : 200 }
    let plain = SampleShape.uniform.samples(9000, of: 2, seed: 6)
    let (one, other) = (try assessment(wide, seed: 4), try assessment(plain, seed: 4))
    #expect(one.width == 8 && other.width == 1)
    for statistic in Statistic.allCases where statistic != .compression {
      let (first, second) = (one.permutation.counts(statistic), other.permutation.counts(statistic))
      #expect(
        (first.greater, first.equal, first.less) == (second.greater, second.equal, second.less),
        "\(statistic)")
    }
    let distinct = try assessment((0...255).map { UInt8($0) }, seed: 4, .whenHopeless)
    #expect(distinct.repeatLength.longest == 0 && distinct.repeatLength.isPassed)
  }
}
