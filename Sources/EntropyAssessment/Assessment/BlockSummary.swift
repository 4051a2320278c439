// SPDX-License-Identifier: Apache-2.0

/// The values that blocks of a sequence are assessed at, in bits per sample, and how they are spread.
public struct BlockSummary: Equatable, Sendable {
  /// The value of each block, in their order.
  public let values: [Double]
  private let sorted: [Double]

  /// Summarises values; `nil` when there is none.
  public init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    self.values = values
    sorted = values.sorted()
  }

  /// The lowest value, and the first block that has it.
  public var minimum: (block: Int, value: Double) {
    (values.firstIndex(of: sorted[0]) ?? 0, sorted[0])
  }
  /// The highest value.
  public var maximum: Double { sorted[sorted.count - 1] }
  /// The value that half of the blocks are not above.
  public var median: Double { percentile(50) }

  /// The value below which a percentage of the blocks lie, between neighbours in proportion (Hyndman and Fan, type 7).
  ///
  /// - Parameter percentage: 0 to 100.
  public func percentile(_ percentage: Double) -> Double {
    let place = Double(sorted.count - 1) * min(max(percentage, 0), 100) / 100
    let lower = Int(place)
    guard lower + 1 < sorted.count else { return sorted[lower] }
    return sorted[lower] + (place - Double(lower)) * (sorted[lower + 1] - sorted[lower])
  }
}
