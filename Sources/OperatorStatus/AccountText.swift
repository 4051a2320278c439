// SPDX-License-Identifier: Apache-2.0
package import Telemetry

/// The account behind random bytes for people: what `random --explain` prints.
package enum AccountText {
  /// Sources with their tests, the ledger, the generator and the construction.
  package static func lines(_ snapshot: Snapshot) -> [String] {
    var lines = ["sources"]
    for source in snapshot.sources { lines += self.source(source).map { "  \($0)" } }
    if !snapshot.publicFeeds.isEmpty {
      lines.append("public data")
      lines += PublicFeedText.lines(snapshot.publicFeeds).map { "  \($0)" }
    }
    for record in snapshot.ledger { lines += seed(record) }
    let generator = snapshot.generator
    lines.append(
      "generator     \(generator.mechanism), strength \(generator.strength) bits, seed \(generator.seeds)")
    lines.append("profile       \(snapshot.profile)")
    lines += StatusText.construction(snapshot.construction)
    return lines
  }

  /// One source.
  package static func source(_ source: SourceReport) -> [String] {
    var lines = [
      "\(source.id)  \(source.state.rawValue)" + (source.reason.isEmpty ? "" : ": \(source.reason)")
    ]
    lines.append(
      "  device      \(source.identity.isEmpty ? "not opened yet" : source.identity); \(source.kind),"
        + " \(source.isRaw ? "raw noise" : "output of a generator or conditioner"), group \(source.independenceGroup)"
    )
    if let health = source.health {
      lines.append(
        "  tested      \(health.samplesTested) samples at H = \(short(health.testedMinEntropy, decimals: 4)),"
          + " alpha 2^-\(health.alphaExponent) (\(source.isRaw ? "health tests" : "output sanity checks"))"
          + (health.startUpRemaining > 0 ? "; start-up test: \(health.startUpRemaining) samples to go" : ""))
      lines.append("  repetition  \(test(health.repetitionCount))")
      lines.append("  proportion  \(test(health.adaptiveProportion)), window \(health.window)")
    } else {
      lines.append("  tested      no sample yet")
    }
    lines.append(
      "  worth       claim \(source.claim.map { short($0, decimals: 4) } ?? "none"),"
        + " record \(source.record ?? "none"), credit \(credit(source))")
    return lines.map { printable($0) }
  }

  /// One test: the cutoffs in force, and beside them those that decide nothing (B-15).
  static func test(_ test: HealthReport.Test) -> String {
    "largest \(test.largest), cutoff \(test.cutoff)"
      + (test.exactTailCutoff.map { " (exact tail \($0))" } ?? "")
      + ", permanent \(test.permanentCutoff.map { String($0) } ?? "none"), shadow \(test.shadowCutoff),"
      + " margin \(short(test.margin))"
  }

  private static func credit(_ source: SourceReport) -> String {
    if let strength = source.strength { return "none: strength \(strength) from the operating system" }
    if source.creditPerSample > 0 { return "\(short(source.creditPerSample, decimals: 4)) bits per sample" }
    return source.creditReason.isEmpty ? "0" : "0: \(source.creditReason)"
  }

  /// One entry of the ledger.
  package static func seed(_ record: SeedRecord) -> [String] {
    var lines = ["seed \(record.sequence)        \(record.purpose): \(worth(record.worth))"]
    for part in record.contributions {
      lines.append("  seeded by   \(contribution(part))")
    }
    for part in record.additionalInput {
      lines.append("  mixed in    \(mixedIn(part))")
    }
    for part in record.dropped {
      lines.append("  dropped     \(part.samples) samples of \(part.source): \(part.reason)")
    }
    if case .entropy(let credited, let input, let output, let deficit) = record.worth {
      lines.append(
        "  conditioned SHA3-384: n_in \(input), h_in \(short(credited, decimals: 4)),"
          + " nw \(SeedRecord.conditionerWidth), n_out \(output), h_out \(below(output, by: deficit))")
    } else {
      lines.append("  conditioned SHA3-384, no entropy figure")
    }
    return lines.map { printable($0) }
  }

  private static func worth(_ worth: SeedRecord.Worth) -> String {
    switch worth {
    case .entropy(let credited, _, let output, _):
      "\(short(credited, decimals: 4)) credited bits, \(output) full-entropy bits"
    case .strength(let bits, let origin):
      origin == "getrandom" ? "strength \(bits) from the operating system" : "strength \(bits) from \(origin)"
    }
  }

  /// Public data says of itself that it has no credit.
  private static func mixedIn(_ part: SeedRecord.Contribution) -> String {
    part.verdict.hasPrefix(PublicFeedReport.worth)
      ? "\(part.samples) bytes of \(part.source), \(part.verdict)" : "\(contribution(part)), credit 0"
  }

  private static func contribution(_ part: SeedRecord.Contribution) -> String {
    "\(part.samples) samples of \(part.source), \(part.verdict)"
      + (part.record.map { ", claim \(part.claim.map { short($0) } ?? "none"), record \($0)" } ?? "")
      + (part.creditedBits > 0 ? ", \(short(part.creditedBits, decimals: 4)) bits" : "")
  }
}
