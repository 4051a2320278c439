// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import SolarSource

  /// `wellspring solar`.
  struct Solar: ParsableCommand {
    static let configuration = CommandConfiguration(
      "solar", "Follow the public space-weather data of NOAA, which is worth 0 bits, and study it.",
      """
      Public data diversifies seeds and dates them. Anybody can have it, so it is no secret and has no credit.
      """,
      examples: [
        ("wellspring solar fetch", "asks for every product that is due, and says what came of it"),
        ("wellspring solar export goes-primary-xrays-6-hour > xrays.csv", "what was accepted, for study"),
      ],
      subcommands: [
        SolarInit.self, SolarFetch.self, SolarStatus.self, SolarList.self, SolarVerify.self, SolarExport.self,
        SolarFetcher.self,
      ])
  }

  /// What the solar verbs can look for in a time option.
  enum SolarMoment {
    /// "2026-08-07" or "2026-08-07T01:24:00Z".
    static func parse(_ text: String, option: String) throws(Failure) -> SolarTime {
      if let time = SolarTime(text.contains("T") ? text : "\(text)T00:00:00Z") { return time }
      throw .usage(
        Console.oneLine(text), limit: "2026-08-07 or 2026-08-07T01:24:00Z",
        problem: "\(option) \"\(Console.oneLine(text))\" is no time", fix: "write it as 2026-08-07T01:24:00Z")
    }
  }
#endif
