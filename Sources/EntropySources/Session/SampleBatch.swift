// SPDX-License-Identifier: Apache-2.0
package import HealthTests

/// What one collection gave.
package struct SampleBatch: ~Copyable {
  /// Whether all samples came that were asked for.
  package enum Status: Hashable, Sendable {
    /// All of them.
    case complete
    /// The deadline came first; this is normal.
    case short
  }

  /// The samples, at least one; move them to the health tests with ``takeSamples()``.
  package let samples: RawSamples
  /// Whether all came.
  package let status: Status
  /// When the collection began.
  package let started: Instant
  /// When it was over.
  package let finished: Instant

  /// Hands the samples over to the health tests.
  package consuming func takeSamples() -> RawSamples { samples }
}
