// SPDX-License-Identifier: Apache-2.0

/// The state of one entropy source.
public enum SourceState: String, CaseIterable, Sendable {
  /// There is no such device; it is looked for again every second.
  case absent
  /// It exists and may not be opened; the reason names the fix.
  case denied
  /// It passes its tests and has no credit: no claim, or no assessment record that fits.
  case unrated
  /// Its start-up test is running; nothing of it is used yet.
  case starting
  /// It passes its tests and is counted.
  case healthy
  /// It raised an alarm or fell silent: its batch was dropped and wiped, and the start-up test runs again.
  case intermittent
  /// A permanent verdict: latched until the operator resets it or the program starts again.
  case failed
  /// Switched off by the operator.
  case disabled
}

/// The state of the generator.
public enum GeneratorPhase: String, CaseIterable, Sendable {
  /// Nothing has been seeded; nothing is served.
  case unseeded
  /// Seeded, and every due reseed was made.
  case seeded
  /// A due reseed could not be made; it serves on up to the hard limit.
  case degraded
  /// The hard limit was reached without a reseed; nothing is served until one succeeds.
  case stopped
  /// A self-test failed or an invariant broke; only a restart or an operator's confirmed reset leads out.
  case error
}
