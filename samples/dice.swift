// SPDX-License-Identifier: Apache-2.0
// prints: ^[1-6]( [1-6]){9}$

import RandomnessService

/// Rolls ten dice with the standard library's own methods, drawing from Wellspring.
@main
struct Dice {
  static func main() throws {
    let randomness = try Randomness.start(.default, deadline: .seconds(2))
    var generator = randomness.generator()
    let rolls = (0..<10).map { _ in Int.random(in: 1...6, using: &generator) }
    print(rolls.map(String.init).joined(separator: " "))
  }
}
