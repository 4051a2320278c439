// SPDX-License-Identifier: Apache-2.0

/// What can be told of samples before they are assessed.
public struct Inspection: Sendable {
  /// One bit of all samples.
  public struct BitColumn: Equatable, Sendable {
    /// Which one; 0 is the least significant.
    public let bit: Int
    /// In how many samples it is one.
    public let ones: Int
    /// The lowest of the most common value, the Markov and the lag estimate of the sequence of this bit; 0 when it is
    /// constant.
    public let minEntropy: Double
    /// Whether it is the same in all samples.
    public let isConstant: Bool
  }

  /// How many samples there are.
  public let sampleCount: Int
  /// Bits of a sample.
  public let width: Int
  /// How often each value occurs.
  public let counts: ValueCounts
  /// The bits below the width, from the least significant on.
  public let bits: [BitColumn]
  /// What may make an assessment worthless.
  public let appearances: [Appearance]

  /// How many values differ.
  public var distinctCount: Int { counts.values.count }
  /// The bits that are not always the same.
  public var activeBits: [Int] { bits.filter { !$0.isConstant }.map(\.bit) }
  /// The bits by their min-entropy, the highest first.
  public var ranking: [BitColumn] {
    bits.sorted { ($1.minEntropy, $0.bit) < ($0.minEntropy, $1.bit) }
  }

  /// Looks at samples.
  ///
  /// - Parameters:
  ///   - width: bits of a sample, up to 8; as many as the highest one has when `nil`.
  ///   - areBytes: whether a sample is a byte of a file, which then may be text or hold several samples.
  /// - Cost: 10 ns for each sample and bit; of words, sorting a copy.
  public init(
    _ samples: SampleValues, width: Int? = nil, areBytes: Bool = true
  ) throws(AssessmentError) {
    let counts = ValueCounts(samples)
    guard let highest = counts.values.last else { throw .empty }
    guard samples.count <= Assessment.lengthLimit else {
      throw .tooLong(length: samples.count, limit: Assessment.lengthLimit)
    }
    let needed = max(1, UInt32.bitWidth - highest.leadingZeroBitCount)
    if let width, needed > width, case .bytes(let bytes) = samples {
      let position = bytes.firstIndex { 8 - $0.leadingZeroBitCount > width } ?? 0
      throw .symbolTooWide(symbol: bytes[position], position: position, width: width)
    }
    self.width = max(width ?? needed, needed)
    self.counts = counts
    sampleCount = samples.count
    bits = (0..<self.width).map { Self.column($0, samples) }
    appearances = Appearance.all(of: samples, width: self.width, areBytes: areBytes)
  }

  private static func column(_ bit: Int, _ samples: SampleValues) -> BitColumn {
    let column: [UInt8] =
      switch samples {
      case .bytes(let bytes): bytes.map { $0 >> UInt8(bit) & 1 }
      case .words(let words): words.map { UInt8(truncatingIfNeeded: $0 >> UInt32(bit) & 1) }
      }
    let ones = column.reduce(0) { $0 + Int($1) }
    var options = AssessmentOptions()
    options.estimators = [.mostCommonValue, .markov, .lag]
    // It cannot be assessed when it is constant: then there is no min-entropy.
    let assessment = try? Assessment(column, options)
    return BitColumn(
      bit: bit, ones: ones, minEntropy: assessment?.hOriginal ?? 0,
      isConstant: ones == 0 || ones == column.count)
  }
}
