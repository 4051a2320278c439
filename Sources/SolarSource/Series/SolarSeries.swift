// SPDX-License-Identifier: Apache-2.0

/// The digits of a measurement that look like noise, as symbols of 8 bits: for study, and for tests on whether anything is
/// measured at all. Everybody can have them; they are worth 0 bits of secrecy.
public enum SolarSeries {
  /// The symbols of one column, in order of the records.
  ///
  /// Fluxes and fields of GOES are single-precision numbers printed with more digits: their symbol is the least significant
  /// byte of the 32-bit pattern. The others are decimal numbers with two places: theirs is the hundredfold, modulo 256.
  ///
  /// - Parameters:
  ///   - records: of the product.
  ///   - product: says what its columns are.
  ///   - column: name of a column with numbers.
  ///   - series: band or energy; `nil` for all, interleaved.
  /// - Returns: a symbol for each record that has the value; `nil` for a column that the product has not.
  public static func symbols(
    of records: [SolarRecord], _ product: SolarProduct, column: String, series: String? = nil
  ) -> [UInt8]? {
    guard let index = product.columns.firstIndex(of: column) else { return nil }
    let isSinglePrecision =
      switch product.schema {
      case .xRays, .magnetometers, .integralProtons: true
      case .solarWindMagneticField, .solarWindPlasma, .planetaryKIndex: false
      }
    return records.compactMap { record in
      guard series == nil || series == record.series,
        let number = record.values[index].flatMap({ Double($0) }),
        number.isFinite, abs(number) < 1e12
      else { return nil }
      guard !isSinglePrecision else { return UInt8(truncatingIfNeeded: Float(number).bitPattern) }
      return UInt8(truncatingIfNeeded: Int((number * 100).rounded()))
    }
  }

  /// The column that stands for a product in tests on its series.
  public static func primaryColumn(of product: SolarProduct) -> String {
    product.columns[product.primaryColumn]
  }
}
