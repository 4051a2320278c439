// SPDX-License-Identifier: Apache-2.0
@testable import SolarSource
import TestSupport
import Testing

/// One body for each way to be wrong, and what is made of the right ones.
@Suite struct SolarParserTests {
  static let row =
    #"{"time_tag":"2026-08-07T01:24:00Z","satellite":18,"flux":1.50e-07,"energy":"0.1-0.8nm"}"#
  static let wind =
    #"{"time_tag":"2026-08-07T01:24:00","active":true,"source":"SOLAR1","range":null,"scale":null,"sensitivity":null,"#
    + #""manual_mode":false,"sample_size":60,"bt":3.50,"bx_gse":null,"by_gse":null,"bz_gse":-9999,"theta_gse":null,"#
    + #""phi_gse":null,"bx_gsm":2.37,"by_gsm":-2.48,"bz_gsm":0.70,"theta_gsm":11.60,"phi_gsm":46.24,"#
    + #""max_telemetry_flag":0,"max_data_flag":-9999,"overall_quality":0}"#

  static func refusal(_ body: [UInt8], _ product: SolarProduct = .primaryXRays6Hour) -> SolarRefusal? {
    do throws(SolarRefusal) {
      _ = try SolarParser.parse(body, as: product)
      return nil
    } catch { return error }
  }

  static func refusal(_ body: String, _ product: SolarProduct = .primaryXRays6Hour) -> SolarRefusal? {
    refusal(Array(body.utf8), product)
  }

  @Test func `the text of a number is kept`() throws {
    let body = try SolarParser.parse(Array("[\(Self.wind)]".utf8), as: .solarWindMagneticField)
    #expect(
      body.records.map(\.line) == [
        "2026-08-07T01:24:00Z\tSOLAR1\t\t3.50\t-\t-\t-\t-\t-\t2.37\t-2.48\t0.70\t11.60\t46.24"
      ])
    for record in body.records { #expect(SolarRecord(line: record.line, columns: 11) == record) }
  }

  @Test(
    arguments: [
      ("", .empty), (" \n\t\r", .empty), ("[]", .empty),
      ("{}", .wrongShape(row: 0, "it is no array of flat objects")),
      ("null", .wrongShape(row: 0, "it is no array of flat objects")),
      ("[1]", .wrongShape(row: 0, "it is no array of flat objects")),
      ("[\(row),[]]", .wrongShape(row: 0, "it is no array of flat objects")),
      ("[{\"a\":{}}]", .wrongShape(row: 0, "it has the key \"a\"")),
      ("[\(row),]", .notJSON(offset: 88)), ("[\(row)] x", .notJSON(offset: 89)),
      ("[\(row)", .notJSON(offset: 87)),
      ("[\(row)]\0", .notJSON(offset: 88)), ("[\(row)][\(row)]", .notJSON(offset: 88)),
      ("// x\n[]", .notJSON(offset: 0)),
      ("\u{feff}[]", .notUTF8), ("[\(row),{}]", .wrongShape(row: 1, "the key \"energy\" is missing")),
    ] as [(String, SolarRefusal)])
  func `a body that is none is refused`(body: String, refusal: SolarRefusal) {
    let found = Self.refusal(body)
    // Offsets are where the reader stops, which may be behind white space.
    if case .notJSON = refusal, case .notJSON = found { return }
    #expect(found?.state == refusal.state)
    if case .wrongShape(let row, _) = refusal, case .wrongShape(let found, _) = found {
      #expect(found == row)
    }
  }

  /// A replacement in the one row, and how the body ends then.
  @Test(arguments: [
    ("1.50e-07", "NaN", "not-json"), ("1.50e-07", "-Infinity", "not-json"), ("1.50e-07", "00.1", "not-json"),
    ("1.50e-07", "1e400", "out-of-range"), ("1.50e-07", "-1e-9", "out-of-range"),
    ("1.50e-07", "2", "out-of-range"),
    ("1.50e-07", "1e-400", "accepted"), ("1.50e-07", "-0.0", "accepted"), ("1.50e-07", "0", "accepted"),
    ("1.50e-07", "\"1e-7\"", "wrong-shape"), ("1.50e-07", "true", "wrong-shape"),
    ("1.50e-07", "[]", "wrong-shape"),
    ("1.50e-07", "null", "nothing-measured"), ("1.50e-07", "-9999", "nothing-measured"),
    ("1.50e-07", "-99999.0", "nothing-measured"), ("1.50e-07", "\"Unk\"", "nothing-measured"),
    ("1.50e-07", "0." + String(repeating: "1", count: 200), "too-long"),
    ("2026-08-07T01:24:00Z", "Unk", "bad-time"), ("2026-08-07T01:24:00Z", "2026-02-30T00:00:00Z", "bad-time"),
    ("2026-08-07T01:24:00Z", "2026-08-07 01:24:00", "bad-time"),
    ("\"2026-08-07T01:24:00Z\"", "null", "bad-time"),
    ("\"2026-08-07T01:24:00Z\"", "1786065840", "bad-time"),
    ("18", "-18", "wrong-shape"), ("18", "1.8e1", "wrong-shape"), ("18", "\"18\"", "wrong-shape"),
    ("18", "0", "wrong-shape"),
    ("18", "18446744073709551616", "wrong-shape"), ("18", "null", "wrong-shape"),
    ("0.1-0.8nm", "0.1-0.8 nm", "wrong-shape"), ("0.1-0.8nm", String(repeating: "a", count: 97), "too-long"),
    ("0.1-0.8nm", "\\ud800", "not-utf8"), ("\"flux\"", "\"flu\\u0078\"", "accepted"),
    ("\"satellite\":18", "\"satellite\":18,\"satellite\":18", "duplicate-key"),
    ("\"satellite\":18", "\"satellite\":18,\"quality\":0", "wrong-shape"),
    ("\"satellite\":18,", "", "wrong-shape"),
    ("\"satellite\":18", "\"satellite\":18,\"observed_flux\":1e-7", "wrong-shape"),
    ("\"satellite\":18", "\"satellite\":18,\"x\":[[[[[[[[[1]]]]]]]]]", "too-deep"),
  ])
  func `a row that is not of its product is refused`(old: String, new: String, state: String) {
    let body = "[\(Self.row.replacing(old, with: new))]"
    #expect((Self.refusal(body)?.state ?? "accepted") == state)
  }

