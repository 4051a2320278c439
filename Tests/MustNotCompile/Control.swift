// expected: compiles
// SPDX-License-Identifier: Apache-2.0

import SecretMemory

func spend(_ key: consuming SecretBytes) {}

func once(_ key: consuming SecretBytes) { spend(key) }
