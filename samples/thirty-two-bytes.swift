// SPDX-License-Identifier: Apache-2.0
// prints: ^[0-9a-f]{64}$

import RandomnessService

/// Starts the service, or fails within two seconds, and prints 32 random bytes in hexadecimal.
@main
struct ThirtyTwoBytes {
  static func main() throws {
    let randomness = try Randomness.start(.default, deadline: .seconds(2))
    var buffer = [UInt8](repeating: 0, count: 32)
    try randomness.fill(&buffer)
    print(buffer.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
  }
}
