// SPDX-License-Identifier: Apache-2.0

/// The text that the compression statistic compresses: samples in decimal digits, with a space between two of them
/// (SP 800-90B 5.1.11). It is never written out; this knows the digits of each symbol.
struct DecimalText: Sendable {
  /// The digits of a piece of text without spaces, each 4 bits with its value and 1 more, the first digit in the highest: so
  /// that numbers compare as pieces followed by a space do.
  struct Piece: Comparable, Hashable, Sendable {
    private(set) var digits: UInt64 = 0
    private(set) var count = 0

    /// Adds a digit at the end; there are at most 16.
    mutating func append(_ digit: UInt8) {
      digits |= UInt64(digit + 1) << UInt64(60 - 4 * count)
      count += 1
    }

    /// The digits behind the first few.
    func dropFirst(_ dropped: Int) -> Self {
      var rest = Self()
      for place in min(dropped, count)..<count { rest.append(self[place]) }
      return rest
    }

    /// The first few digits.
    func prefix(_ length: Int) -> Self {
      var start = Self()
      for place in 0..<min(length, count) { start.append(self[place]) }
      return start
    }

    /// These digits and then others.
    func joined(with other: Self) -> Self {
      var all = self
      for place in 0..<other.count { all.append(other[place]) }
      return all
    }

    subscript(_ place: Int) -> UInt8 {
      UInt8(truncatingIfNeeded: digits >> UInt64(60 - 4 * place) & 15) - 1
    }

    static func < (first: Self, second: Self) -> Bool { first.digits < second.digits }
  }

  /// The piece of each symbol.
  let pieces: [Piece]
  /// The place of each symbol among all, in the order of their pieces.
  let ranks: [UInt8]
  /// The symbols in the order of their pieces.
  let ascending: [UInt8]

  /// - Parameter alphabet: the value of each symbol.
  init(alphabet: [UInt8]) {
    pieces = alphabet.map { value in
      var piece = Piece()
      if value >= 100 { piece.append(value / 100) }
      if value >= 10 { piece.append(value / 10 % 10) }
      piece.append(value % 10)
      return piece
    }
    let pieces = pieces
    ascending = pieces.indices.sorted { pieces[$0] < pieces[$1] }.map { UInt8(truncatingIfNeeded: $0) }
    var ranks = [UInt8](repeating: 0, count: pieces.count)
    for (rank, symbol) in ascending.enumerated() { ranks[Int(symbol)] = UInt8(truncatingIfNeeded: rank) }
    self.ranks = ranks
  }
}
