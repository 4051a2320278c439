// SPDX-License-Identifier: Apache-2.0

/// Adds up credit so that nothing is counted twice: within an independence group the maximum over the sources counts,
/// across groups the sum (SP 800-90C 2.6 items 1 and 8; C-11, C-16).
package struct CreditAccount: Equatable, Sendable {
  private var credits: [String: [String: CreditedEntropy]] = [:]

  /// An account without credit.
  package init() {}

  /// Books the credit of some samples of a source.
  package mutating func add(_ credit: CreditedEntropy, source: String, group: String) {
    credits[group, default: [:]][source, default: .zero] = (credits[group]?[source] ?? .zero) + credit
  }

  /// What counts of one source: all of its credit, or none where another source of its group has more. Of several with
  /// the same the first by name counts.
  package func counted(source: String, group: String) -> CreditedEntropy {
    guard let sources = credits[group], let credit = sources[source] else { return .zero }
    let isSurpassed = sources.contains { $0.value > credit || ($0.value == credit && $0.key < source) }
    return isSurpassed ? .zero : credit
  }

  /// What counts.
  package var total: CreditedEntropy {
    credits.values.reduce(.zero) { total, sources in total + (sources.values.max() ?? .zero) }
  }
}
