// SPDX-License-Identifier: Apache-2.0
import Foundation
import SolarSource
import TestSupport
import Testing

/// Recorded and crafted bodies end in the state that their names say. They lie beside the package, and are no part of it.
@Suite struct BodyFilesTests {
  /// A file, and what becomes of it.
  struct File: CustomTestStringConvertible, Sendable {
    /// The clock by which it is judged.
    enum Clock {
      case fiveMinutesLater, in2026
    }

    let name: String
    let state: String
    let product: SolarProduct
    let clock: Clock
    let remarks: String
    var testDescription: String { name }

    init(
      _ name: String, _ state: String, as product: SolarProduct = .primaryXRays1Day,
      at clock: Clock = .fiveMinutesLater,
      _ remarks: String = ""
    ) {
      (self.name, self.state, self.product, self.clock, self.remarks) = (name, state, product, clock, remarks)
    }
  }

  /// "accepted" is what would be, five minutes after its newest observation and with nothing accepted before.
  static let files = [
    File("malformed/all-zero-flux.json", "all-zero"),
    File("malformed/aoa-columns-reordered.json", "wrong-shape"),
    File("malformed/aoa-header-only.json", "wrong-shape"),
    File("malformed/aoa-short-row.json", "wrong-shape"),
    File("malformed/bare-Infinity.json", "not-json"),
    File("malformed/bare-NaN.json", "not-json"),
    File("malformed/captive-portal-200.html", "not-json"),
    File("malformed/conflicting-duplicates.json", "conflicting-rows"),
    File("malformed/deep-nesting-50k.json", "too-deep"),
    File("malformed/descending-order.json", "accepted", "unordered"),
    File("malformed/duplicate-keys.json", "duplicate-key"),
    File("malformed/empty-array.json", "empty"),
    File("malformed/empty-object.json", "wrong-shape"),
    File("malformed/epoch-timestamps.json", "stale", at: .in2026),
    File("malformed/error-object-200.json", "wrong-shape"),
    File("malformed/escaped-unicode-keys.json", "accepted"),
    File("malformed/exact-duplicates.json", "accepted", "24 rows twice"),
    File("malformed/future-schema-spelling-fixed.json", "wrong-shape"),
    File("malformed/future-timestamps.json", "future", at: .in2026),
    File("malformed/html-403.html", "not-json"),
    File("malformed/html-404.html", "not-json"),
    File("malformed/html-503.html", "not-json"),
    File("malformed/invalid-utf8.json", "not-utf8"),
    File("malformed/json-null.json", "wrong-shape"),
    File("malformed/json-string.json", "wrong-shape"),
    File("malformed/long-string-200k.json", "too-long"),
    File("malformed/missing-flux-field.json", "wrong-shape"),
    File("malformed/negative-and-fill-values.json", "out-of-range"),
    File("malformed/null-fields.json", "bad-time"),
    File("malformed/number-extremes.json", "out-of-range"),
    File("malformed/real-goes-xrays-7-day.2024-05-13.truncated-1MiB.json", "not-json"),
    File("malformed/satellite-switch-mid-file.json", "accepted", "seen by 18 and 19"),
    File("malformed/shuffled-order.json", "accepted", "unordered"),
    File("malformed/spaces-8MiB.bomb.json.gz", "not-json"),
    File("malformed/string-numbers-and-NaN.json", "wrong-shape"),
    File("malformed/stuck-at-floor.json", "stuck"),
    File("malformed/stuck-at-value.json", "stuck"),
    File("malformed/timestamp-zoo.json", "bad-time"),
    File("malformed/trailing-garbage.json", "not-json"),
    File("malformed/truncated-after-comma.json", "not-json"),
    File("malformed/truncated-mid-number.json", "not-json"),
    File("malformed/two-documents.json", "not-json"),
    File("malformed/utf8-bom.json", "not-utf8"),
    File("malformed/whitespace-only.json", "empty"),
    File("malformed/wrong-product-kp-in-xrays.json", "wrong-shape"),
    File("malformed/wrong-types.json", "wrong-shape"),
    File("malformed/xrays-6-hour.truncated.json.gz", "not-json"),
    File("malformed/zero-bytes.json", "empty"),
    File("real/3-day-forecast.txt", "not-json"),
    File(
      "real/goes-differential-protons-1-day.2024-04-24.goes18.json", "wrong-shape", as: .integralProtons6Hour),
    File("real/goes-integral-protons-6-hour.2024-05-13.goes18.json", "accepted", as: .integralProtons6Hour),
    File("real/goes-xrays-1-day.2020-07-15.goes16.json", "accepted"),
    File("real/goes-xrays-1-day.2026-08-08.goes18.pretty.json", "accepted"),
    File("real/goes-xrays-6-hour.2020-07-15.goes16.json", "accepted"),
    File("real/goes-xrays-6-hour.2024-05-13.goes18.json", "accepted"),
    File("real/goes-xrays-7-day.2020-07-15.goes16.json.gz", "not-json"),
    File("real/noaa-planetary-k-index-forecast.2026-02-12.aoa.json", "wrong-shape", as: .planetaryKIndex),
    File("real/noaa-planetary-k-index.2024-05-13.aoa.json", "wrong-shape", as: .planetaryKIndex),
    File("real/noaa-planetary-k-index.2026-02-12.aoa.json", "wrong-shape", as: .planetaryKIndex),
    File("real/noaa-scales.2024-05-13.json", "wrong-shape"),
    File(
      "real/rtsw_mag_1m.2024-04-24.ace-dscovr.json", "accepted", as: .solarWindMagneticField,
      "1438 rows of other spacecraft, gap of 1320 s"),
    File("real/solar-wind-mag-7-day.2026-04-18.aoa.json", "wrong-shape"),
    File("real/solar-wind-plasma-7-day.2026-04-18.aoa.nulls.json", "wrong-shape"),
    File("real/summary-10cm-flux.2024-05-12.old.json", "wrong-shape"),
    File("real/summary-solar-wind-mag-field.2024-05-13.old.json", "wrong-shape"),
    File("real/summary-solar-wind-speed.2024-05-13.old.json", "wrong-shape"),
    File("real/text-ace-epam.2023-11-01.txt", "not-json"),
    File("real/text-ace-magnetometer.2023-11-01.txt", "not-json"),
    File("real/text-ace-sis.2023-11-01.txt", "not-json"),
    File("real/text-ace-swepam.2023-11-01.txt", "not-json"),
    File("real/text-daily-geomagnetic-indices.2023-11-01.txt", "not-json"),
    File("reencoded-2026/instrument-sources.2026-08.json", "wrong-shape"),
    File("reencoded-2026/magnetometers.quoted.json", "accepted", as: .magnetometers6Hour),
    File(
      "reencoded-2026/noaa-planetary-k-index-forecast.2026.objects.json", "wrong-shape", as: .planetaryKIndex),
    File("reencoded-2026/noaa-planetary-k-index.2026.objects.json", "accepted", as: .planetaryKIndex),
    File("reencoded-2026/planetary_k_index_1m.quoted.json", "wrong-shape"),
    File(
      "reencoded-2026/rtsw_mag_1m.2026.json", "accepted", as: .solarWindMagneticField,
      "301 rows of other spacecraft, gap of 240 s"),
    File(
      "reencoded-2026/rtsw_wind_1m.2026.json", "accepted", as: .solarWindPlasma,
      "300 rows of other spacecraft, gap of 240 s"),
    File("reencoded-2026/rtsw_wind_1m.quoted-newest-row.json", "accepted", as: .solarWindPlasma),
    File("reencoded-2026/summary-solar-wind-mag-field.2026.json", "wrong-shape"),
    File("reencoded-2026/summary-solar-wind-speed.2026.json", "wrong-shape"),
    File("reencoded-2026/xray-flares-latest.in-progress.quoted.json", "wrong-shape"),
    File("series/poll-0001.json", "accepted"),
    File("series/poll-0002-plus1min.json", "accepted"),
    File("series/poll-0003-identical-to-0002.json", "accepted"),
    File("series/poll-0004-replay-of-0001.json", "accepted"),
    File("series/poll-0005-history-rewritten.json", "accepted"),
    File("series/poll-0006-gap-30min.json", "accepted"),
    File("series/poll-0007-satellite-switch.json", "accepted"),
    File("series/secondary-consistent.json", "accepted"),
    File("series/secondary-inconsistent.json", "accepted"),
  ]

