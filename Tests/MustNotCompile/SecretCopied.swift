// expected-error: 'key' is borrowed and cannot be consumed
// SPDX-License-Identifier: Apache-2.0

import SecretMemory

func copy(_ key: borrowing SecretBytes) -> SecretBytes { key }
