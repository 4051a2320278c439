// SPDX-License-Identifier: Apache-2.0

/// What kind of process makes a source's samples (SP 800-90B 2.2.1).
///
/// Public data is not among them: it is another type (`PublicData`), which cannot be credited.
package enum SourceKind: String, CaseIterable, Hashable, Sendable {
  /// Dedicated hardware: avalanche noise, ring oscillators, photons.
  case physical
  /// Noise of a system that was built for something else, such as timing.
  case nonPhysical
  /// Another generator's output; it has a strength and no entropy figure of its own.
  case deterministicConditioned
  /// Bytes that another party made and knows.
  case remote
}
