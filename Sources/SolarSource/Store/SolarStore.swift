// SPDX-License-Identifier: Apache-2.0
internal import Envelope
internal import Primitives

/// What was accepted, what is remembered of each product, and which digests were used: files that cannot be changed, moved,
/// swapped, cut or put back singly without being refused by name.
///
/// The data is public, so nothing is kept secret by it. What is protected is the history. A rollback of the whole folder at
/// once is seen with a ``SolarCheckpoint`` that was kept elsewhere, and otherwise not.
///
/// | file | what |
/// | --- | --- |
/// | `head` | standings, and each day's sequence number and digest |
/// | `records/PRODUCT/DAY` | the records of one product and day, under a data key of its own |
/// | `witness` | the number of the last head, by which an older one is known |
/// | `claims/DIGEST`, `.spent` | which digests were claimed, and handed over |
/// | `lock` | held while any of these is changed |
///
/// - Threading: one thread at a time; several processes may use one folder.
/// - Cost: reading the head takes a tenth of a millisecond; a change costs two or three fsync(2).
public final class SolarStore {
  private let files: StoreFiles
  private let key: KeyEncryptionKey
  /// How long another process is waited for, in milliseconds: a change takes some tens.
  private let patience: Int

  /// Opens a store. On first use, where neither data nor key is there, both are made.
  ///
  /// - Parameters:
  ///   - directory: its folder, made for its owner alone; the folder around it has to be there or is made.
  ///   - keyFile: path of its key, outside of that folder. A key is never replaced.
  ///   - beginsAnew: make an empty store beside a key that is there already. What was used before is forgotten then.
  ///   - patience: how long another process is waited for, in milliseconds.
  public convenience init(
    directory: String, keyFile: String, beginsAnew: Bool = false, patience: Int = 1000
  ) throws(SolarStoreError) {
    try self.init(directory: directory, keyFile: keyFile, beginsAnew: beginsAnew, patience: patience) { _ in 0
    }
  }

  /// The same with a hook before each system call that changes or reads the store.
  package init(
    directory: String, keyFile: String, beginsAnew: Bool = false, patience: Int = 1000,
    faultPoint: @escaping @Sendable (StaticString) -> Int32
  ) throws(SolarStoreError) {
    let files = StoreFiles(folder: directory, faultPoint: faultPoint)
    self.files = files
    self.patience = patience
    try Self.makeFolders(directory, files)
    // Two who come first at once: one makes key and head, the other uses them.
    key = try files.locked(milliseconds: patience) { () throws(SolarStoreError) -> KeyEncryptionKey in
      let isNew = try files.read("head") == nil
      let isUsed = try Self.isUsed(files)
      if isNew && isUsed { throw .file(name: "head", .missing) }
      let key = try Self.openKey(keyFile, isNew: isNew, beginsAnew: beginsAnew)
      if isNew { try Self.save(StoreHead(epoch: try Self.newEpoch()), files, key) }
      return key
    }
  }

  /// Whether the store has anything but a head.
  private static func isUsed(_ files: StoreFiles) throws(SolarStoreError) -> Bool {
    for product in try files.names(in: "records") where try !files.names(in: "records/\(product)").isEmpty {
      return true
    }
    if try !files.names(in: "claims").isEmpty { return true }
    return try files.read("witness") != nil
  }

  private static func makeFolders(_ directory: String, _ files: StoreFiles) throws(SolarStoreError) {
    let outer = StoreFiles(folder: "", faultPoint: files.faultPoint)
    let parts = directory.split(separator: "/")
    for count in max(1, parts.count - 1)...max(1, parts.count) {
      try outer.makeFolder(parts.prefix(count).joined(separator: "/"))
    }
    for name in ["records", "claims"] + SolarProduct.allCases.map({ "records/\($0.rawValue)" }) {
      try files.makeFolder(name)
    }
  }

  /// A key without a store is that of a store that is gone: what it has used would be used again in a new one.
  private static func openKey(
    _ path: String, isNew: Bool, beginsAnew: Bool
  ) throws(SolarStoreError) -> KeyEncryptionKey {
    do throws(KeyFileError) {
      let key = try KeyEncryptionKey.open(at: path)
      if !isNew || beginsAnew { return key }
    } catch {
      guard isNew, case .missing = error else { throw .key(error.description) }
      do throws(KeyFileError) { return try KeyEncryptionKey.create(at: path, random: .system) } catch {
        throw .key(error.description)
      }
    }
    throw .file(name: "head", .lost)
  }

