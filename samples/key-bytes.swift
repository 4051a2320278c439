// SPDX-License-Identifier: Apache-2.0
// prints: ^32 secret bytes$

import RandomnessService
import SecretMemory

/// Draws key material: it stays in locked memory, is lent by closure, and is wiped when it goes out of scope.
@main
struct KeyBytes {
  static func main() throws {
    let randomness = try Randomness.start(.default, deadline: .seconds(2))
    let key = try randomness.secretBytes(32)
    print(key.withBytes { $0.count }, "secret bytes")
  }
}
