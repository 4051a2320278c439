// SPDX-License-Identifier: Apache-2.0
package import Telemetry

/// What people are shown of a snapshot. Lines without line end, for a terminal of any width.
package enum StatusText {
  /// One line for each source: state, rate, credit, and why.
  package static func sources(_ sources: [SourceReport]) -> [String] {
    var table = TextTable(["SOURCE", "STATE", "SAMPLES", "CLAIM", "CREDIT", "MARGIN", "WHY"])
    for source in sources {
      table.add([
        source.id, source.state.rawValue, String(source.counters.samples),
        source.claim.map { short($0) } ?? "-", credit(source), margin(source.health), why(source),
      ])
    }
    return table.lines
  }

  /// Rows under a heading, in columns.
  package static func table(heading: [String], _ rows: [[String]]) -> [String] {
    var table = TextTable(heading)
    for row in rows { table.add(row) }
    return table.lines
  }

  /// What the source is worth.
  static func credit(_ source: SourceReport) -> String {
    if let strength = source.strength { return "strength \(strength)" }
    return source.creditPerSample > 0 ? "\(short(source.creditPerSample, decimals: 4)) bit" : "0"
  }

  /// The larger of both tests' margins: 1 is an alarm.
  static func margin(_ health: HealthReport?) -> String {
    guard let health, health.samplesTested > 0 else { return "-" }
    return short(max(health.repetitionCount.margin, health.adaptiveProportion.margin))
  }

  /// Why it is in its state, and what to do; else why its credit is what it is.
  static func why(_ source: SourceReport) -> String {
    source.reason.isEmpty ? source.creditReason : source.reason
  }

  /// One screen whose last line is the verdict.
  package static func screen(_ snapshot: Snapshot) -> [String] {
    let generator = snapshot.generator
    var lines = [
      "wellspring \(snapshot.version), profile \(snapshot.profile), this process only",
      "generator     \(snapshot.phase.rawValue)\(snapshot.phaseReason.isEmpty ? "" : ": \(printable(snapshot.phaseReason))")",
      "mechanism     \(generator.mechanism), strength \(generator.strength) bits,"
        + " self-test \(generator.selfTestPassed ? "passed" : "not passed")",
      "root          \(generator.bytes) bytes in \(generator.requests) requests",
      "threads       \(generator.leaves.bytes) bytes in \(generator.leaves.requests) requests,"
        + " \(generator.leaves.seeds) seeds from the root",
      "clones        \(clones(generator.leaves.cloneProtection))",
      "seeds         \(generator.seeds)" + seedAge(generator),
    ]
    lines += construction(snapshot.construction)
    lines.append("memory        \(memory(snapshot.memory))")
    lines.append("")
    lines += sources(snapshot.sources)
    lines.append("")
    if !snapshot.publicFeeds.isEmpty {
      lines += PublicFeedText.lines(snapshot.publicFeeds)
      lines.append("")
    }
    lines.append(printable(Verdict.line(snapshot)))
    return lines
  }

  private static func clones(_ protection: String) -> String {
    switch protection {
    case "none": "no protection: configured for a machine that is never cloned"
    case "mixing": "every request has fresh randomness of the operating system in it"
    case "counter": "the hypervisor's counter is compared at every draw"
    default:
      "the hypervisor's counter is compared at every draw, and fresh randomness mixed into every request"
    }
  }

  private static func seedAge(_ generator: Snapshot.GeneratorReport) -> String {
    guard let seconds = generator.secondsSinceReseed else { return "" }
    return ", the last \(short(seconds, decimals: 1)) s and \(generator.requestsSinceReseed) requests ago;"
      + " the next after \(short(generator.reseedSeconds)) s or \(generator.reseedRequests) requests"
  }

  static func construction(_ construction: Snapshot.Construction) -> [String] {
    ["construction  \(construction.name)"] + construction.reasons.map { "              \(printable($0))" }
  }

  static func memory(_ memory: Snapshot.Memory) -> String {
    [
      memory.isLocked ? "locked" : "NOT locked: raise RLIMIT_MEMLOCK",
      memory.isExcludedFromDumps ? "left out of core dumps" : "NOT left out of core dumps",
      memory.isWipedOnFork ? "wiped in forked children" : "NOT wiped in forked children",
    ].joined(separator: ", ")
  }
}
