// expected-error: no exact matches in call to instance method 'appendInterpolation'
// SPDX-License-Identifier: Apache-2.0

import SecretMemory

func leak(_ key: borrowing SecretBytes) -> String { "\(key)" }
