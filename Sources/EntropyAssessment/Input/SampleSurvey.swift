// SPDX-License-Identifier: Apache-2.0

/// What blocks of a sequence have to agree on to be comparable: the width, and the values that words are translated from.
public struct SampleSurvey: Sendable {
  private let form: SampleForm
  private var all: UInt8 = 0
  private var distinct: [UInt32] = []

  /// Begins with no sample.
  public init(_ form: SampleForm) { self.form = form }

  /// Looks at more samples.
  public mutating func add(_ values: SampleValues) throws(AssessmentError) {
    switch values {
    case .bytes(let bytes): all = bytes.reduce(all, |)
    case .words:
      guard form.isTranslated else { return }
      let limit = SampleValues.symbolLimit
      let width = form.layout.sampleBits
      guard let alphabet = values.alphabet(limit: limit) else {
        throw .tooManyValues(distinct: values.distinctCount, limit: limit, width: width)
      }
      distinct = Set(distinct).union(alphabet).sorted()
      guard distinct.count <= limit else {
        throw .tooManyValues(distinct: distinct.count, limit: limit, width: width)
      }
    }
  }

  /// The values that were seen, ascending, where symbols are found by translating them.
  public var alphabet: [UInt32]? { form.isTranslated ? distinct : nil }

  /// Bits of a symbol.
  public var width: Int {
    if let width = form.width { return width }
    let highest = form.isTranslated ? UInt8(truncatingIfNeeded: max(distinct.count, 1) - 1) : all
    return max(1, 8 - highest.leadingZeroBitCount)
  }
}
