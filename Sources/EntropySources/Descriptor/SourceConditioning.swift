// SPDX-License-Identifier: Apache-2.0

/// Whether samples are noise as it was digitised (requirement B-5).
package enum SourceConditioning: Hashable, Sendable {
  /// Raw: the health tests are those of SP 800-90B 4.4.
  case raw
  /// Processed before we see it, by what is named; the tests are output sanity checks.
  case opaque(by: String)

  /// Whether samples are raw.
  package var isRaw: Bool { self == .raw }
}
