// SPDX-License-Identifier: Apache-2.0
package import Telemetry

/// What a status comes down to.
package enum Verdict: String, Sendable, CaseIterable {
  /// It serves, and every due reseed was made.
  case seeded
  /// It serves, and a due reseed is missing.
  case degraded
  /// A self-test failed or an invariant broke.
  case failed
  /// Nothing is served, because no source can seed.
  case unavailable

  /// The verdict on a service.
  package init(_ snapshot: Snapshot) {
    self =
      switch snapshot.phase {
      case .seeded: .seeded
      case .degraded: .degraded
      case .error: .failed
      case .unseeded, .stopped: .unavailable
      }
  }

  /// One line for people: the verdict and what it rests on.
  package static func line(_ snapshot: Snapshot) -> String {
    let verdict = Verdict(snapshot)
    var line = "\(verdict.rawValue): "
    switch verdict {
    case .seeded, .degraded:
      line += "strength \(snapshot.generator.strength) bits, construction \(snapshot.construction.name)"
    case .failed, .unavailable: line += "nothing is served"
    }
    if !snapshot.phaseReason.isEmpty { line += " (\(snapshot.phaseReason))" }
    let troubled = snapshot.sources.filter { $0.state == .failed || $0.state == .intermittent }
    if !troubled.isEmpty { line += "; look at \(troubled.map(\.id).joined(separator: ", "))" }
    return line
  }
}