  private static func newEpoch() throws(SolarStoreError) -> String {
    var epoch = [UInt8](repeating: 0, count: 16)
    do throws(EnvelopeError) {
      var span = epoch.mutableSpan
      try RandomFill.system.fill(&span)
    } catch { throw .failed(error.description) }
    return hexadecimal(epoch)
  }

  // MARK: - Standings

  /// What is remembered of each product that was ever polled.
  public func standings() throws(SolarStoreError) -> [SolarProduct: SolarStanding] { try head().standings }

  /// What is remembered of a product.
  public func standing(of product: SolarProduct) throws(SolarStoreError) -> SolarStanding {
    try head().standings[product] ?? SolarStanding()
  }

  /// Changes what is remembered of a product, durably.
  public func update(
    _ product: SolarProduct, _ change: (inout SolarStanding) -> Void
  ) throws(SolarStoreError) {
    try changeHead { head throws(SolarStoreError) in
      Self.change(&head, product, change)
    }
  }

  /// What was claimed stays claimed, whatever else is changed.
  private static func change(
    _ head: inout StoreHead, _ product: SolarProduct, _ change: (inout SolarStanding) -> Void
  ) {
    let before = head.standings[product] ?? SolarStanding()
    var standing = before
    change(&standing)
    (standing.claimed, standing.claimedDigest) = (before.claimed, before.claimedDigest)
    head.standings[product] = standing
  }

  /// The state of the store now, to be kept elsewhere.
  public func checkpoint() throws(SolarStoreError) -> SolarCheckpoint {
    let head = try head()
    return SolarCheckpoint(epoch: head.epoch, sequence: head.sequence)
  }

  // MARK: - Records

  /// Stores records that are not stored yet, and what is remembered of their product with it.
  public func accept(
    _ product: SolarProduct, _ records: [SolarRecord], _ change: (inout SolarStanding) -> Void
  ) throws(SolarStoreError) {
    try changeHead { head throws(SolarStoreError) in
      for (day, added) in Dictionary(grouping: records, by: \.time.day).sorted(by: { $0.key < $1.key }) {
        let key = StoreHead.Day(product: product, day: day)
        let stored = try read(key, head)
        let all = Self.merged(stored, added)
        if all.count > stored.count { head.days[key] = try write(key, all, head) }
      }
      Self.change(&head, product, change)
    }
  }

  /// How many versions of one observation are kept: what was told first, and two revisions. A feed that never tells the
  /// same twice cannot fill the disk.
  static let versionLimit = 3

  private static func merged(_ stored: [SolarRecord], _ added: [SolarRecord]) -> [SolarRecord] {
    var versions = stored.reduce(into: [SolarRecord.Identity: Int]()) { $0[$1.identity, default: 0] += 1 }
    var known = Set(stored)
    var all = stored
    for record in added where versions[record.identity, default: 0] < versionLimit {
      guard known.insert(record).inserted else { continue }
      versions[record.identity, default: 0] += 1
      all.append(record)
    }
    // By identity, then as they came.
    return all.enumerated().sorted { ($0.element.identity, $0.offset) < ($1.element.identity, $1.offset) }
      .map(\.element)
  }

  /// The stored records of a product from a moment on, ascending; of a revised one all versions, in the order in which they
  /// came.
  ///
  /// - Throws: for the first file that cannot be believed.
  public func records(
    of product: SolarProduct, from first: SolarTime = SolarTime.range.lowerBound
  ) throws(SolarStoreError) -> [SolarRecord] {
    try files.locked(milliseconds: patience) { () throws(SolarStoreError) in
      let head = try head()
      var records: [SolarRecord] = []
      for day in try days(of: product, head) where day.day >= first.day {
        records += try read(day, head).filter { $0.time >= first }
      }
      return records
    }
  }

  /// The days of which records of a product are stored, ascending, as "2026-08-07".
  public func days(of product: SolarProduct) throws(SolarStoreError) -> [String] {
    try files.locked(milliseconds: patience) { () throws(SolarStoreError) in
      try days(of: product, head()).map(\.day)
    }
  }

