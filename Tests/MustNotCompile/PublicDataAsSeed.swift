// expected-error: no exact matches in call to instance method 'reseed'
// SPDX-License-Identifier: Apache-2.0

import DRBG
import Seeds

func seed(_ drbg: inout CTRDRBG, with data: PublicData) throws { try drbg.reseed(data) }
