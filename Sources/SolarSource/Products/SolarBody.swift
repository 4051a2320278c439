// SPDX-License-Identifier: Apache-2.0

/// What a well-formed body says: its records in canonical order, and what was remarkable about it.
///
/// It is not yet believed: whether it is fresh and new, and fits what was accepted before, is for `SolarTrust`.
public struct SolarBody: Equatable, Sendable {
  /// Which product it is of.
  public let product: SolarProduct
  /// Ascending by ``SolarRecord/identity``, no two of one identity; never empty.
  public let records: [SolarRecord]
  /// What was remarkable.
  public let remarks: Remarks

  /// What is worth a line in the log and no reason to refuse a body.
  public struct Remarks: Equatable, Sendable {
    /// Rows that stood before an earlier one, or repeated one; the real-time solar wind comes newest first.
    public var isUnordered = false
    /// Rows that were there twice, word for word.
    public var duplicates = 0
    /// Rows left out because nothing was measured: null, or a fill value such as -99999.
    public var missing = 0
    /// Rows left out because their spacecraft was not the active one.
    public var inactive = 0
    /// The longest time without an observation, in seconds, where it is more than one cadence; else 0.
    public var longestGap = 0
    /// Who observed, in order of appearance in time.
    public var origins: [String] = []

    /// Nothing remarkable.
    public init() {}
  }

  /// Makes a body of records in canonical order.
  public init(product: SolarProduct, records: [SolarRecord], remarks: Remarks) {
    self.product = product
    self.records = records
    self.remarks = remarks
  }

  /// When the newest observation was made.
  public var newest: SolarTime { records.last?.time ?? SolarTime(seconds: 0) }
}