  /// Drops the records and claims of days before a day, and what crashes have left.
  public func prune(before day: String) throws(SolarStoreError) {
    guard let limit = SolarTime("\(day)T00:00:00Z") else { return }
    // The head first: a file that is not listed is named, one that is missing is refused.
    try changeHead { head throws(SolarStoreError) in
      for key in head.days.keys where key.day < day { head.days[key] = nil }
    }
    try files.locked(milliseconds: patience) { () throws(SolarStoreError) in
      let head = try head()
      for product in SolarProduct.allCases {
        let folder = "records/\(product.rawValue)"
        for name in try files.names(in: folder) where name < day && SolarTime("\(name)T00:00:00Z") != nil {
          if head.days[StoreHead.Day(product: product, day: name)] == nil {
            try files.remove("\(folder)/\(name)")
          }
        }
      }
      // Who writes holds the lock: what is half-written now is left from a crash.
      for folder in ["claims", "."] + SolarProduct.allCases.map({ "records/\($0.rawValue)" }) {
        for name in try files.names(in: folder) where name.hasSuffix(".new") {
          try files.remove("\(folder)/\(name)")
        }
      }
      // The last claim of each product stays, and so does one that cannot be read, which is for ``verify(against:)`` to name.
      let last = Set(head.standings.values.compactMap { $0.claimedDigest?.description })
      for name in try files.names(in: "claims")
      where !last.contains(String(name.prefix(2 * SolarDigest.byteCount))) {
        guard let claim = (try? claim(name)) ?? nil, claim.observed < limit else { continue }
        try files.remove("claims/\(name)")
      }
    }
  }

  // MARK: - Use once

  /// Claims the newest observation of a product, if it is fresh: nobody else has had it, and nobody will.
  ///
  /// The claim is durable before this returns: a file of the digest's name that link(2) has made, and the head. A crash in
  /// between loses the observation and never gives it twice.
  public func claim(_ product: SolarProduct, at now: SolarTime) throws(SolarStoreError) -> SolarObservation? {
    var claimed: SolarObservation?
    try changeHead { head throws(SolarStoreError) in
      guard let fresh = head.standings[product]?.fresh(at: now) else { return }
      // Where the name is taken a crash has come between the two: it is lost.
      let isOurs = try files.makeNew(
        "claims/\(fresh.digest)",
        Self.seal(
          [product.rawValue, fresh.observed.description].joined(separator: "\t"),
          Self.claimContext(fresh.digest), key))
      head.standings[product]?.claimed = fresh.observed
      head.standings[product]?.claimedDigest = fresh.digest
      if isOurs { claimed = fresh }
    }
    return claimed
  }

  /// Notes that a claimed observation was handed over.
  public func spend(_ observation: SolarObservation) throws(SolarStoreError) {
    let name = "claims/\(observation.digest)"
    _ = try files.linkNew(name, name + ".spent")
    try files.synchronizeFolder(of: name)
  }

  // MARK: - Verification

  /// Reads everything and names what cannot be believed.
  ///
  /// - Parameter checkpoint: a state that was seen before, kept elsewhere; `nil` if none was.
  public func verify(against checkpoint: SolarCheckpoint? = nil) throws(SolarStoreError) -> [SolarStoreError]
  {
    var problems: [SolarStoreError] = []
    func note(_ body: () throws(SolarStoreError) -> Void) {
      do throws(SolarStoreError) { try body() } catch { problems.append(error) }
    }
    let head = try head()
    if let checkpoint, checkpoint.epoch != head.epoch || checkpoint.sequence > head.sequence {
      problems.append(.file(name: ".", .olderCopy))
    }
    for product in SolarProduct.allCases {
      var known = Set(head.days.keys.filter { $0.product == product })
      note { () throws(SolarStoreError) in known.formUnion(try days(of: product, head)) }
      for day in known.sorted(by: { $0.day < $1.day }) {
        note { () throws(SolarStoreError) in _ = try read(day, head) }
      }
      note { () throws(SolarStoreError) in
        for name in try files.names(in: "records/\(product.rawValue)") where !name.hasSuffix(".new") {
          guard !known.contains(StoreHead.Day(product: product, day: name)) else { continue }
          problems.append(.file(name: "records/\(product.rawValue)/\(name)", .notListed))
        }
      }
      if let digest = head.standings[product]?.claimedDigest {
        note { () throws(SolarStoreError) in
          guard try claim(digest.description) != nil else { throw .file(name: "claims/\(digest)", .missing) }
        }
      }
    }
    note { () throws(SolarStoreError) in
      for name in try files.names(in: "records") where SolarProduct(rawValue: name) == nil {
        problems.append(.file(name: "records/\(name)", .notListed))
      }
    }
    if try files.read("witness") == nil { problems.append(.file(name: "witness", .missing)) }
    for name in try files.names(in: "claims") where !name.hasSuffix(".new") {
      note { () throws(SolarStoreError) in
        guard let claim = try claim(name) else { throw .file(name: "claims/\(name)", .notListed) }
        // What was handed over was in the head before that.
        let known = head.standings[claim.product]?.claimed ?? SolarTime.range.lowerBound
        if name.hasSuffix(".spent") && claim.observed > known { throw .file(name: "head", .olderCopy) }
      }
    }
    return problems
  }
}

