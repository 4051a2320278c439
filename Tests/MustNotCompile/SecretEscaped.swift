// expected-error: requires that 'Span<UInt8>' conform to 'Escapable'
// SPDX-License-Identifier: Apache-2.0

import SecretMemory

func count(_ key: borrowing SecretBytes) -> Int {
  key.withBytes { (bytes: Span<UInt8>) -> Span<UInt8> in bytes }.count
}
