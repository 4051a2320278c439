// SPDX-License-Identifier: Apache-2.0
import SolarSource
import Testing

@Suite struct SolarTimeTests {
  /// Counts of seconds are those of GNU date.
  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("2026-08-07T01:24:02", 1_786_065_842),
    ("2024-02-29T23:59:59Z", 1_709_251_199),
    ("2000-03-01T00:00:00Z", 951_868_800), ("0001-01-01T00:00:00Z", -62_135_596_800),
    ("9999-12-31T23:59:59Z", 253_402_300_799), ("1969-12-31T23:59:59Z", -1),
  ])
  func `it reads and writes what NOAA writes`(text: String, seconds: Int) throws {
    let time = try #require(SolarTime(text))
    #expect(time.seconds == seconds)
    #expect(time.description == text.prefix(19) + "Z")
    #expect(SolarTime(time.description) == time)
  }

  @Test(arguments: [
    "", "Unk", "2024-05-13", "2024-05-13 14:36:00", "2024-05-13T14:36:00.000Z", "2024-05-13T14:36:00+00:00",
    "2024-13-01T00:00:00Z", "2024-02-30T00:00:00Z", "2023-02-29T00:00:00Z", "2024-05-13T24:00:00Z",
    "2024-05-13T14:60:00Z", "2024-05-13T14:36:60Z", "0000-01-01T00:00:00Z", "2024-05-13T14:36:00ZZ",
    "2024-05-13t14:36:00z", "+024-05-13T14:36:00Z", "２０２４-05-13T14:36:00Z", "2024-05-13T14:36:00\u{0}",
  ])
  func `every other form is refused`(text: String) { #expect(SolarTime(text) == nil) }

  @Test func `the ends of time are not passed`() {
    #expect(SolarTime(seconds: .max).adding(seconds: 1).seconds == .max)
    #expect(SolarTime(seconds: .min).adding(seconds: -1).seconds == .min)
    #expect(SolarTime(seconds: .max).seconds(since: SolarTime(seconds: .min)) == .max)
    #expect(SolarTime(seconds: .min).seconds(since: SolarTime(seconds: .max)) == .min)
    #expect(SolarTime(seconds: .min).description == "0001-01-01T00:00:00Z")
    #expect(SolarTime(seconds: .max).description == "9999-12-31T23:59:59Z")
  }
}
