// expected-error: extra argument 'credit' in call
// SPDX-License-Identifier: Apache-2.0

import Seeds

// There is no number to set (requirement F-3).
func credit(_ bytes: [UInt8]) -> PublicData {
  PublicData(source: "solar", sequence: 1, bytes: bytes, credit: 8)
}
