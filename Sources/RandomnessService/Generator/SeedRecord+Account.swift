// SPDX-License-Identifier: Apache-2.0
internal import Conditioning
internal import Telemetry

extension SeedRecord.Worth {
  /// What a conditioned seed is worth.
  init(_ account: ConditioningAccount) {
    self = .entropy(
      creditedBits: account.hIn, inputBits: account.nIn, outputBits: account.nOut,
      deficitBits: account.deficit)
  }
}