  @Test func `invalid text and too many rows are refused`() {
    var bytes = Array("[\(Self.row)]".utf8)
    bytes[bytes.count - 6] = 0xff
    #expect(Self.refusal(bytes) == .notUTF8)
    let many = Array(repeating: "{}", count: RowSchema.rowLimit + 1).joined(separator: ",")
    #expect(Self.refusal("[\(many)]")?.state == "wrong-shape")
    let rows = (0...RowSchema.rowLimit).map { minute in
      Self.row.replacing(
        "2026-08-07T01:24:00Z", with: StoreBench.start.adding(seconds: 60 * minute).description)
    }
    #expect(Self.refusal("[\(rows.joined(separator: ","))]") == .tooManyRows(limit: RowSchema.rowLimit))
    #expect(Self.refusal("[\(rows.dropLast().joined(separator: ","))]") == nil)
    #expect(Self.refusal([UInt8](repeating: 32, count: SolarParser.bodyLimit + 1))?.state == "too-large")
    #expect(
      Self.refusal([UInt8](repeating: 0x5b, count: SolarParser.bodyLimit))
        == .tooDeep(limit: JSONRows.depthLimit))
  }

  @Test func `order, repetition, gaps, absence and other spacecraft are remarks`() throws {
    func row(_ minute: Int, _ flux: String = "1e-7", satellite: Int = 18) -> String {
      Self.row.replacing(
        "2026-08-07T01:24:00Z", with: StoreBench.start.adding(seconds: 60 * minute).description
      )
      .replacing("1.50e-07", with: flux).replacing("18", with: "\(satellite)")
    }
    let rows = [row(3), row(1), row(1), row(2, "null"), row(9, satellite: 19)]
    let body = try SolarParser.parse(Array("[\(rows.joined(separator: ","))]".utf8), as: .primaryXRays6Hour)
    #expect(body.records.map { $0.time.seconds(since: StoreBench.start) / 60 } == [1, 3, 9])
    #expect(
      body.remarks.words == "unordered, 1 row twice, 1 row without a value, gap of 360 s, seen by 18 and 19")
    #expect(
      Self.refusal("[\(row(1)),\(row(1, "2e-7"))]")
        == .conflictingRows(time: StoreBench.start.adding(seconds: 60)))
    let inactive = Self.wind.replacing("true", with: "false")
    let bad = Self.wind.replacing("\"overall_quality\":0", with: "\"overall_quality\":2")
    #expect(Self.refusal("[\(inactive),\(bad)]", .solarWindMagneticField) == .nothingMeasured)
    let both = try SolarParser.parse(Array("[\(Self.wind),\(inactive)]".utf8), as: .solarWindMagneticField)
    #expect(both.remarks.inactive == 1 && both.records.count == 1 && !both.remarks.isUnordered)
  }

  @Test func `a body of ten thousand observers is read in time that is linear in them`() throws {
    let rows = (0..<10_000).map { Self.wind.replacing("SOLAR1", with: "S\($0)") }
    let body = try SolarParser.parse(
      Array("[\(rows.joined(separator: ","))]".utf8), as: .solarWindMagneticField)
    #expect(body.records.count == 10_000 && body.remarks.origins.count == 8)
  }

  @Test func `what stands for no value is none, and a possible velocity is one`() throws {
    for (value, isMeasured) in [
      ("-999.9", true), ("-9999", false), ("-9999.9", false), ("-99999", false), ("-12.5", true),
    ] {
      let row = Self.wind.replacing("2.37", with: value)
      let fields = try SolarParser.parse(Array("[\(row)]".utf8), as: .solarWindMagneticField).records[0]
        .values
      // A field of -999.9 nT is impossible, hence a fill; a velocity is not.
      #expect((fields[6] != nil) == (isMeasured && value != "-999.9"))
    }
  }

  @Test func `no mutation of a body does harm`() {
    var random = SplitMix64(seed: 20_261_125)
    for (text, product) in [(Self.row, SolarProduct.primaryXRays6Hour), (Self.wind, .solarWindMagneticField)]
    {
      let good = Array("[\(text),\(text)]".utf8)
      for _ in 0..<4000 {
        var bytes = good
        for _ in 0...Int(random.bytes(1)[0] % 4) {
          let choice = random.bytes(4)
          let place = (Int(choice[0]) << 8 | Int(choice[1])) % max(1, bytes.count)
          switch choice[2] % 3 {
          case 0: bytes[place] = choice[3]
          case 1: bytes.remove(at: place)
          default: bytes.insert(contentsOf: bytes[place...].prefix(20), at: place)
          }
        }
        guard let body = try? SolarParser.parse(bytes, as: product) else { continue }
        for record in body.records {
          #expect(SolarRecord(line: record.line, columns: product.columns.count) == record)
        }
      }
    }
  }
}
