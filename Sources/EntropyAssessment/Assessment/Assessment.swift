// SPDX-License-Identifier: Apache-2.0

/// The min-entropy of a sequence of samples by the estimators of SP 800-90B 6.3, for data that is not known to be
/// independent and identically distributed.
///
/// - Results are those of NIST's tool ea_non_iid 1.1.7: all whole numbers and six decimals everywhere, all digits on x86-64.
/// - Input: samples of up to 8 bits; neither they nor their bits may be more than ``lengthLimit``.
/// - Threading: independent values.
public struct Assessment: Sendable {
  /// A sequence that was looked at.
  public enum Sequence: Sendable {
    /// The symbols.
    case literal
    /// Their bits.
    case bitstring
  }

  /// What the samples were taken for.
  public let track: AssessmentOptions.Track
  /// How many samples there are.
  public let sampleCount: Int
  /// Bits of a sample.
  public let width: Int
  /// How many symbols differ.
  public let alphabetSize: Int
  /// The symbols' pass; `nil` on the conditioned track.
  public let literal: Pass?
  /// The bits' pass; `nil` for noise of two symbols, whose literal pass has all estimators.
  public let bitstring: Pass?
  /// Whether not all estimators were asked.
  public let isPartial: Bool

  /// The samples that the standard asks for (SP 800-90B 3.1.1).
  public static let requiredSamples = 1_000_000

  /// The most symbols of a sequence: twice a difference of two counts has to fit into 32 bits.
  public static let lengthLimit = 1 << 30 - 1

  /// H_original: the lowest estimate of the literal pass, in bits per sample.
  public var hOriginal: Double? { literal.map { min(Double(width), $0.lowest?.minEntropy ?? .infinity) } }
  /// H_bitstring: the lowest estimate of the bits' pass, in bits per bit.
  public var hBitstring: Double? { bitstring.map { min(1, $0.lowest?.minEntropy ?? .infinity) } }
  /// The same, in bits per sample.
  public var hBitstringPerSample: Double? { hBitstring.map { $0 * Double(width) } }
  /// The assessed min-entropy, in bits per sample: the lower of both; `nil` when the result is partial.
  public var assessed: Double? {
    isPartial ? nil : min(Double(width), hOriginal ?? .infinity, hBitstringPerSample ?? .infinity)
  }

  /// Whose estimate the assessed value is; `nil` when none is below the width.
  public var decidedBy: (sequence: Sequence, estimator: Estimator)? {
    let original = literal?.lowest.map { ($0.estimator, $0.minEntropy, Sequence.literal) }
    let bits = bitstring?.lowest.map { ($0.estimator, $0.minEntropy * Double(width), Sequence.bitstring) }
    let lowest = [original, bits].compactMap { $0 }.min { $0.1 < $1.1 }
    return lowest.flatMap { $0.1 < Double(width) ? (sequence: $0.2, estimator: $0.0) : nil }
  }

  /// Assesses samples, one byte each.
  ///
  /// - Cost: a quarter of a second for 1,000,000 random samples of 8 bits on one core (Zen 4, 2026-11), and 50 bytes of
  ///   memory a sample; up to five times the time, and up to 90 bytes, for samples whose long parts repeat.
  public init(
    _ samples: [UInt8], _ options: AssessmentOptions = AssessmentOptions()
  ) throws(AssessmentError) {
    let width = try Self.width(of: samples, options.width)
    // Bits are at least as many, unless they are limited.
    let length = max(samples.count, min(samples.count * width, options.bitLimit))
    guard length <= Self.lengthLimit else { throw .tooLong(length: length, limit: Self.lengthLimit) }
    let symbols = Symbols(samples)
    guard symbols.alphabetSize > 1 else {
      throw .oneSymbol(symbol: UInt32(symbols.alphabet[0]), samples: samples.count)
    }
    track = options.track
    sampleCount = samples.count
    self.width = width
    alphabetSize = symbols.alphabetSize
    isPartial = options.estimators.count < Estimator.allCases.count

    let work = Work(options.estimators)
    if track == .initial {
      if symbols.alphabetSize == 2 {
        // The bits of two symbols are the symbols.
        work.add(BitString(symbols.values, width: 1), as: .literal)
      } else {
        work.add(symbols)
      }
    }
    if track == .conditioned || symbols.alphabetSize > 2 {
      work.add(BitString(samples, width: width, limit: options.bitLimit), as: .bitstring)
    }
    (literal, bitstring) = work.perform(threads: options.threads, options.progress)
    // Else nothing would speak against full entropy.
    guard isPartial || literal?.lowest != nil || bitstring?.lowest != nil else {
      throw .noEstimate(length: min(samples.count * width, options.bitLimit))
    }
  }

  /// The width that was given, or that of the highest sample.
  static func width(of samples: [UInt8], _ given: Int?) throws(AssessmentError) -> Int {
    guard let highest = samples.max() else { throw .empty }
    let needed = max(1, 8 - highest.leadingZeroBitCount)
    guard let given, given >= needed else {
      guard let given else { return needed }
      let position = samples.firstIndex { 8 - $0.leadingZeroBitCount > given } ?? 0
      throw .symbolTooWide(symbol: samples[position], position: position, width: given)
    }
    return given
  }
}
