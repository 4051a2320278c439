// SPDX-License-Identifier: Apache-2.0

/// What cannot be believed, by name.
extension SolarStore {
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
