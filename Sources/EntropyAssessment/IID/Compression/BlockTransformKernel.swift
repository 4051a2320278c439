// SPDX-License-Identifier: Apache-2.0

/// The Burrows-Wheeler transform of a block: the character before each rotation, in the order of the rotations.
///
/// Only rotations that begin with a piece have to be sorted. A rotation that begins with a space is in order as the one behind
/// it; one that begins within a piece, by the rest of the piece and then by the rotation behind it.
@safe struct BlockTransformKernel: ~Copyable {
  /// What stands for a space, and for the digits from 0 on: in the order of their characters.
  static let space: UInt8 = 0
  static func character(_ digit: UInt8) -> UInt8 { digit + 1 }
  /// A space and ten digits.
  static let characters = 11

  /// Digits of the longest piece: two symbols meet in the junction.
  private static let longestPiece = 6

  private var rotations: RotationOrderKernel
  private let text: DecimalText
  /// The transform, as many characters as the last block had.
  let output: UnsafeMutablePointer<UInt8>

  init(_ text: DecimalText) {
    self.text = text
    // The shortest pieces have one digit and a space.
    let capacity = TextBlocks.greatestLength / 2 + 1
    rotations = RotationOrderKernel(symbols: text.pieces.count, capacity: capacity)
    unsafe output = .allocate(capacity: TextBlocks.greatestLength)
  }

  deinit { unsafe output.deallocate() }

  /// Transforms a block.
  mutating func transform(
    _ block: (start: TextBlocks.Place, end: TextBlocks.Place, length: Int), _ symbols: Span<UInt8>
  ) {
    precondition(block.length <= TextBlocks.greatestLength)
    guard block.end.token - block.start.token > 64 else {
      transformShort(block, symbols)
      return
    }
    let pieces = BlockPieces(block, symbols, text)
    let ranks = text.ranks
    rotations.sort(pieces, symbols, rankOf: ranks.span)
    write(pieces, symbols)
  }

  private func write(_ block: BlockPieces, _ symbols: Span<UInt8>) {
    // Pieces by symbol, the junction behind them.
    let kinds = text.pieces + [block.junction]
    let rests = Rests(kinds, counts(block, symbols), first: block.count)
    var nexts = rests.starts
    let pieces = block.count
    let (lengths, groups, befores) = (rests.lengths.span, rests.groups.span, rests.befores.span)
    var next = nexts.mutableSpan
    for place in 0..<pieces {
      // The order holds each piece once, and the groups sum up to all characters.
      let behind = unsafe Int(rotations.order[place])
      let piece = behind == 0 ? pieces &- 1 : behind &- 1
      let kind = piece == 0 ? kinds.count &- 1 : Int(symbols[block.firstSymbol &+ piece &- 1])
      let base = kind &* (Self.longestPiece &+ 1)
      let length = lengths[kind]
      unsafe output[place] = befores[base &+ length]
      for offset in 0..<length {
        let group = groups[base &+ offset]
        let target = next[group]
        next[group] = target &+ 1
        unsafe output[target] = befores[base &+ offset]
      }
    }
  }

  /// How often each kind of piece is in a block.
  private func counts(_ block: BlockPieces, _ symbols: Span<UInt8>) -> [Int] {
    let end = block.firstSymbol + block.count - 1
    let counts = HistogramKernel.counts(symbols.extracting(block.firstSymbol..<end))
    // Not by a closure, which would take the whole table with it each time.
    var kinds: [Int] = []
    for symbol in text.pieces.indices { kinds.append(counts[symbol]) }
    return kinds + [1]
  }

  /// What pieces are from each of their digits on, and where rotations that begin there come.
  private struct Rests {
    /// Digits of each kind of piece.
    private(set) var lengths: [Int] = []
    /// For each kind and offset, the group of rotations that begin with the same rest.
    private(set) var groups: [Int] = []
    /// For each kind and offset, the character before it; behind the last digit, that digit.
    private(set) var befores: [UInt8] = []
    /// The place of the first rotation of each group.
    private(set) var starts: [Int] = []

    /// - Parameter first: the place of the first rotation that begins with a digit.
    init(_ kinds: [DecimalText.Piece], _ counts: [Int], first: Int) {
      let places = longestPiece + 1
      var rests: [DecimalText.Piece] = []
      for kind in kinds { for offset in 0..<kind.count { rests.append(kind.dropFirst(offset)) } }
      var distinct: [DecimalText.Piece] = []
      for rest in rests.sorted() where distinct.last != rest { distinct.append(rest) }
      var groupOf: [UInt64: Int] = [:]
      for (group, rest) in distinct.enumerated() { groupOf[rest.digits] = group }
      var sizes = [Int](repeating: 0, count: distinct.count)
      groups = [Int](repeating: 0, count: kinds.count * places)
      befores = [UInt8](repeating: space, count: kinds.count * places)
      for (index, kind) in kinds.enumerated() {
        lengths.append(kind.count)
        for offset in 0...kind.count {
          if offset > 0 { befores[index * places + offset] = character(kind[offset - 1]) }
          guard offset < kind.count else { continue }
          let group = groupOf[kind.dropFirst(offset).digits] ?? 0
          groups[index * places + offset] = group
          sizes[group] += counts[index]
        }
      }
      var start = first
      for size in sizes {
        starts.append(start)
        start += size
      }
    }
  }

  /// Transforms a block of few pieces by comparing all of its rotations.
  private func transformShort(
    _ block: (start: TextBlocks.Place, end: TextBlocks.Place, length: Int), _ symbols: Span<UInt8>
  ) {
    var characters: [UInt8] = []
    for token in block.start.token...block.end.token {
      let piece = text.pieces[Int(symbols[token])]
      let first = token == block.start.token ? block.start.offset : 0
      let end = token == block.end.token ? block.end.offset : piece.count + 1
      for offset in first..<max(first, end) {
        characters.append(offset < piece.count ? Self.character(piece[offset]) : Self.space)
      }
    }
    let count = characters.count
    precondition(count == block.length)
    let order = (0..<count).sorted { first, second in
      for distance in 0..<count {
        let (a, b) = (characters[(first + distance) % count], characters[(second + distance) % count])
        if a != b { return a < b }
      }
      return false
    }
    for place in 0..<count { unsafe output[place] = characters[(order[place] + count - 1) % count] }
  }
}
