// SPDX-License-Identifier: Apache-2.0

/// Samples for study: plain bytes in ordinary memory, and therefore never part of a seed.
///
/// Nothing makes `RawSamples` of them; the health tests take nothing else.
package struct CapturedSamples: Equatable, Sendable {
  /// The source's id.
  package let source: String
  /// The device that they came from.
  package let identity: DeviceIdentity
  /// Width of a sample in bits, 1...8.
  package let bitsPerSample: Int
  /// One byte for each sample.
  package let bytes: [UInt8]
  /// False when the deadline came before all samples.
  package let isComplete: Bool
}
