// SPDX-License-Identifier: Apache-2.0

/// Reads a body of one product, strictly: what is not exactly of its form is refused as a whole.
///
/// Rows in which nothing was measured and rows of a spacecraft that is not the active one are left out; the rest is put into
/// canonical order. The text of each number is kept.
public enum SolarParser {
  /// The longest body, in bytes: three times the longest product that is followed.
  public static let bodyLimit = 8 << 20

  /// Reads a body.
  ///
  /// - Throws: what is wrong with it; rows are counted from 0.
  /// - Cost: linear in the bytes but for sorting; some five times the body in memory.
  public static func parse(_ bytes: [UInt8], as product: SolarProduct) throws(SolarRefusal) -> SolarBody {
    guard bytes.count <= bodyLimit else { throw .tooLarge(limitBytes: bodyLimit) }
    var rows = RowCollection(product)
    try JSONRows.read(bytes, rowLimit: RowSchema.rowLimit) { fields throws(SolarRefusal) in
      try rows.add(fields)
    }
    return try rows.body()
  }
}
