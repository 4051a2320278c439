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
    if let revised = revisions(in: body, of: history.records).first { throw .conflict(time: revised.time) }
    throw .unchanged
  }

  /// What was accepted before is still the same, or one of the ways in which it was told before.
  private static func checkOverlap(
    _ body: SolarBody, _ stored: [SolarRecord]
  ) throws(SolarRefusal) -> [SolarRecord] {
    if let revised = revisions(in: body, of: stored).first { throw .rewritten(time: revised.time) }
    let known = Set(stored.map(\.identity))
    return body.records.filter { !known.contains($0.identity) }
  }

  /// The records of a body that tell what is stored in another way than ever before.
  ///
  /// NOAA does revise its most recent minutes at times. The body that does so is refused; both versions are kept, so that the next
  /// one is not refused for the same reason until its window has moved on.
  static func revisions(in body: SolarBody, of stored: [SolarRecord]) -> [SolarRecord] {
    let known = Set(stored.map(\.identity))
    let versions = Set(stored)
    return body.records.filter { known.contains($0.identity) && !versions.contains($0) }
  }

  /// The rows of the shorter window are in the longer one, value for value, as far as both reach.
  private static func checkWindow(_ body: SolarBody, _ shorter: [SolarRecord]) throws(SolarRefusal) {
    guard let first = body.records.first?.time else { return }
    // Of a record that was revised any version will do.
    let versions = Dictionary(grouping: shorter, by: \.identity)
    let own = Set(body.records)
    for (identity, versions) in versions.sorted(by: { $0.key < $1.key })
    where identity.time > first && identity.time <= body.newest {
      guard versions.contains(where: { own.contains($0) }) else { throw .windowMismatch(time: identity.time) }
    }
  }
}

extension SolarProduct {
  /// Index of the column that every kept record has.
  var primaryColumn: Int { columns.firstIndex(of: RowSchema.of(schema).primary) ?? 0 }
}
