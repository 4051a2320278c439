// SPDX-License-Identifier: Apache-2.0

/// A sequence of samples as the literal estimators read it: symbols renumbered 0, 1, 2, ... in ascending order.
public struct Symbols: Sendable {
  /// One renumbered symbol for each sample, each less than ``alphabetSize``.
  public let values: [UInt8]
  /// The distinct symbols of the data, ascending; a symbol's number is its place here.
  public let alphabet: [UInt8]

  /// How many samples there are.
  public var count: Int { values.count }
  /// How many distinct symbols there are, k.
  public var alphabetSize: Int { alphabet.count }

  /// Renumbers samples, one byte each.
  ///
  /// - Cost: two passes.
  public init(_ samples: [UInt8]) {
    var isPresent = InlineArray<256, Bool>(repeating: false)
    for sample in samples { isPresent[Int(sample)] = true }
    var alphabet: [UInt8] = []
    var numbers = InlineArray<256, UInt8>(repeating: 0)
    for symbol in 0..<256 where isPresent[symbol] {
      numbers[symbol] = UInt8(alphabet.count)
      alphabet.append(UInt8(symbol))
    }
    self.alphabet = alphabet
    // Most files use all symbols from 0 on, and are as they should be.
    let isNumbered = alphabet.last.map { Int($0) == alphabet.count - 1 } ?? true
    values = isNumbered ? samples : samples.map { numbers[Int($0)] }
  }
}
