// SPDX-License-Identifier: Apache-2.0
package import HealthTests
internal import Primitives
package import Seeds

/// Turns tested samples into a seed with one SHA3-384 call (vetted conditioning, SP 800-90B 3.1.5.1).
///
/// Every contribution is framed (domain tag, source, sequence, sample width, length, bytes) and a fresh hash is made for
/// each seed: no state is carried over, and equal inputs give equal outputs in any order of calls (B-38). Credit is
/// booked per independence group and never rises by adding, merging or conditioning again: samples are consumed, and
/// no more than what their health tests were set for can be credited.
package struct SeedAssembly: ~Copyable {
  /// What an ``EntropySeed`` takes: 384 bits of output and 64 more (SP 800-90C 3.2.2.2; B-36, B-37).
  package static let requiredCredit = CreditedEntropy.bits(448)
  /// Changes when the framing does.
  private static let domain = "wellspring seed 1"

  private var hash: Hash
  private var account = CreditAccount()
  private var inputBits = 0

  /// Starts a seed.
  package init() throws(ConditioningError) { hash = try Self.freshHash(domain: Self.domain) }

  /// What has been credited so far.
  package var credited: CreditedEntropy { account.total }

  /// What of it is due to one source; see ``CreditAccount/counted(source:group:)``.
  package func counted(source: String, group: String) -> CreditedEntropy {
    account.counted(source: source, group: group)
  }

  /// Takes in the samples of one source.
  ///
  /// - Parameters:
  ///   - credit: min-entropy per sample; at most what the samples were tested at.
  ///   - group: sources of one independence group count once.
  package mutating func add(
    _ samples: consuming TestedSamples, sequence: UInt64, credit: MinEntropy, group: String
  ) throws(ConditioningError) {
    guard credit <= samples.testedMinEntropy else {
      throw .creditAboveTestedClaim(credit: credit, tested: samples.testedMinEntropy)
    }
    try Self.absorb(samples, sequence: sequence, into: &hash)
    inputBits += samples.count * samples.bitsPerSample
    account.add(CreditedEntropy(samples: samples.count, at: credit), source: samples.source, group: group)
  }

  /// The seed, if at least 448 bits were credited.
  package consuming func finish() throws(ConditioningError) -> EntropySeed {
    let credited = account.total
    guard credited >= Self.requiredCredit else {
      throw .insufficientCredit(credited: credited, required: Self.requiredCredit)
    }
    let account = ConditioningAccount(
      nIn: inputBits, hIn: credited.bits, nw: EntropySeed.byteCount * 8, nOut: EntropySeed.byteCount * 8)
    return try EntropySeed(account: account, finishing: &hash)
  }

  /// A seed out of tested bytes of another generator: a strength, no entropy figure.
  ///
  /// - Parameters:
  ///   - samples: at least 48 bytes of that generator's output.
  ///   - strength: its security strength in bits.
  ///   - origin: its name for the ledger.
  package static func generatorSeed(
    of samples: consuming TestedSamples, sequence: UInt64, strength: Int, origin: String
  ) throws(ConditioningError) -> RBGSeed {
    let bytes = samples.count * samples.bitsPerSample / 8
    guard bytes >= RBGSeed.byteCount else {
      throw .insufficientBytes(bytes: bytes, required: RBGSeed.byteCount)
    }
    var hash = try freshHash(domain: domain + ", generator")
    try absorb(samples, sequence: sequence, into: &hash)
    return RBGSeed(strength: strength, origin: origin, state: try conditionedState(finishing: &hash))
  }

  private static func freshHash(domain: String) throws(ConditioningError) -> Hash {
    do throws(PrimitiveError) {
      var hash = try Hash(.sha3x384)
      try hash.update(framed: domain)
      return hash
    } catch { throw .primitiveFailed(error) }
  }

  private static func absorb(
    _ samples: borrowing TestedSamples, sequence: UInt64, into hash: inout Hash
  ) throws(ConditioningError) {
    let source = samples.source
    let bitsPerSample = UInt64(samples.bitsPerSample)
    let result = samples.withBytes { bytes in
      Result { () throws(PrimitiveError) in
        try hash.update(framed: source)
        try hash.update(bigEndian: sequence)
        try hash.update(bigEndian: bitsPerSample)
        try hash.update(bigEndian: UInt64(bytes.count))
        try hash.update(bytes)
      }
    }
    switch result {
    case .success: return
    case .failure(let error): throw .primitiveFailed(error)
    case nil: throw .lostByFork
    }
  }
}
