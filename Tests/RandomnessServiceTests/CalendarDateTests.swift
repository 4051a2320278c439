// SPDX-License-Identifier: Apache-2.0
import RandomnessService
import TestSupport
import Testing

@Suite struct CalendarDateTests {
  /// Days since 1970 as Python's `datetime.date` counts them.
  @Test(arguments: [
    (0, "1970-01-01"), (11_016, "2000-02-29"), (47_540, "2100-02-28"), (47_541, "2100-03-01"),
    (-1, "1969-12-31"),
    (-25_509, "1900-02-28"), (-25_508, "1900-03-01"), (-135_081, "1600-02-29"), (2_932_896, "9999-12-31"),
    (-719_162, "0001-01-01"), (20_088, "2024-12-31"),
  ])
  func `a day has the name that the calendar gives it`(day: Int, name: String) {
    let first = CalendarDate(secondsSince1970: day * 86_400)
    #expect(first.description == name)
    #expect(CalendarDate(secondsSince1970: day * 86_400 + 86_399) == first)
    #expect(CalendarDate(secondsSince1970: day * 86_400 - 1) < first)
    #expect(CalendarDate(name) == first)
  }

  @Test func `days from 1600 to 2400 follow each other, and read as they are written`() throws {
    var last = CalendarDate(secondsSince1970: -135_140 * 86_400)
    #expect(last.description == "1600-01-01")
    // 29 days are a step on which every day of the month and leap day comes up.
    for day in stride(from: -135_140 + 29, through: 157_054, by: 29) {
      let date = CalendarDate(secondsSince1970: day * 86_400)
      guard date > last, CalendarDate(date.description) == date else {
        Issue.record("day \(day): \(date)")
        return
      }
      last = date
    }
    #expect(last.description.hasPrefix("2399-12-"))
  }

  @Test(arguments: [
    "", "2027", "2027-3-31", "2027-03-1", "27-03-31", "2027-03-32", "2027-13-01", "2027-00-01", "2027-01-00",
    "2100-02-29", "1900-02-29", "2023-02-29", "2027-04-31", "2027/03/31", " 2027-03-31", "2027-03-31 ",
    "+027-03-31",
    "-001-01-01", "2027-03-31-", "-2027-03-31", "2027-+3-31", "２０２７-03-31", "2027-03-31T00:00:00Z",
    "yyyy-mm-dd",
  ])
  func `text that names no day is refused`(text: String) {
    #expect(CalendarDate(text) == nil)
  }

  @Test(arguments: ["2000-02-29", "2024-02-29", "2400-02-29", "0000-01-01", "9999-12-31"])
  func `days that the calendar has are read`(text: String) {
    #expect(CalendarDate(text)?.description == text)
  }

  @Test func `no number of seconds traps`() {
    for seconds in [Int.min, Int.min + 1, .max, -1, 0, 1] {
      #expect(!CalendarDate(secondsSince1970: seconds).description.isEmpty)
    }
    #expect(CalendarDate(secondsSince1970: .min) < CalendarDate(secondsSince1970: .max))
  }
}
