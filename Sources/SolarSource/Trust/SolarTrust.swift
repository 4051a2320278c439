// SPDX-License-Identifier: Apache-2.0

/// Decides whether a well-formed body is believed. Nothing here makes it worth a bit: data that is believed is public still.
public enum SolarTrust {
  /// What is new in a body that is believed.
  public struct News: Equatable, Sendable {
    /// The records that were not stored yet, ascending.
    public let records: [SolarRecord]
    /// What the other satellite says.
    public let corroboration: SolarObservation.Corroboration
  }

  /// The shortest series of which it is said that it never changes, in rows. X-rays of a quiet Sun stand at the floor of the
  /// instrument in one band, never in both for so long.
  static let stuckRows = 30

  /// Judges a body: first by the clock, then by itself, then by what was accepted before and by what others say.
  ///
  /// - Parameters:
  ///   - body: what was read.
  ///   - history: what was accepted before.
  ///   - now: by the clock of this machine.
  /// - Returns: what is new in it.
  /// - Throws: the first thing that speaks against it.
  public static func judge(
    _ body: SolarBody, history: SolarHistory, now: SolarTime
  ) throws(SolarRefusal) -> News {
    let ahead = body.newest.seconds(since: now)
    guard ahead <= SolarProduct.maximumAhead else {
      throw .future(aheadSeconds: ahead, limitSeconds: SolarProduct.maximumAhead)
    }
    let limit = body.product.maximumAge
    guard -ahead <= limit else { throw .stale(ageSeconds: -ahead, limitSeconds: limit) }
    try checkLife(body)
    try checkAdvance(body, history)
    let new = try checkOverlap(body, history.records)
    try checkWindow(body, history.shorterWindow)
    let corroboration = try CrossCheck.compare(body.records, history.counterpart, product: body.product)
    return News(records: new, corroboration: corroboration)
  }

  /// Something is measured: the fluxes are not all zero, and not every series has one value.
  private static func checkLife(_ body: SolarBody) throws(SolarRefusal) {
    let primary = body.product.primaryColumn
    var first: [String: String] = [:]
    var rows: [String: Int] = [:]
    var changes = false
    var isAllZero = true
    for record in body.records {
      guard let value = record.values[primary] else { continue }
      if let number = Double(value), number != 0 { isAllZero = false }
      if let earlier = first[record.series], earlier != value { changes = true }
      first[record.series] = first[record.series] ?? value
      rows[record.series, default: 0] += 1
    }
    // A K-index of a quiet week may well be 0.
    if isAllZero && body.product.schema != .planetaryKIndex { throw .allZero }
    if !changes && rows.values.allSatisfy({ $0 >= stuckRows }) { throw .stuck }
  }

  /// The newest observation is newer than the one that was accepted last.
  private static func checkAdvance(_ body: SolarBody, _ history: SolarHistory) throws(SolarRefusal) {
    guard let accepted = history.accepted else { return }
    guard body.newest >= accepted.observed else {
      throw .replayed(observed: body.newest, accepted: accepted.observed)
    }
    guard body.newest == accepted.observed else { return }
    // The window may begin elsewhere: what counts is whether any record says something else.
    let stored = Dictionary(history.records.map { ($0.identity, $0) }) { first, _ in first }
    for record in body.records {
      if let known = stored[record.identity], known != record { throw .conflict(time: record.time) }
    }
    throw .unchanged
  }

  /// What was accepted before is still the same. NOAA does revise its most recent minutes at times: then nothing is taken
  /// until the window has moved on, and the log says so.
  private static func checkOverlap(
    _ body: SolarBody, _ stored: [SolarRecord]
  ) throws(SolarRefusal) -> [SolarRecord] {
    let stored = Dictionary(stored.map { ($0.identity, $0) }) { first, _ in first }
    var new: [SolarRecord] = []
    for record in body.records {
      guard let known = stored[record.identity] else {
        new.append(record)
        continue
      }
      guard known == record else { throw .rewritten(time: record.time) }
    }
    return new
  }

  /// The rows of the shorter window are in the longer one, value for value, as far as both reach.
  private static func checkWindow(_ body: SolarBody, _ shorter: [SolarRecord]) throws(SolarRefusal) {
    guard let first = body.records.first?.time else { return }
    let own = Dictionary(body.records.map { ($0.identity, $0) }) { first, _ in first }
    for record in shorter where record.time > first && record.time <= body.newest {
      guard own[record.identity] == record else { throw .windowMismatch(time: record.time) }
    }
  }
}

extension SolarProduct {
  /// Index of the column that every kept record has.
  var primaryColumn: Int { columns.firstIndex(of: RowSchema.of(schema).primary) ?? 0 }
}
