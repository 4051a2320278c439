// expected-error: 'DRBGSelfTest.Passed' initializer is inaccessible due to 'fileprivate' protection level
// SPDX-License-Identifier: Apache-2.0

import DRBG

func skip() throws -> CTRDRBG { try CTRDRBG(DRBGSelfTest.Passed(), reseedInterval: 1) }
