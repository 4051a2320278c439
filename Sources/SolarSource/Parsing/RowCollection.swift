// SPDX-License-Identifier: Apache-2.0

/// The rows of one body, each checked as it comes.
struct RowCollection {
  private let product: SolarProduct
  private let schema: RowSchema
  private var records: [SolarRecord] = []
  private var remarks = SolarBody.Remarks()
  private var row = -1

  /// What stands for "not measured" beside null: fill values of this and older formats.
  private static let fills: Set<Double> = [-9999, -99_999, -999.9, -9999.9, -100_000]

  /// How many observers are named in the remarks.
  private static let originLimit = 8

  init(_ product: SolarProduct) {
    self.product = product
    schema = RowSchema.of(product.schema)
  }

  /// Checks a row and keeps it, unless nothing was measured or another spacecraft is the active one.
  mutating func add(_ fields: [JSONField]) throws(SolarRefusal) {
    row += 1
    var time: SolarTime?
    var origin = ""
    var series = ""
    var isActive = true
    var isGood = true
    var values: [String: String] = [:]
    var seen: Set<String> = []
    for field in fields {
      guard seen.insert(field.key).inserted else { throw .duplicateKey(row: row, key: printable(field.key)) }
      guard let member = schema.members[field.key] else {
        throw shape("it has the key \"\(printable(field.key))\"")
      }
      switch member.kind {
      case .time: time = try self.time(field)
      case .satellite: origin = try satellite(field)
      case .spacecraft: origin = try spacecraft(field)
      case .series(let known): series = try word(field, of: known)
      case .active: isActive = try flag(field) == "true"
      case .measured(let range): values[field.key] = try measured(field, range)
      case .flag: if field.kind != .null { values[field.key] = try flag(field) }
      case .quality: isGood = try quality(field)
      case .ignored: if field.kind == .string { throw type(field, "a number") }
      }
    }
    try checkPresence(of: seen)
    guard let time else { throw .badTime(row: row) }
    guard isActive else { return remarks.inactive += 1 }
    guard isGood, values[schema.primary] != nil else { return remarks.missing += 1 }
    records.append(
      SolarRecord(time: time, origin: origin, series: series, values: product.columns.map { values[$0] }))
  }

  /// What the rows make together.
  consuming func body() throws(SolarRefusal) -> SolarBody {
    guard row >= 0 else { throw .empty }
    guard !records.isEmpty else { throw .nothingMeasured }
    // The real-time solar wind comes newest first; for the others another order than that of time is a remark.
    let isDescending = product.schema == .solarWindMagneticField || product.schema == .solarWindPlasma
    remarks.isUnordered = !zip(records, records.dropFirst()).allSatisfy { a, b in
      isDescending ? a.time >= b.time : a.time <= b.time
    }
    records.sort { $0.identity < $1.identity }
    var merged: [SolarRecord] = []
    merged.reserveCapacity(records.count)
    for record in records {
      guard let last = merged.last, last.identity == record.identity else {
        merged.append(record)
        continue
      }
      guard last == record else { throw .conflictingRows(time: record.time) }
      remarks.duplicates += 1
    }
    for (earlier, later) in zip(merged, merged.dropFirst()) {
      let gap = later.time.seconds(since: earlier.time)
      if gap > product.cadence { remarks.longestGap = max(remarks.longestGap, gap) }
    }
    var seen: Set<String> = [""]
    for record in merged where seen.insert(record.origin).inserted {
      // There are two satellites at a time; who names more is not worth a longer list.
      if remarks.origins.count < Self.originLimit { remarks.origins.append(record.origin) }
    }
    return SolarBody(product: product, records: merged, remarks: remarks)
  }

  private func checkPresence(of seen: Set<String>) throws(SolarRefusal) {
    for member in schema.members.values.sorted(by: { $0.name < $1.name }) {
      guard !seen.contains(member.name) else { continue }
      guard member.isOptional,
        !schema.together.contains(where: seen.contains) || !schema.together.contains(member.name)
      else { throw shape("the key \"\(member.name)\" is missing") }
    }
  }

  private func time(_ field: JSONField) throws(SolarRefusal) -> SolarTime {
    guard field.kind == .string, let time = SolarTime(field.text) else { throw .badTime(row: row) }
    return time
  }

  /// Two digits are all there have been; three allow for more.
  private func satellite(_ field: JSONField) throws(SolarRefusal) -> String {
    guard field.kind == .number, (1...3).contains(field.text.utf8.count), let number = Int(field.text),
      number > 0
    else { throw type(field, "the number of a satellite") }
    return field.text
  }

  private func spacecraft(_ field: JSONField) throws(SolarRefusal) -> String {
    let isName = field.text.utf8.allSatisfy { byte in
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
        || byte == 95
    }
    guard field.kind == .string, isName, (1...24).contains(field.text.utf8.count) else {
      throw type(field, "the name of a spacecraft")
    }
    return field.text
  }

  private func word(_ field: JSONField, of known: [String]) throws(SolarRefusal) -> String {
    guard field.kind == .string, known.contains(field.text) else {
      throw type(field, "one of \(known.joined(separator: ", "))")
    }
    return field.text
  }

  private func flag(_ field: JSONField) throws(SolarRefusal) -> String {
    guard field.kind == .bool else { throw type(field, "true or false") }
    return field.text
  }

  /// A row without a quality is taken for good: the flag is a fill on whole days of good data.
  private func quality(_ field: JSONField) throws(SolarRefusal) -> Bool {
    switch field.kind {
    case .null: return true
    case .number: return Double(field.text).map { $0 == 0 || Self.fills.contains($0) } ?? false
    default: throw type(field, "a number")
    }
  }

  /// The text of a number; `nil` where nothing was measured.
  private func measured(_ field: JSONField, _ range: ClosedRange<Double>) throws(SolarRefusal) -> String? {
    switch field.kind {
    case .null: return nil
    case .string where field.text == "Unk": return nil
    case .number:
      guard let number = Double(field.text), number.isFinite else {
        throw .outOfRange(row: row, column: field.key)
      }
      // -999.9 km/s is a possible velocity; of what cannot be so low it is a fill.
      if Self.fills.contains(number), number < -9000 || !range.contains(number) { return nil }
      guard range.contains(number) else { throw .outOfRange(row: row, column: field.key) }
      return field.text
    default: throw type(field, "a number")
    }
  }

  private func shape(_ problem: String) -> SolarRefusal { .wrongShape(row: row, problem) }

  private func type(_ field: JSONField, _ expected: String) -> SolarRefusal {
    shape("\(field.key) is not \(expected)")
  }

  /// A key that a stranger has sent, for a message.
  private func printable(_ key: String) -> String {
    String(
      decoding: key.utf8.prefix(40).map { (32...126).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
  }
}
