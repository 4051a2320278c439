// SPDX-License-Identifier: Apache-2.0
package import Primitives
internal import SecretMemory

/// The 48 bytes of additional input of one reseed: a SHA3-384 digest over everything that is mixed in with credit 0.
///
/// Each contribution is framed (domain tag and version, label, then source, sequence, length and bytes of each), so that
/// no two different lists give the same message. 48 bytes fit both variants of CTR_DRBG (SP 800-90A table 3). It is kept in
/// secret memory because part of it may be secret, and used once.
package struct AdditionalInput: ~Copyable {
  /// Length in bytes.
  package static let byteCount = 48
  /// Changes when the framing does.
  private static let domain = "wellspring additional input 1"

  /// How many contributions went in.
  package let contributionCount: Int
  private let state: GeneratorState

  /// Gathers contributions, in ascending order of their sources' names.
  package struct Assembly: ~Copyable {
    private var hash: Hash
    private var contributionCount = 0
    private var lastSource = ""

    /// Starts an empty list under a label, which says what the input is for and differs from use to use.
    package init(label: String) throws(PrimitiveError) {
      var hash = try Hash(.sha3x384)
      try hash.update(framed: AdditionalInput.domain)
      try hash.update(framed: label)
      self.hash = hash
    }

    /// Adds the bytes of one source. Callers add the sources in ascending order of name, so that the same
    /// contributions always give the same input.
    package mutating func add(source: String, sequence: UInt64, _ bytes: Span<UInt8>) throws(PrimitiveError) {
      assert(source >= lastSource, "contributions come in order of their sources")
      lastSource = source
      contributionCount += 1
      try hash.update(framed: source)
      try hash.update(bigEndian: sequence)
      try hash.update(bigEndian: UInt64(bytes.count))
      try hash.update(bytes)
    }

    /// The digest.
    package consuming func finish() throws(PrimitiveError) -> AdditionalInput {
      guard var state = try? GeneratorState(byteCount: AdditionalInput.byteCount) else {
        throw .operationFailed(operation: "secret memory")
      }
      try state.withMutableBytes(and: &hash) { hash, bytes throws(PrimitiveError) in
        try hash.finalize(into: &bytes)
      }
      return AdditionalInput(contributionCount: contributionCount, state: state)
    }
  }

  /// Lends the bytes to the function that uses the input up; `nil` in a child forked since.
  package borrowing func withBytes<R: ~Copyable, E: Error>(
    _ body: (Span<UInt8>) throws(E) -> R
  ) throws(E) -> R? {
    try state.withBytes(body)
  }
}