// MARK: - Files

extension SolarStore {
  private static let headContext = EnvelopeContext(purpose: "solar head")

  private static func witnessContext(_ epoch: String) -> EnvelopeContext {
    EnvelopeContext(purpose: "solar witness", ["epoch": epoch])
  }

  private static func claimContext(_ digest: SolarDigest) -> EnvelopeContext {
    EnvelopeContext(purpose: "solar claim", ["digest": digest.description])
  }

  private static func recordsContext(
    _ day: StoreHead.Day, _ epoch: String, _ sequence: UInt64
  ) -> EnvelopeContext {
    EnvelopeContext(
      purpose: "solar records",
      ["product": day.product.rawValue, "epoch": epoch, "day": day.day, "sequence": String(sequence)])
  }

  private static func seal(
    _ text: String, _ context: EnvelopeContext, _ key: borrowing KeyEncryptionKey
  ) throws(SolarStoreError) -> [UInt8] {
    do throws(EnvelopeError) {
      return try Envelope.seal(Array(text.utf8).span, for: context, under: key, random: .system)
    } catch { throw .failed(error.description) }
  }

  private func open(
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

  private func head() throws(SolarStoreError) -> StoreHead {
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
  private static func save(
    _ head: StoreHead, _ files: StoreFiles, _ key: borrowing KeyEncryptionKey
  ) throws(SolarStoreError) {
    var next = head
    next.sequence += 1
    try files.replace("head", with: try seal(next.text, headContext, key))
    let witness = try seal(String(next.sequence), witnessContext(next.epoch), key)
    try files.replace("witness", with: witness, isDurable: false)
  }

  /// Changes the head while nobody else does; it is written if `change` has changed it.
  private func changeHead(_ change: (inout StoreHead) throws(SolarStoreError) -> Void) throws(SolarStoreError)
  {
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
  private func adopt(_ head: inout StoreHead) throws(SolarStoreError) {
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
  private static let recentDays = 9

  /// The days that have a file, ascending. One that the head does not list may have been written just before a crash.
  private func days(of product: SolarProduct, _ head: StoreHead) throws(SolarStoreError) -> [StoreHead.Day] {
    var days = Set(head.days.keys.filter { $0.product == product })
    for name in try files.names(in: "records/\(product.rawValue)") where SolarTime("\(name)T00:00:00Z") != nil
    {
      let day = StoreHead.Day(product: product, day: name)
      guard head.days[day] == nil, let file = try files.read(day.name) else { continue }
      if Self.sequence(of: file) == head.sequence + 1 { days.insert(day) }
    }
    return days.sorted { $0.day < $1.day }
  }

  private static let recordsTitle = "wellspring solar records 1"
  /// The sequence number in front of the envelope, most significant byte first; the envelope's context holds it too.
  private static let prefixByteCount = 8

  private static func sequence(of file: [UInt8]) -> UInt64 {
    file.prefix(prefixByteCount).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The records of a day; none when it has no file and should have none.
  private func read(_ day: StoreHead.Day, _ head: StoreHead) throws(SolarStoreError) -> [SolarRecord] {
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
  private func write(
    _ day: StoreHead.Day, _ records: [SolarRecord], _ head: StoreHead
  ) throws(SolarStoreError) -> StoreHead.Entry {
    let sequence = head.sequence + 1
    let text = ([Self.recordsTitle] + records.map(\.line)).joined(separator: "\n")
    let prefix = stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: sequence >> $0) }
    let file = prefix + (try Self.seal(text, Self.recordsContext(day, head.epoch, sequence), key))
    try files.replace(day.name, with: file)
    return StoreHead.Entry(sequence: sequence, digest: try digest(of: file))
  }

  private func digest(of file: [UInt8]) throws(SolarStoreError) -> SolarDigest {
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
  private func claim(_ name: String) throws(SolarStoreError) -> (product: SolarProduct, observed: SolarTime)?
  {
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

/// Bytes as digits, two each.
private func hexadecimal(_ bytes: [UInt8]) -> String {
  let digits = Array("0123456789abcdef")
  return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
}
