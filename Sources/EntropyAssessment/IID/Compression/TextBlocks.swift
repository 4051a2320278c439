// SPDX-License-Identifier: Apache-2.0

/// Where bzip2 cuts a text of decimals into blocks.
///
/// It takes runs of equal characters as wholes, which have three at most here and so are stored as they are, and closes a block
/// when it has enough characters and at least two more are to come.
struct TextBlocks {
  /// A place in the text: so many characters of a symbol's piece are behind, or all and the space that follows.
  struct Place: Equatable {
    var token: Int
    var offset: Int
  }

  /// Characters that fill a block of level 5: 100,000 for each level, less what bzip2 keeps for itself.
  static let fullLength = 5 * 100_000 - 19
  /// The most characters of a block: a run may exceed it, and a single last character.
  static let greatestLength = fullLength + 4

  private let lengths: [Int]
  /// The length of all pieces, if they have the same one.
  private let uniformLength: Int?
  private let text: DecimalText
  private let characters: Int
  /// Characters that are in blocks already.
  private var done = 0
  private var place = Place(token: 0, offset: 0)

  /// - Parameter symbols: at least 1.
  init(_ symbols: Span<UInt8>, _ text: DecimalText) {
    self.text = text
    lengths = text.pieces.map(\.count)
    let first = text.pieces[0].count
    uniformLength = text.pieces.allSatisfy { $0.count == first } ? first : nil
    var characters = symbols.count - 1
    if let uniformLength {
      characters += symbols.count * uniformLength
    } else {
      for position in symbols.indices { characters += lengths[Int(symbols[position])] }
    }
    self.characters = characters
  }

  /// The next block: its first place, the place behind it, and its characters; `nil` behind the last one.
  mutating func next(_ symbols: Span<UInt8>) -> (start: Place, end: Place, length: Int)? {
    guard done < characters else { return nil }
    let start = place
    var length = 0
    // Whole symbols with their spaces, counted from the beginning of the first one.
    var token = place.token
    length = 0 - place.offset
    if let uniformLength {
      // As many as leave room for another character.
      let whole = min(symbols.count - token, (Self.fullLength - 1 - length) / (uniformLength + 1))
      token += whole
      length += whole * (uniformLength + 1)
    }
    while token < symbols.count {
      let next = length + lengths[Int(symbols[token])] + 1
      guard next < Self.fullLength else { break }
      length = next
      token += 1
    }
    guard token < symbols.count else {
      // The text ends without a space.
      return end(
        from: start, at: Place(token: symbols.count - 1, offset: lengths[Int(symbols[symbols.count - 1])]))
    }
    let piece = text.pieces[Int(symbols[token])]
    var offset = Self.fullLength - length
    // A run is not cut.
    while offset > 0, offset < piece.count, piece[offset] == piece[offset - 1] { offset += 1 }
    length += offset
    if characters - done - length < 2 {
      return end(
        from: start, at: Place(token: symbols.count - 1, offset: lengths[Int(symbols[symbols.count - 1])]))
    }
    place = offset > piece.count ? Place(token: token + 1, offset: 0) : Place(token: token, offset: offset)
    done += length
    return (start, place, length)
  }

  private mutating func end(from start: Place, at end: Place) -> (start: Place, end: Place, length: Int) {
    defer { done = characters }
    return (start, end, characters - done)
  }
}
