// expected-error: 'key' consumed more than once
// SPDX-License-Identifier: Apache-2.0

import SecretMemory

func spend(_ key: consuming SecretBytes) {}

func twice(_ key: consuming SecretBytes) {
  spend(key)
  spend(key)
}
