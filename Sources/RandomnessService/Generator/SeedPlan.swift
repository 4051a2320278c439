// SPDX-License-Identifier: Apache-2.0
internal import Conditioning
internal import Seeds

/// What seeding needs, and whether what the sources hold ready meets it.
enum SeedNeed: Equatable, Sendable {
  /// Either currency will do: a generator's strength or credited entropy.
  case anySeed
  /// Full entropy only: prediction resistance, and profile sp800-90c.
  case fullEntropy

  /// Whether this much is enough.
  ///
  /// - Parameters:
  ///   - credited: credited entropy that is ready.
  ///   - generatorBytes: tested bytes of an accepted generator that are ready.
  func isMet(credited: CreditedEntropy, generatorBytes: Int) -> Bool {
    if credited >= SeedAssembly.requiredCredit { return true }
    return self == .anySeed && generatorBytes >= RBGSeed.byteCount
  }
}
