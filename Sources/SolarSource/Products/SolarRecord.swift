// SPDX-License-Identifier: Apache-2.0

/// One observation as it stands in a body: the text of each number is kept, since a number that is read and written again
/// loses trailing zeros ("3.50"), and its digest with them.
public struct SolarRecord: Hashable, Sendable {
  /// When it was observed.
  public let time: SolarTime
  /// Who observed it: the number of the satellite ("18") or the name of the spacecraft ("SOLAR1"); empty for an index that
  /// many stations make together.
  public let origin: String
  /// What distinguishes rows of one time and origin: the band ("0.1-0.8nm") or energy (">=10 MeV"); else empty.
  public let series: String
  /// The text of each of the product's columns; `nil` where nothing was measured.
  public let values: [String?]

  /// Makes a record.
  public init(time: SolarTime, origin: String, series: String, values: [String?]) {
    self.time = time
    self.origin = origin
    self.series = series
    self.values = values
  }

  /// Which observation it is, whatever was measured: two records of one identity must be equal.
  public struct Identity: Comparable, Hashable, Sendable {
    /// See ``SolarRecord/time``.
    public let time: SolarTime
    /// See ``SolarRecord/series``.
    public let series: String
    /// See ``SolarRecord/origin``.
    public let origin: String

    /// By time, then series, then origin: the canonical order.
    public static func < (a: Self, b: Self) -> Bool {
      (a.time, a.series, a.origin) < (b.time, b.series, b.origin)
    }
  }

  /// Which observation it is.
  public var identity: Identity { Identity(time: time, series: series, origin: origin) }

  /// The canonical form: time, origin, series and the columns, separated by tabs; "-" where nothing was measured.
  ///
  /// No part holds a tab or a line end: what a body says is checked against closed lists before it gets here.
  public var line: String {
    ([time.description, origin, series] + values.map { $0 ?? "-" }).joined(separator: "\t")
  }

  /// Reads the canonical form back.
  ///
  /// - Returns: `nil` for a line that ``line`` does not write.
  public init?(line: some StringProtocol, columns: Int) {
    let parts = line.split(separator: "\t", omittingEmptySubsequences: false)
    guard parts.count == columns + 3, let time = SolarTime(parts[0]) else { return nil }
    self.init(
      time: time, origin: String(parts[1]), series: String(parts[2]),
      values: parts[3...].map { $0 == "-" ? nil : String($0) })
  }
}
