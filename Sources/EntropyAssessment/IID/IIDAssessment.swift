// SPDX-License-Identifier: Apache-2.0

/// Whether samples look independent and identically distributed, and their min-entropy if they do (SP 800-90B 5 and 6.1).
///
/// - Values of all statistics are those of NIST's tool ea_iid 1.1.7; permutations are random, and here depend on a seed alone.
/// - Of samples that are independent and identically distributed about ``falseAlarmRate`` fail; more where ``sharesBins``.
/// - Threading: independent values.
public struct IIDAssessment: Sendable {
  /// What the samples were taken for.
  public let track: AssessmentOptions.Track
  /// How many samples there are.
  public let sampleCount: Int
  /// Bits of a sample.
  public let width: Int
  /// How many symbols differ.
  public let alphabetSize: Int
  /// The mean of the samples.
  public let mean: Double
  /// The median of the symbols, renumbered from 0 on; 0.5 of two symbols.
  public let median: Double
  /// The most common value of the symbols; `nil` on the conditioned track.
  public let literal: MostCommonValue?
  /// The most common value of the bits; `nil` for noise of two symbols.
  public let bitstring: MostCommonValue?
  /// 5.2.1 or 5.2.3.
  public let independence: ChiSquare
  /// 5.2.2 or 5.2.4.
  public let goodnessOfFit: ChiSquare
  /// 5.2.5.
  public let repeatLength: RepeatLength
  /// 5.1.
  public let permutation: PermutationTest

  /// The share of sequences of independent, identically distributed samples that fail, about: 12 of 10,001 for each of 19
  /// statistics, and 1 of 1,000 for each of three tests, together 26 of 1,000 if they were independent of each other and had no
  /// ties.
  public static let falseAlarmRate = 0.02

  /// Whether pairs of symbols had to share bins of the independence test, since there are too few samples for so many symbols.
  ///
  /// The degrees of freedom that the standard counts are too few then, so that this test fails more often than once in 1,000:
  /// of 2,000 sequences of 100,000 uniform bytes 45 times.
  public let sharesBins: Bool

  /// Whether all tests pass.
  public var isPassed: Bool {
    independence.isPassed && goodnessOfFit.isPassed && repeatLength.isPassed && permutation.isPassed
  }

  /// H_original: that of the symbols, in bits per sample.
  public var hOriginal: Double? { literal?.minEntropy }
  /// H_bitstring: that of the bits, in bits per bit.
  public var hBitstring: Double? { bitstring?.minEntropy }
  /// The min-entropy, in bits per sample; `nil` when a test fails: nothing is known of dependent samples in this way.
  public var assessed: Double? {
    guard isPassed else { return nil }
    return min(
      Double(width), hOriginal ?? .infinity, hBitstring.map { $0 * Double(width) } ?? .infinity)
  }

  /// The fewest symbols that all distances of statistics fit into; of two symbols, eight times as many.
  static let leastSymbols = Statistic.greatestLag + 1

  /// Tests samples, one byte each.
  ///
  /// - Cost: for each permutation of 1,000,000 samples of 8 bits, 1 ns a sample and, as long as they are compared, 27 ns for the
  ///   compression and 3 for the other statistics; of two symbols 10 and 0.5 (one Zen 4 core, 2026-11). Samples that pass take
  ///   some hundreds, of which some dozens or hundreds compress; others take 10,000.
  public init(_ samples: [UInt8], _ options: IIDOptions) throws(AssessmentError) {
    width = try Assessment.width(of: samples, options.width)
    track = options.track
    let length = max(samples.count, min(samples.count * width, options.bitLimit))
    guard length <= ExcursionKernel.lengthLimit else {
      throw .tooLong(length: length, limit: ExcursionKernel.lengthLimit)
    }
    let symbols = Symbols(samples)
    guard symbols.alphabetSize > 1 else {
      throw .oneSymbol(symbol: UInt32(symbols.alphabet[0]), samples: samples.count)
    }
    let least = symbols.alphabetSize == 2 ? 8 * Self.leastSymbols : Self.leastSymbols
    guard symbols.count >= least else { throw .tooShort(length: symbols.count, limit: least) }
    (sampleCount, alphabetSize) = (symbols.count, symbols.alphabetSize)

    let histogram = HistogramKernel.counts(symbols.values.span)
    let counts = symbols.alphabet.indices.map { histogram[$0] }
    let sum = zip(symbols.alphabet, counts).reduce(0) { $0 + Int($1.0) * $1.1 }
    mean = Double(sum) / Double(symbols.count)
    let median = Self.median(counts)
    self.median = median
    literal =
      options.track == .initial
      ? MostCommonValue(modeCount: counts.max() ?? 0, length: symbols.count) : nil
    if options.track == .conditioned || symbols.alphabetSize > 2 {
      let bits = BitString(samples, width: width, limit: options.bitLimit)
      let ones = MarkovKernel.ones(bits)
      bitstring = MostCommonValue(modeCount: max(ones, bits.count - ones), length: bits.count)
    } else {
      bitstring = nil
    }

    let excursion = Self.excursion(samples, mean: mean)
    if symbols.alphabetSize == 2 {
      let bits = BitString(symbols.values, width: 1)
      independence = ChiSquare.independence(bits, ones: counts[1])
      sharesBins = false
      goodnessOfFit = ChiSquare.goodnessOfFit(bits, ones: counts[1])
      repeatLength = RepeatLength(counts: counts, longest: TupleKernel.roots(bits).longestRepeated)
      let distance = Int(symbols.alphabet[1]) - Int(symbols.alphabet[0])
      permutation = PermutationTest(
        excursion: excursion, options, Reach(bits: bits.count, distance: distance)
      ) { BitArrangement(bits, alphabet: symbols.alphabet) }
    } else {
      independence = ChiSquare.independence(symbols, counts: counts)
      sharesBins = independence.degreesOfFreedom < alphabetSize * (alphabetSize - 1)
      goodnessOfFit = ChiSquare.goodnessOfFit(symbols, counts: counts)
      repeatLength = RepeatLength(counts: counts, longest: TupleKernel.roots(symbols).longestRepeated)
      permutation = PermutationTest(excursion: excursion, options, Reach(symbols)) {
        SymbolArrangement(symbols, median: median)
      }
    }
  }

  /// The median of symbols by their counts; that of two is set to a half (SP 800-90B 5.1.5).
  private static func median(_ counts: [Int]) -> Double {
    guard counts.count > 2 else { return 0.5 }
    let length = counts.reduce(0, +)
    func symbol(at place: Int) -> Int {
      var end = 0
      return counts.firstIndex { count in
        end += count
        return place < end
      } ?? 0
    }
    let upper = symbol(at: length / 2)
    return length % 2 == 1 ? Double(upper) : Double(symbol(at: length / 2 - 1) + upper) / 2
  }

  /// The excursion in double precision, as NIST's tool computes and prints it; comparisons use the exact one.
  private static func excursion(_ samples: [UInt8], mean: Double) -> Double {
    var (sum, greatest) = (0.0, 0.0)
    for (index, sample) in samples.enumerated() {
      sum += Double(sample)
      greatest = max(greatest, abs(sum.addingProduct(0 - Double(index + 1), mean)))
    }
    return greatest
  }
}
