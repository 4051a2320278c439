// SPDX-License-Identifier: Apache-2.0
internal import Primitives
internal import SecretMemory

/// Seed material with full entropy: 384 bits out of at least 448 credited bits.
///
/// One of the two currencies of a seed, beside `RBGSeed`. Only ``SeedAssembly`` makes it. It may instantiate or reseed
/// CTR_DRBG with derivation function (SP 800-90C asks for 3s/2 = 384 bits, C-20) or without (full entropy and exactly
/// s + 128 = 384 bits, C-21). Move-only: using it uses it up. It lives in memory that dies in a forked child.
package struct EntropySeed: ~Copyable {
  /// Length in bytes: one SHA3-384 digest.
  package static let byteCount = 48

  /// How the entropy of this seed was reckoned.
  package let account: ConditioningAccount
  private let state: GeneratorState

  init(account: ConditioningAccount, finishing hash: inout Hash) throws(ConditioningError) {
    self.account = account
    state = try conditionedState(finishing: &hash)
  }

  /// Lends the bytes to the function that uses the seed up; `nil` in a child forked since.
  package borrowing func withBytes<R: ~Copyable, E: Error>(
    _ body: (Span<UInt8>) throws(E) -> R
  ) throws(E) -> R? {
    try state.withBytes(body)
  }
}

/// Secret memory that holds the digest of a SHA3-384 computation.
func conditionedState(finishing hash: inout Hash) throws(ConditioningError) -> GeneratorState {
  let result: Result<Void, PrimitiveError>?
  var state: GeneratorState
  do throws(SecretMemoryError) {
    state = try GeneratorState(byteCount: EntropySeed.byteCount)
  } catch { throw .outOfMemory(bytes: EntropySeed.byteCount) }
  result = state.withMutableBytes(and: &hash) { hash, bytes in
    Result { () throws(PrimitiveError) in try hash.finalize(into: &bytes) }
  }
  switch result {
  case .success: return state
  case .failure(let error): throw .primitiveFailed(error)
  case nil: throw .lostByFork
  }
}
