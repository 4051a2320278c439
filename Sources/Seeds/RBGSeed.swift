// SPDX-License-Identifier: Apache-2.0
package import SecretMemory

/// Seed material that comes from another random bit generator: it has a strength and no entropy figure.
///
/// One of the two currencies of a seed. The other, `EntropySeed`, is made of credited entropy; the two are different
/// types, so that a generator's output is never counted as entropy and never accepted where full entropy is required.
/// Move-only: instantiating or reseeding with it uses it up. It lives in memory that dies in a forked child.
package struct RBGSeed: ~Copyable {
  /// Length in bytes: seedlen of CTR_DRBG AES-256, 384 bits, which covers the 3s/2 that SP 800-90C asks of an
  /// instantiation at s = 256.
  package static let byteCount = 48

  /// Security strength of the generator it comes from, in bits; a child's strength never exceeds it.
  package let strength: Int
  /// The generator it comes from, for the ledger: "operating system", "root".
  package let origin: String
  private var state: GeneratorState

  /// Makes a seed of 48 bytes that `fill` writes.
  package init<E: Error>(
    strength: Int, origin: String, state: consuming GeneratorState,
    fill: (inout MutableSpan<UInt8>) throws(E) -> Void
  ) throws(E) {
    self.strength = strength
    self.origin = origin
    self.state = state
    try self.state.withMutableBytes(fill)
  }

  /// Memory of the right size for a seed.
  package static func allocate() throws(SecretMemoryError) -> GeneratorState {
    try GeneratorState(byteCount: byteCount)
  }

  /// Lends the bytes for the one use that they are for; `nil` in a child forked since.
  package consuming func use<R: ~Copyable, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R? {
    try state.withBytes(body)
  }
}
