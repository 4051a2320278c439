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
  let files: StoreFiles
  let key: KeyEncryptionKey
  /// How long another process is waited for, in milliseconds: a change takes some tens.
  let patience: Int

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
    return hexadecimalDigits(epoch)
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
}
