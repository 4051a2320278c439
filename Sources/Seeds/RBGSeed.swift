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
  private let state: GeneratorState

  /// Takes ``byteCount`` bytes of seed material.
  package init(strength: Int, origin: String, state: consuming GeneratorState) {
    precondition(state.byteCount == Self.byteCount, "an RBGSeed has 48 bytes")
    self.strength = strength
    self.origin = origin
    self.state = state
  }

  /// Lends the bytes to the function that uses the seed up; `nil` in a child forked since.
  package borrowing func withBytes<R: ~Copyable, E: Error>(
    _ body: (Span<UInt8>) throws(E) -> R
  ) throws(E) -> R? {
    try state.withBytes(body)
  }
}
