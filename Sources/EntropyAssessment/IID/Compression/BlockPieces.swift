// SPDX-License-Identifier: Apache-2.0

/// A block of text as a circle of pieces, each followed by a space: bzip2 sorts the rotations of a block, so its end is
/// followed by its beginning.
///
/// Piece 0 is where the two meet: what is left of the last symbol and of the first one. The others are whole symbols.
struct BlockPieces {
  /// The junction.
  let junction: DecimalText.Piece
  /// The symbol of piece 1; the others follow it.
  let firstSymbol: Int
  /// How many pieces there are.
  let count: Int
  /// Characters of the block: of the pieces, and a space each.
  let length: Int
  /// The rank of the junction if it reads like a symbol.
  let junctionRank: UInt8?
  /// Twice the number of symbols that are less than the junction.
  let junctionOrder: Int

  /// - Parameter block: begins and ends in different symbols.
  init(
    _ block: (start: TextBlocks.Place, end: TextBlocks.Place, length: Int), _ symbols: Span<UInt8>,
    _ text: DecimalText
  ) {
    precondition(block.end.token > block.start.token)
    let head = text.pieces[Int(symbols[block.start.token])].dropFirst(block.start.offset)
    let tail = text.pieces[Int(symbols[block.end.token])].prefix(block.end.offset)
    let junction = tail.joined(with: head)
    self.junction = junction
    (firstSymbol, count, length) = (block.start.token + 1, block.end.token - block.start.token, block.length)
    let less = text.ascending.count { text.pieces[Int($0)] < junction }
    let isSymbol = less < text.ascending.count && text.pieces[Int(text.ascending[less])] == junction
    junctionRank = isSymbol ? UInt8(truncatingIfNeeded: less) : nil
    junctionOrder = 2 * less
  }
}