  static let folder = PackageFiles.root + "/../shared/data/noaa"
  static var isThere: Bool { FileManager.default.fileExists(atPath: folder) }

  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
  }

  /// The state, and what was remarkable.
  static func outcome(of bytes: [UInt8], _ file: File) -> (state: String, remarks: String) {
    do throws(SolarRefusal) {
      let body = try SolarParser.parse(bytes, as: file.product)
      let now =
        switch file.clock {
        case .fiveMinutesLater: body.newest.adding(seconds: 300)
        case .in2026: SolarTime(seconds: 1_790_000_000)
        }
      _ = try SolarTrust.judge(body, history: SolarHistory(), now: now)
      return ("accepted", body.remarks.words)
    } catch { return (error.state, "") }
  }

  @Test(.enabled(if: isThere, "../shared/data/noaa is not beside the package"), arguments: files)
  func `each file ends in its state`(file: File) throws {
    let (state, remarks) = Self.outcome(of: try Self.bytes(file.name), file)
    #expect(state == file.state && remarks == file.remarks)
  }

  @Test(.enabled(if: isThere, "../shared/data/noaa is not beside the package"))
  func `no file is forgotten`() throws {
    for folder in ["malformed", "real", "reencoded-2026", "series"] {
      let names = try FileManager.default.contentsOfDirectory(atPath: "\(Self.folder)/\(folder)").map {
        "\(folder)/\($0)"
      }
      #expect(Set(names) == Set(Self.files.map(\.name).filter { $0.hasPrefix("\(folder)/") }))
    }
  }

  @Test(.enabled(if: isThere, "../shared/data/noaa is not beside the package"))
  func `the polls of a window that moves on`() throws {
    // Each is judged by what was accepted before it.
    var stored: [SolarRecord.Identity: SolarRecord] = [:]
    var accepted: SolarObservation?
    var states: [String] = []
    let names = [
      "0001", "0002-plus1min", "0003-identical-to-0002", "0004-replay-of-0001", "0005-history-rewritten",
      "0006-gap-30min", "0007-satellite-switch",
    ]
    for name in names {
      let body = try SolarParser.parse(try Self.bytes("series/poll-\(name).json"), as: .primaryXRays6Hour)
      let now = body.newest.adding(seconds: 300)
      do throws(SolarRefusal) {
        let history = SolarHistory(accepted: accepted, records: Array(stored.values))
        let news = try SolarTrust.judge(body, history: history, now: now)
        states.append("accepted \(news.records.count)")
        for record in news.records { stored[record.identity] = record }
        accepted = SolarObservation(
          product: .primaryXRays6Hour, observed: body.newest, fetched: now, corroboration: .uncorroborated,
          digest: SolarMessageTests.digest(1))
      } catch { states.append(error.state) }
    }
    #expect(
      states == [
        "accepted 120", "accepted 2", "unchanged", "replayed", "rewritten", "accepted 120", "accepted 120",
      ])
  }

  @Test(.enabled(if: isThere, "../shared/data/noaa is not beside the package"))
  func `a second satellite corroborates or contradicts`() throws {
    let own = try SolarParser.parse(try Self.bytes("series/poll-0001.json"), as: .primaryXRays6Hour)
    let now = own.newest.adding(seconds: 300)
    func judged(by name: String) throws -> String {
      let other = try SolarParser.parse(
        try Self.bytes("series/secondary-\(name).json"), as: .secondaryXRays6Hour)
      do throws(SolarRefusal) {
        return try SolarTrust.judge(own, history: SolarHistory(counterpart: other.records), now: now)
          .corroboration.rawValue
      } catch { return error.state }
    }
    #expect(try judged(by: "consistent") == "corroborated")
    #expect(try judged(by: "inconsistent") == "contradicted")
  }

  @Test(.enabled(if: isThere, "../shared/data/noaa is not beside the package"))
  func `a longer window contains the shorter one, value for value`() throws {
    let day = try SolarParser.parse(
      try Self.bytes("real/goes-xrays-1-day.2020-07-15.goes16.json"), as: .primaryXRays1Day)
    let hours = try SolarParser.parse(
      try Self.bytes("real/goes-xrays-6-hour.2020-07-15.goes16.json"), as: .primaryXRays6Hour)
    let now = day.newest.adding(seconds: 300)
    #expect(
      try SolarTrust.judge(day, history: SolarHistory(shorterWindow: hours.records), now: now).records
        == day.records)
    var changed = hours.records
    let row = changed[100]
    changed[100] = SolarRecord(
      time: row.time, origin: row.origin, series: row.series, values: ["1e-7"] + row.values.dropFirst())
    #expect(throws: SolarRefusal.windowMismatch(time: row.time)) {
      try SolarTrust.judge(day, history: SolarHistory(shorterWindow: changed), now: now)
    }
  }

  @Test(.enabled(if: isThere, "../shared/data/noaa is not beside the package"))
  func `the symbols of a series are those that were taken from it elsewhere`() throws {
    // The first six hours of a recorded week are not among the files; the week is, compressed, and its low bytes are.
    let low = try Self.bytes("derived-xray-7day-f32-lowbyte.bin")
    let day = try SolarParser.parse(
      try Self.bytes("real/goes-xrays-1-day.2020-07-15.goes16.json"), as: .primaryXRays1Day)
    // In order of time and band, as the file has them; the day is the end of the week.
    let symbols = try #require(SolarSeries.symbols(of: day.records, .primaryXRays1Day, column: "flux"))
    #expect(symbols == Array(low.suffix(symbols.count)))
  }
}
