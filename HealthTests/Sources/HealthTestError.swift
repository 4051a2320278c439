// SPDX-License-Identifier: Apache-2.0
package import SecretMemory

/// Why health tests cannot be set up, or cannot judge samples. A failed test is not an error but an outcome:
/// see ``HealthAlarm``.
package enum HealthTestError: Error, Equatable, Sendable {
  /// Samples have 1 to `limit` bits; correct the sample width of the source.
  case bitsPerSampleOutOfRange(bitsPerSample: Int, limit: Int)
  /// Health tests need a claim above zero; state one, or leave the source out.
  case minEntropyIsZero
  /// No sample holds more min-entropy than it has bits; lower the claim.
  case minEntropyAboveSampleWidth(minEntropy: MinEntropy, bitsPerSample: Int)
  /// alpha = 2^-exponent is allowed from 2^-20 to 2^-60; choose an exponent in `lowest`...`highest`.
  case alphaExponentOutOfRange(exponent: Int, lowest: Int, highest: Int)
  /// The adaptive proportion test could never fail (B-16); raise the claim, choose a larger alpha, or use
  /// wider samples.
  case cutoffAboveWindow(cutoff: Int, window: Int)
  /// The bounds of a tail enclose 2^-exponent, so that no cutoff is proven. No claim on the grid of 1/256 bit
  /// is known for which this happens; report it, and choose a neighbouring claim or alpha.
  case cutoffUndecided(minEntropy: MinEntropy, alphaExponent: Int)
  /// The total-failure tests of an opaque device look at bytes; hand its output over as 8-bit samples.
  case opaqueSampleWidth(bitsPerSample: Int)
  /// A batch without samples; a source that gives none has failed in its own way.
  case noSamples
  /// The samples are not as wide as the tests were set up for; make new tests for this source.
  case sampleWidthMismatch(bitsPerSample: Int, expected: Int)
  /// A sample does not fit into its `bitsPerSample` bits: the source is in a wrong mode; drop the session and
  /// open anew.
  case sampleAboveWidth(bitsPerSample: Int)
  /// These tests follow another source; each source has tests of its own.
  case sourceMismatch(source: String, expected: String)
  /// Samples of different claims, widths or kinds cannot be merged; use them one after the other.
  case unlikeSamples(minEntropy: MinEntropy, expected: MinEntropy)
  /// A fork has wiped these samples: they count as lost, never as zeros; collect anew in this process.
  case samplesLost(count: Int)
  /// A fork has wiped the tests' memory of the samples before; make new tests in this process.
  case stateLost
  /// Secret memory for samples could not be had; see the error inside.
  case memory(SecretMemoryError)
}
