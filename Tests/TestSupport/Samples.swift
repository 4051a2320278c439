// SPDX-License-Identifier: Apache-2.0
package import EntropySources
package import HealthTests

extension NoiseSession {
  /// Collects and copies the samples out, for a test to look at. Only tests do this.
  package func collectBytes(sampleCount: Int, deadline: Instant) throws(SourceError) -> [UInt8] {
    let batch = try collect(sampleCount: sampleCount, deadline: deadline)
    return batch.takeSamples().copiedBytes()
  }
}

extension RawSamples {
  /// The samples as an array, for a test to look at; empty after a fork. Only tests do this.
  package borrowing func copiedBytes() -> [UInt8] {
    withBytes { bytes in bytes.indices.map { bytes[$0] } } ?? []
  }
}
