// SPDX-License-Identifier: Apache-2.0
import RandomnessService
import TestSupport
import Testing

/// What a record supports (SP 800-90B 3.1.4.2; B-42).
@Suite struct AssessmentRecordTests {
  static func assessed(_ initial: Double, _ rows: Double, _ columns: Double) -> Double? {
    AssessmentRecord.Estimates(initial: initial, rows: rows, columns: columns).assessed
  }

  @Test func `the smallest estimate counts`() {
    #expect(Self.assessed(6, 5, 5.5) == 5)
    #expect(Self.assessed(6, 7, 5.5) == 5.5)
    #expect(Self.assessed(6, 7, 8) == 6)
  }

  @Test func `rows or columns below half of the initial estimate support nothing`() {
    #expect(Self.assessed(6, 3, 6) == 3)
    #expect(Self.assessed(6, 2.999, 6) == nil)
    #expect(Self.assessed(6, 6, 2.999) == nil)
  }

  @Test func `a failed restart test is not saved by a certificate`() {
    var record = AssessmentRecord.fixture(rows: 1)
    record.certificate = .fixture
    #expect(record.minEntropyPerSample == nil)
    #expect(AssessmentRecord.fixture(certificate: .fixture).minEntropyPerSample == 7)
    #expect(AssessmentRecord.fixture().minEntropyPerSample == 5)
    record.estimates = nil
    record.certificate = nil
    #expect(record.minEntropyPerSample == nil)
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `what is supported is never above any estimate`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let values = (0..<3).map { _ in Double.random(in: 0...8, using: &random) }
    if let assessed = Self.assessed(values[0], values[1], values[2]) {
      #expect(assessed == values.min(), "seed \(seed)")
      #expect(min(values[1], values[2]) * 2 >= values[0], "seed \(seed)")
    } else {
      #expect(min(values[1], values[2]) * 2 < values[0], "seed \(seed)")
    }
  }

  @Test func `the ledger names tool and day, or the certificate`() {
    #expect(AssessmentRecord.fixture().name == "fixture 1, 2024-10-04")
    #expect(AssessmentRecord.fixture(certificate: .fixture).name == "certificate E123 (fixture)")
  }
}
