// SPDX-License-Identifier: Apache-2.0

/// What the store knows of itself: the standing of each product, and which files there have to be.
struct StoreHead: Equatable, Sendable {
  /// A day of records of one product.
  struct Day: Hashable, Sendable {
    let product: SolarProduct
    /// "2026-08-07".
    let day: String

    /// Below the store's folder.
    var name: String { "records/\(product.rawValue)/\(day)" }
  }

  /// Its file, as it was written last.
  struct Entry: Equatable, Sendable {
    /// The store's sequence number when it was written.
    let sequence: UInt64
    /// SHA3-384 of the file.
    let digest: SolarDigest
  }

  /// Drawn at random when the store was made.
  var epoch: String
  /// Goes up with each head that is written.
  var sequence: UInt64
  var standings: [SolarProduct: SolarStanding] = [:]
  var days: [Day: Entry] = [:]

  private static let title = "wellspring solar head 1"

  /// A new store's.
  init(epoch: String) {
    self.epoch = epoch
    sequence = 0
  }

  /// The head as text: lines of fields between tabs, in a fixed order.
  var text: String {
    var lines = [Self.title, "store\t\(epoch)\t\(sequence)"]
    for product in SolarProduct.allCases {
      if let standing = standings[product] {
        lines.append((["product", product.rawValue] + standing.fields).joined(separator: "\t"))
      }
    }
    for (day, entry) in days.sorted(by: { $0.key.name < $1.key.name }) {
      lines.append("day\t\(day.product.rawValue)\t\(day.day)\t\(entry.sequence)\t\(entry.digest)")
    }
    return lines.joined(separator: "\n")
  }

  /// Reads it back; `nil` for what ``text`` does not write.
  init?(text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map { String($0) }
    }
    guard lines.count >= 2, lines[0] == [Self.title], lines[1].count == 3, lines[1][0] == "store",
      let sequence = UInt64(lines[1][2])
    else { return nil }
    epoch = lines[1][1]
    self.sequence = sequence
    for line in lines.dropFirst(2) {
      switch line[0] {
      case "product":
        guard line.count > 2, let product = SolarProduct(rawValue: line[1]),
          let standing = SolarStanding(fields: Array(line.dropFirst(2)), of: product)
        else { return nil }
        standings[product] = standing
      case "day":
        guard line.count == 5, let product = SolarProduct(rawValue: line[1]),
          SolarTime("\(line[2])T00:00:00Z") != nil, let sequence = UInt64(line[3]),
          let digest = SolarDigest(hexadecimal: line[4])
        else { return nil }
        days[Day(product: product, day: line[2])] = Entry(sequence: sequence, digest: digest)
      default: return nil
      }
    }
  }
}

extension SolarStanding {
  /// How many fields ``fields`` has.
  private static var fieldCount: Int { 16 }

  /// The fields of a line, "" where there is nothing.
  fileprivate var fields: [String] {
    func time(_ time: SolarTime?) -> String { time?.description ?? "" }
    return [
      time(lastRequest), time(notBefore), String(failures), Self.plain(entityTag ?? ""),
      Self.plain(lastModified ?? ""), Self.plain(state), Self.plain(stateText), time(stateTime),
      time(accepted?.observed), time(accepted?.fetched), accepted?.corroboration.rawValue ?? "",
      accepted?.digest.description ?? "", Self.plain(remarks), String(gapSeconds), time(claimed),
      claimedDigest?.description ?? "",
    ]
  }

  fileprivate init?(fields: [String], of product: SolarProduct) {
    guard fields.count == Self.fieldCount, let failures = Int(fields[2]), let gap = Int(fields[13]) else {
      return nil
    }
    self.init()
    lastRequest = SolarTime(fields[0])
    notBefore = SolarTime(fields[1])
    self.failures = failures
    entityTag = fields[3].isEmpty ? nil : fields[3]
    lastModified = fields[4].isEmpty ? nil : fields[4]
    (state, stateText, stateTime) = (fields[5], fields[6], SolarTime(fields[7]))
    if let observed = SolarTime(fields[8]), let fetched = SolarTime(fields[9]),
      let corroboration = SolarObservation.Corroboration(rawValue: fields[10]),
      let digest = SolarDigest(hexadecimal: fields[11])
    {
      accepted = SolarObservation(
        product: product, observed: observed, fetched: fetched, corroboration: corroboration, digest: digest)
    }
    remarks = fields[12]
    gapSeconds = gap
    claimed = SolarTime(fields[14])
    claimedDigest = SolarDigest(hexadecimal: fields[15])
  }

  /// Words on one line of printable ASCII, cut: they may quote what a server has sent.
  private static func plain(_ words: String) -> String {
    String(
      decoding: words.utf8.prefix(512).map { (32...126).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self
    )
  }
}
