// expected-error: 'seed' consumed more than once
// SPDX-License-Identifier: Apache-2.0

import Conditioning
import DRBG

func use(_ seed: consuming EntropySeed, in drbg: inout CTRDRBG) throws {
  try drbg.reseed(seed)
  try drbg.reseed(seed)
}
