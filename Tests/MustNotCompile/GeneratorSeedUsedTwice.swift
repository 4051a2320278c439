// expected-error: 'seed' consumed more than once
// SPDX-License-Identifier: Apache-2.0

import DRBG
import Seeds

func use(_ seed: consuming RBGSeed, in one: inout CTRDRBG, and other: inout CTRDRBG) throws {
  try one.instantiate(seed)
  try other.instantiate(seed)
}
