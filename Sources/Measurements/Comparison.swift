// SPDX-License-Identifier: Apache-2.0

/// How many times faster one thing is than another, both measured in one run.
public struct Comparison: Sendable {
  /// What is compared.
  public let subject: String
  /// With what.
  public let peer: String
  /// Median times in nanoseconds; `nil` for what is not available here.
  public let subjectNanoseconds: Double?, peerNanoseconds: Double?
  /// The ratio that is asked for; `nil` where there is none.
  public let goal: Double?

  /// peer / subject.
  public var ratio: Double? {
    guard let subjectNanoseconds, let peerNanoseconds else { return nil }
    return peerNanoseconds / subjectNanoseconds
  }

  /// Whether the goal is met; `nil` where it cannot be told.
  public var isMet: Bool? {
    guard let ratio, let goal else { return nil }
    return ratio >= goal
  }

  /// What times are printed in.
  public enum Unit: String, Sendable {
    case nanoseconds = "ns"
    case seconds = "s"

    /// A time in it, with three figures, no more than are repeatable.
    public func text(_ nanoseconds: Double?) -> String {
      Comparison.text(nanoseconds.map { self == .seconds ? $0 / 1e9 : $0 })
    }
  }

  /// The comparisons as a table for people, a line each, with the verdict at the end.
  public static func table(_ comparisons: [Comparison], in unit: Unit = .nanoseconds) -> [String] {
    var rows = [["SUBJECT", unit.rawValue, "PEER", unit.rawValue, "RATIO", "GOAL", ""]]
    for comparison in comparisons {
      rows.append([
        comparison.subject, unit.text(comparison.subjectNanoseconds), comparison.peer,
        unit.text(comparison.peerNanoseconds), text(comparison.ratio), text(comparison.goal),
        comparison.isMet.map { $0 ? "met" : "MISSED" } ?? "",
      ])
    }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      row.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - row[column].count)
        let isNumber = [1, 3, 4, 5].contains(column)
        return isNumber ? padding + row[column] : row[column] + padding
      }.joined(separator: "  ").trimmingSuffix()
    }
  }

  private static func text(_ value: Double?) -> String {
    guard let value else { return "-" }
    let decimals = value >= 100 ? 1.0 : value >= 10 ? 10.0 : value >= 1 ? 100.0 : 1000.0
    let rounded = (value * decimals).rounded() / decimals
    return rounded >= 100 ? "\(Int(rounded))" : "\(rounded)"
  }
}

extension String {
  fileprivate func trimmingSuffix() -> String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
