// SPDX-License-Identifier: Apache-2.0

/// An observation is fresh, claimed, spent, and never anything else again.
extension SolarStore {
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
}
