// SPDX-License-Identifier: Apache-2.0
internal import Envelope
internal import Primitives

/// The files, each an envelope: how they are named, sealed, opened and judged.
extension SolarStore {
  static let headContext = EnvelopeContext(purpose: "solar head")

  static func witnessContext(_ epoch: String) -> EnvelopeContext {
    EnvelopeContext(purpose: "solar witness", ["epoch": epoch])
  }

  static func claimContext(_ digest: SolarDigest) -> EnvelopeContext {
    EnvelopeContext(purpose: "solar claim", ["digest": digest.description])
  }

  static func recordsContext(
    _ day: StoreHead.Day, _ epoch: String, _ sequence: UInt64
  ) -> EnvelopeContext {
    EnvelopeContext(
      purpose: "solar records",
      ["product": day.product.rawValue, "epoch": epoch, "day": day.day, "sequence": String(sequence)])
  }

  static func seal(
    _ text: String, _ context: EnvelopeContext, _ key: borrowing KeyEncryptionKey
  ) throws(SolarStoreError) -> [UInt8] {
    do throws(EnvelopeError) {
      return try Envelope.seal(Array(text.utf8).span, for: context, under: key, random: .system)
    } catch { throw .failed(error.description) }
  }

  func open(
    _ file: [UInt8], _ context: EnvelopeContext, _ name: String
  ) throws(SolarStoreError) -> String {
    do throws(EnvelopeError) {
      var message = [UInt8](repeating: 0, count: try Envelope.messageByteCount(of: file.span))
      do {
        var span = message.mutableSpan
        try Envelope.open(file.span, for: context, under: key, into: &span)
      }
      return String(decoding: message, as: UTF8.self)
    } catch { throw .file(name: name, SolarStoreError.Problem(error)) }
  }

  func head() throws(SolarStoreError) -> StoreHead {
    // First, so that it cannot be newer because of a change in between.
    let witnessed = try files.read("witness")
    guard let file = try files.read("head") else { throw .file(name: "head", .missing) }
    guard let head = StoreHead(text: try open(file, Self.headContext, "head")) else {
      throw .file(name: "head", .otherVersion)
    }
    if let witnessed {
      guard let sequence = UInt64(try open(witnessed, Self.witnessContext(head.epoch), "witness")) else {
        throw .file(name: "witness", .otherVersion)
      }
      if sequence > head.sequence { throw .file(name: "head", .olderCopy) }
    }
    return head
  }

  /// Writes the next head. A witness of its number follows, without waiting for the disk: after a loss of power it may be
  /// older than the head, never newer, unless an older head was put back.
  static func save(
    _ head: StoreHead, _ files: StoreFiles, _ key: borrowing KeyEncryptionKey
  ) throws(SolarStoreError) {
    var next = head
    next.sequence += 1
    try files.replace("head", with: try seal(next.text, headContext, key))
    let witness = try seal(String(next.sequence), witnessContext(next.epoch), key)
    try files.replace("witness", with: witness, isDurable: false)
  }

  /// Changes the head while nobody else does; it is written if `change` has changed it.
  func changeHead(_ change: (inout StoreHead) throws(SolarStoreError) -> Void) throws(SolarStoreError) {
    try files.locked(milliseconds: patience) { () throws(SolarStoreError) in
      let before = try head()
      var head = before
      try adopt(&head)
      try change(&head)
      if head != before { try Self.save(head, files, key) }
    }
  }

  /// Enters what a crash has kept from the head: days that were written with the sequence number that this head is the last to
  /// come before.
  func adopt(_ head: inout StoreHead) throws(SolarStoreError) {
    for product in SolarProduct.allCases {
      let names = try files.names(in: "records/\(product.rawValue)").filter {
        SolarTime("\($0)T00:00:00Z") != nil
      }
      for name in names.suffix(Self.recentDays) {
        let day = StoreHead.Day(product: product, day: name)
        guard let start = try files.read(day.name, first: Self.prefixByteCount),
          start.count == Self.prefixByteCount, Self.sequence(of: start) == head.sequence + 1,
          let file = try files.read(day.name)
        else { continue }
        // One that is not authentic is left to whoever reads it, and named then.
        do throws(SolarStoreError) { _ = try read(day, head) } catch {
          guard case .file(_, .system) = error else { continue }
          throw error
        }
        head.days[day] = StoreHead.Entry(sequence: head.sequence + 1, digest: try digest(of: file))
      }
    }
  }

