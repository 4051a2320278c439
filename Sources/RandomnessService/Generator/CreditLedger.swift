// SPDX-License-Identifier: Apache-2.0
internal import Telemetry

/// The book of what seeded the generator: the last entries, and a sequence that never goes back.
struct CreditLedger {
  /// How many entries are kept.
  static let capacity = 16

  private(set) var records: [SeedRecord] = []
  private(set) var lastSequence: UInt64 = 0

  /// Appends an entry made by `record` for the next sequence number, and returns it.
  mutating func append(_ record: (UInt64) -> SeedRecord) -> SeedRecord {
    lastSequence += 1
    if records.count == Self.capacity { records.removeFirst() }
    let entry = record(lastSequence)
    records.append(entry)
    return entry
  }
}
