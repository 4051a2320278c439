// expected-error: cannot convert value of type 'KnownAnswerDRBG' to expected argument type 'Configuration'
// SPDX-License-Identifier: Apache-2.0

import DRBG
import RandomnessService

// Nothing that a vector file says reaches a caller as random bytes (requirement A-40).
func serve(_ drbg: consuming KnownAnswerDRBG) throws -> Randomness { try Randomness(drbg) }
