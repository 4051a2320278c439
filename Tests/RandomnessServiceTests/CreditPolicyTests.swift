// SPDX-License-Identifier: Apache-2.0
import EntropySources
import HealthTests
@testable import RandomnessService
import TestSupport
import Testing

/// min(claim, record), 0 without either (I-4, I-5).
@Suite struct CreditPolicyTests {
  struct Row: CustomTestStringConvertible {
    let testDescription: String
    var profile = Profile.sp800x90c
    var allowsUncertified = false
    var source: SourceConfiguration
    var identity: DeviceIdentity? = .scripted
    var today = Bench.today
    /// Bits per sample, nil for none.
    var credit: Double?
    var strength: Int?
    var reason = ""
  }

  static func changed(_ change: (inout AssessmentRecord) -> Void) -> SourceConfiguration {
    var record = AssessmentRecord.fixture()
    change(&record)
    return .quantum(record: .some(record))
  }

  /// The timing of a processor, with the record of one.
  static func timing(serial: String? = "Processor 3000", claim: Double? = 1) -> SourceConfiguration {
    var record = AssessmentRecord.fixture()
    record.source = "cpu-timing"
    record.device = AssessmentRecord.Device(driver: "cpu-timing", serial: serial)
    return SourceConfiguration(id: "cpu-timing", kind: .cpuTiming, claim: claim, record: record)
  }

  static let rows: [Row] = [
    Row(
      testDescription: "timing is raw", source: timing(),
      identity: DeviceIdentity(driver: "cpu-timing", serial: "Processor 3000"), credit: 1),
    Row(
      testDescription: "timing of another processor", source: timing(),
      identity: DeviceIdentity(driver: "cpu-timing", serial: "Processor 4000"), reason: "serial number"),
    Row(
      testDescription: "timing without a record",
      source: SourceConfiguration(id: "cpu-timing", kind: .cpuTiming, claim: 1),
      reason: "no assessment record"),
    Row(testDescription: "timing without a claim", source: timing(claim: nil), reason: "no claim"),
    Row(testDescription: "claim below record", source: .quantum(), credit: 4),
    Row(testDescription: "record below claim", source: .quantum(claim: 7), credit: 5),
    Row(testDescription: "default profile", profile: .standard, source: .quantum(), credit: 4),
    Row(testDescription: "rounded down to 1/256", source: .quantum(claim: 1.999), credit: 511.0 / 256),
    Row(testDescription: "no claim", source: .quantum(claim: nil), reason: "no claim"),
    Row(testDescription: "claim of nothing", source: .quantum(claim: 0.001), reason: "no claim"),
    Row(testDescription: "claim not a number", source: .quantum(claim: .nan), reason: "no claim"),
    Row(testDescription: "no record", source: .quantum(record: .some(nil)), reason: "no assessment record"),
    Row(
      testDescription: "no record, default", profile: .standard, source: .quantum(record: .some(nil)),
      reason: "no"),
    Row(
      testDescription: "foreign record", source: changed { $0.source = "other" },
      reason: "for the source other"),
    Row(
      testDescription: "driver is rng_current", source: changed { $0.device.driver = "scripted.0" }, credit: 4
    ),
    Row(
      testDescription: "other driver", source: changed { $0.device.driver = "x" }, reason: "for the device x"),
    Row(
      testDescription: "other device found", source: .quantum(),
      identity: DeviceIdentity(generator: "tpm-rng-0"),
      reason: "found was: tpm-rng-0"),
    Row(
      testDescription: "nothing known of the device", source: .quantum(), identity: DeviceIdentity(),
      reason: "unknown device"),
    Row(
      testDescription: "device not found yet", source: changed { $0.device.driver = "x" }, identity: nil,
      credit: 4),
    Row(testDescription: "serial fits", source: changed { $0.device.serial = "1" }, credit: 4),
    Row(
      testDescription: "other serial", source: changed { $0.device.serial = "2" }, reason: "serial number 2"),
    Row(testDescription: "last day", source: .quantum(), today: Bench.day(21_000), credit: 4),
    Row(
      testDescription: "day after", source: .quantum(), today: Bench.day(21_001),
      reason: "expired on 2027-07-01"),
    Row(
      testDescription: "restart test failed", source: changed { $0.estimates?.rows = 2.9 },
      reason: "supports no"),
    Row(testDescription: "opaque", source: .quantum(isRaw: false), reason: "needs a certificate"),
    Row(testDescription: "opaque, default", profile: .standard, source: .quantum(isRaw: false), credit: 4),
    Row(
      testDescription: "opaque with certificate",
      source: .quantum(claim: 8, record: .some(.fixture(certificate: .fixture)), isRaw: false), credit: 7),
    Row(testDescription: "getrandom, default", profile: .standard, source: .getrandom, strength: 256),
    Row(
      testDescription: "getrandom, uncertified", allowsUncertified: true, source: .getrandom, strength: 256),
    Row(testDescription: "getrandom", source: .getrandom, reason: "additional input"),
  ]

  @Test(arguments: rows)
  func `credit is the smaller of claim and record, or 0 with a reason`(row: Row) {
    let policy = CreditPolicy(profile: row.profile, allowsUncertified: row.allowsUncertified)
    let decision = policy.decide(row.source, identity: row.identity, today: row.today)
    #expect(decision.perSample.bits == row.credit ?? 0)
    switch decision {
    case .credited(_, let record):
      #expect(row.credit != nil && row.strength == nil)
      #expect(!record.isEmpty)
    case .generator(let strength): #expect(strength == row.strength)
    case .none(let reason):
      #expect(row.credit == nil && row.strength == nil)
      #expect(reason.contains(row.reason), "\(reason)")
    }
    #expect(decision.canSeed == (row.credit != nil || row.strength != nil))
  }

  @Test func `credit is never above claim, record or sample width`() {
    var random = SeededGenerator(seed: 42)
    let policy = CreditPolicy(profile: .sp800x90c, allowsUncertified: false)
    for step in 0..<2000 {
      let claim = Double.random(in: 0...8, using: &random)
      let source = Self.changed { record in
        record.estimates = .init(
          initial: .random(in: 0...8, using: &random), rows: .random(in: 0...8, using: &random),
          columns: .random(in: 0...8, using: &random))
      }
      var claimed = source
      claimed.claim = claim
      let credit = policy.decide(claimed, identity: .scripted, today: Bench.today).perSample.bits
      let estimates = source.record?.estimates
      let lowest = min(claim, estimates?.initial ?? 0, estimates?.rows ?? 0, estimates?.columns ?? 0)
      #expect(credit <= lowest, "seed 42, step \(step)")
    }
  }
}
