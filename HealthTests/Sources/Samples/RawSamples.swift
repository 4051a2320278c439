// SPDX-License-Identifier: Apache-2.0
package import SecretMemory

/// Samples as a source gave them, not tested yet: one byte each, the value in its low `bitsPerSample` bits.
///
/// Move-only, in locked memory that is wiped when it goes and dies in a forked child. The only way on is
/// through the health tests, which consume it: ``HealthTests/test(_:)`` (B-4).
///
/// - Threading: may be sent to another thread, not shared.
package struct RawSamples: ~Copyable {
  /// Identifier of the source.
  package let source: String
  /// Number of the batch within the source.
  package let sequence: UInt64
  /// Bits in use in each byte, 1...8; checked by the tests.
  package let bitsPerSample: Int
  /// How many samples there are; 0 until ``fill(_:)`` has been called.
  package private(set) var count = 0
  private(set) var state: GeneratorState

  /// Makes room for `capacity` samples.
  ///
  /// - Parameter capacity: 1 sample to 16 MiB less one cache line.
  package init(
    source: String, sequence: UInt64, bitsPerSample: Int, capacity: Int
  ) throws(SecretMemoryError) {
    self.source = source
    self.sequence = sequence
    self.bitsPerSample = bitsPerSample
    self.state = try GeneratorState(byteCount: capacity)
  }

  /// Lends the whole capacity for writing.
  ///
  /// - Parameter body: returns how many samples it wrote, from the start; a number outside 0...capacity
  ///   counts as the nearer end. What it throws is passed on, and there are no samples then.
  /// - Returns: The number of samples, or `nil` when a fork has killed the memory.
  @discardableResult
  package mutating func fill<E: Error>(
    _ body: (inout MutableSpan<UInt8>) throws(E) -> Int
  ) throws(E) -> Int? {
    count = 0
    let capacity = state.byteCount
    guard let written = try state.withMutableBytes(body) else { return nil }
    count = min(max(written, 0), capacity)
    return count
  }

  /// Lends the samples for reading, or returns `nil` when a fork has killed them.
  package borrowing func withBytes<R: ~Copyable, E: Error>(
    _ body: (Span<UInt8>) throws(E) -> R
  ) throws(E) -> R? {
    let count = self.count
    return try state.withBytes { bytes throws(E) in try body(bytes.extracting(0..<count)) }
  }

  /// Hands the memory over to what comes after the tests.
  consuming func takeState() -> GeneratorState { state }
}
