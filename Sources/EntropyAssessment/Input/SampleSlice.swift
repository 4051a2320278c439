// SPDX-License-Identifier: Apache-2.0

/// A part of a sequence: of the parts of equally many samples, the one with an index, from 0 on. The last one may be short.
public struct SampleSlice: Equatable, Sendable {
  /// Which part.
  public let index: Int
  /// Samples of a part.
  public let count: Int

  /// The first sample of the part.
  public var start: Int { index * count }

  /// Names a part; `nil` when there can be no such part.
  ///
  /// - Parameters:
  ///   - index: 0 or more.
  ///   - count: 1 or more; the part ends below 2^57.
  public init?(index: Int, count: Int) {
    guard index >= 0, count > 0 else { return nil }
    let (start, startOverflow) = index.multipliedReportingOverflow(by: count)
    let (end, endOverflow) = start.addingReportingOverflow(count)
    // Positions are counted in bits, too, of which a sample takes up to 32.
    guard !startOverflow, !endOverflow, end < 1 << 57 else { return nil }
    (self.index, self.count) = (index, count)
  }

  /// Reads "INDEX,SAMPLES".
  public init(_ text: String) throws(AssessmentError) {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]),
      let slice = Self(index: index, count: count)
    else { throw .notASlice(text: text) }
    self = slice
  }
}