  /// The longest window of a product is a week, over which a body can spread its records.
  static let recentDays = 9

  /// The days that have a file, ascending. One that the head does not list may have been written just before a crash.
  func days(of product: SolarProduct, _ head: StoreHead) throws(SolarStoreError) -> [StoreHead.Day] {
    var days = Set(head.days.keys.filter { $0.product == product })
    for name in try files.names(in: "records/\(product.rawValue)") where SolarTime("\(name)T00:00:00Z") != nil
    {
      let day = StoreHead.Day(product: product, day: name)
      guard head.days[day] == nil, let file = try files.read(day.name) else { continue }
      if Self.sequence(of: file) == head.sequence + 1 { days.insert(day) }
    }
    return days.sorted { $0.day < $1.day }
  }

  static let recordsTitle = "wellspring solar records 1"
  /// The sequence number in front of the envelope, most significant byte first; the envelope's context holds it too.
  static let prefixByteCount = 8

  static func sequence(of file: [UInt8]) -> UInt64 {
    file.prefix(prefixByteCount).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The records of a day; none when it has no file and should have none.
  func read(_ day: StoreHead.Day, _ head: StoreHead) throws(SolarStoreError) -> [SolarRecord] {
    let entry = head.days[day]
    guard let file = try files.read(day.name) else {
      if entry == nil { return [] }
      throw .file(name: day.name, .missing)
    }
    guard file.count > Self.prefixByteCount else { throw .file(name: day.name, .changed) }
    let sequence = Self.sequence(of: file)
    let text = try open(
      Array(file[Self.prefixByteCount...]), Self.recordsContext(day, head.epoch, sequence), day.name)
    // What a crash has kept from the head is the one that was being written.
    if sequence != head.sequence + 1 {
      if sequence > head.sequence { throw .file(name: day.name, .newerThanHead) }
      guard let entry else { throw .file(name: day.name, .notListed) }
      if sequence < entry.sequence { throw .file(name: day.name, .olderCopy) }
      guard sequence == entry.sequence else { throw .file(name: day.name, .newerThanHead) }
      guard try digest(of: file) == entry.digest else { throw .file(name: day.name, .changed) }
    }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.removeFirst() == Self.recordsTitle else { throw .file(name: day.name, .otherVersion) }
    var records: [SolarRecord] = []
    records.reserveCapacity(lines.count)
    for line in lines {
      guard let record = SolarRecord(line: line, columns: day.product.columns.count) else {
        throw .file(name: day.name, .otherVersion)
      }
      records.append(record)
    }
    return records
  }

  /// Writes a day with the sequence number that the next head will have.
  func write(
    _ day: StoreHead.Day, _ records: [SolarRecord], _ head: StoreHead
  ) throws(SolarStoreError) -> StoreHead.Entry {
    let sequence = head.sequence + 1
    let text = ([Self.recordsTitle] + records.map(\.line)).joined(separator: "\n")
    let prefix = stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: sequence >> $0) }
    let file = prefix + (try Self.seal(text, Self.recordsContext(day, head.epoch, sequence), key))
    try files.replace(day.name, with: file)
    return StoreHead.Entry(sequence: sequence, digest: try digest(of: file))
  }

  func digest(of file: [UInt8]) throws(SolarStoreError) -> SolarDigest {
    do throws(PrimitiveError) {
      var hash = try Hash(.sha3x384)
      try hash.update(file.span)
      var digest = [UInt8](repeating: 0, count: SolarDigest.byteCount)
      do {
        var span = digest.mutableSpan
        try hash.finalize(into: &span)
      }
      guard let digest = SolarDigest(digest) else { throw .operationFailed(operation: "SHA3-384") }
      return digest
    } catch { throw .failed("\(error)") }
  }

  /// What a claim says; `nil` where there is none of the name, or it is no name of a claim.
  func claim(_ name: String) throws(SolarStoreError) -> (product: SolarProduct, observed: SolarTime)? {
    let digits = name.hasSuffix(".spent") ? String(name.dropLast(6)) : name
    guard let digest = SolarDigest(hexadecimal: digits), let file = try files.read("claims/\(name)") else {
      return nil
    }
    let parts = try open(file, Self.claimContext(digest), "claims/\(name)").split(separator: "\t")
    guard parts.count == 2, let product = SolarProduct(rawValue: String(parts[0])),
      let time = SolarTime(parts[1])
    else { throw .file(name: "claims/\(name)", .otherVersion) }
    return (product, time)
  }
}
