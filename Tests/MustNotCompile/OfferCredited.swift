// expected-error: extra argument 'credit' in call
// SPDX-License-Identifier: Apache-2.0

import RandomnessService

/// What a program offers has no credit to name.
func offer(_ bytes: [UInt8], to randomness: Randomness) {
  randomness.offer(publicData: bytes, from: "solar", credit: 8)
}
