// SPDX-License-Identifier: Apache-2.0
internal import EntropySources
internal import Telemetry

extension Snapshot.Construction {
  /// Names what was built as SP 800-90C would, by what the last seed was made of, and says why it is nothing stronger
  /// (C-8, C-9). It names an implementation; no certificate stands behind it.
  init(profile: Profile, allowsUncertified: Bool, lastSeeds: [SeedRecord], sources: [SourceReport]) {
    let entropy = lastSeeds.last { if case .entropy = $0.worth { true } else { false } }
    let strength = lastSeeds.last { if case .strength = $0.worth { true } else { false } }
    guard let entropy else {
      var reasons: [String] = []
      if strength != nil {
        reasons.append(
          "the seed is another generator's output: a strength of 256 bits and no entropy figure, and that generator"
            + " is not a validated RBG")
      } else {
        reasons.append("nothing has been seeded")
      }
      if allowsUncertified { reasons.append("uncertified operation is allowed by configuration") }
      reasons.append("no credited source has contributed")
      self.init(name: "none", reasons: reasons)
      return
    }
    if allowsUncertified {
      self.init(name: "none", reasons: ["uncertified operation is allowed by configuration"])
      return
    }
    if strength != nil || profile == .standard {
      self.init(
        name: "none",
        reasons: [
          "profile default also seeds by the operating system's strength; profile sp800-90c takes credited entropy only"
        ])
      return
    }
    let isPhysical = entropy.contributions.allSatisfy { contribution in
      sources.first { $0.id == contribution.source }?.kind == SourceKind.physical.rawValue
    }
    self.init(
      name: isPhysical ? "RBG2(P)" : "RBG2(NP)",
      reasons: (isPhysical ? [] : ["not RBG2(P): a credited source is not physical"]) + [
        "not RBG3: output is not full entropy, several bits of it rest on one seed",
        "implements the construction; neither source nor generator holds a certificate of ours",
      ])
  }
}
