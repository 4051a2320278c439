// SPDX-License-Identifier: Apache-2.0

/// A moment of Universal Time, in whole seconds: when something was observed, fetched or expires.
///
/// Leap seconds are not counted, as in Unix time. Written as NOAA writes it, "2026-08-07T01:24:00Z".
public struct SolarTime: Comparable, Hashable, Sendable, CustomStringConvertible {
  /// Seconds since 1970-01-01T00:00:00Z.
  public let seconds: Int

  /// The moments that have a written form: the years 0001 to 9999.
  public static let range = SolarTime(seconds: -62_135_596_800)...SolarTime(seconds: 253_402_300_799)

  /// A moment from a count of seconds since 1970.
  public init(seconds: Int) { self.seconds = seconds }

  /// Reads "YYYY-MM-DDTHH:MM:SS", with or without a "Z" behind it; NOAA's times without zone are Universal Time.
  ///
  /// - Returns: `nil` for every other form, and for a day that the calendar does not have.
  public init?(_ text: some StringProtocol) {
    var bytes = Array(text.utf8.prefix(21))
    if bytes.count == 20, bytes[19] == UInt8(ascii: "Z") { bytes.removeLast() }
    guard bytes.count == 19, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":")
    else { return nil }
    func number(_ range: Range<Int>) -> Int? {
      var value = 0
      for byte in bytes[range] {
        guard (48...57).contains(byte) else { return nil }
        value = value * 10 + Int(byte - 48)
      }
      return value
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
      let hour = number(11..<13),
      let minute = number(14..<16), let second = number(17..<19), year >= 1, (1...12).contains(month),
      (1...Self.days(in: month, of: year)).contains(day), hour < 24, minute < 60, second < 60
    else { return nil }
    seconds = Self.daysSince1970(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
  }

  /// A later moment, or an earlier one for a negative number of seconds; the ends of time are not passed.
  public func adding(seconds more: Int) -> SolarTime {
    let (sum, overflow) = seconds.addingReportingOverflow(more)
    return SolarTime(seconds: overflow ? (more < 0 ? .min : .max) : sum)
  }

  /// How many seconds this is after `other`; negative when it is before it.
  public func seconds(since other: SolarTime) -> Int {
    let (difference, overflow) = seconds.subtractingReportingOverflow(other.seconds)
    return overflow ? (self < other ? .min : .max) : difference
  }

  /// The day as "YYYY-MM-DD".
  public var day: String { String(description.prefix(10)) }

  /// "2026-08-07T01:24:00Z".
  public var description: String {
    let seconds = min(max(seconds, Self.range.lowerBound.seconds), Self.range.upperBound.seconds)
    let ofDay = seconds - Self.floor(seconds, 86_400) * 86_400
    let (year, month, day) = Self.date(Self.floor(seconds, 86_400))
    func padded(_ value: Int, _ digits: Int) -> String {
      String(repeating: "0", count: max(0, digits - String(value).count)) + String(value)
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T"
      + "\(padded(ofDay / 3600, 2)):\(padded(ofDay / 60 % 60, 2)):\(padded(ofDay % 60, 2))Z"
  }

  /// Earlier than.
  public static func < (a: SolarTime, b: SolarTime) -> Bool { a.seconds < b.seconds }

  // MARK: - The calendar

  private static func floor(_ value: Int, _ unit: Int) -> Int {
    value / unit - (value % unit < 0 ? 1 : 0)
  }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days since 1970 of a date of the Gregorian calendar. Years are counted from March on, so that the leap day is the
  /// last; 719,468 is the number of days from 0000-03-01 to 1970-01-01.
  private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month > 2 ? year : year - 1
    let era = floor(shifted, 400)
    let ofEra = shifted - era * 400
    let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
  }

  /// The inverse.
  private static func date(_ daysSince1970: Int) -> (year: Int, month: Int, day: Int) {
    let days = daysSince1970 + 719_468
    let era = floor(days, 146_097)
    let ofEra = days - era * 146_097
    let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * ofYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - (153 * shifted + 2) / 5 + 1)
  }
}
