// SPDX-License-Identifier: Apache-2.0
package import HealthTests
package import Primitives

/// Why no seed came out; the samples that went in are wiped all the same.
package enum ConditioningError: Error, Equatable, Sendable {
  /// The credited entropy is short of the need: collect more, then begin again with fresh samples.
  case insufficientCredit(credited: CreditedEntropy, required: CreditedEntropy)
  /// Fewer bytes of the other generator than its strength needs: collect more.
  case insufficientBytes(bytes: Int, required: Int)
  /// The credit is above what the samples' health tests were set for; lower it, or test at the higher claim.
  case creditAboveTestedClaim(credit: MinEntropy, tested: MinEntropy)
  /// The samples or the seed were made before a fork and are gone in this child: collect anew.
  case lostByFork
  /// The kernel gave no memory for the seed.
  case outOfMemory(bytes: Int)
  /// libcrypto failed.
  case primitiveFailed(PrimitiveError)
}
