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

  private var rotations: RotationOrderKernel
  private let text: DecimalText
  /// The transform, as many characters as the last block had.
  let output: UnsafeMutablePointer<UInt8>
  /// Which characters it has.
  private(set) var present: [Bool] = []

  init(_ text: DecimalText) {
    self.text = text
    // The shortest pieces have one digit and a space.
    let capacity = TextBlocks.greatestLength / 2 + 1
    rotations = RotationOrderKernel(symbols: text.pieces.count, capacity: capacity)
    // Behind the block, what pieces with few groups write to none.
    unsafe output = .allocate(capacity: TextBlocks.greatestLength + 3 * capacity)
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

  /// Writes the characters before rotations: those that begin with a piece have the last digit of the piece before; those that
  /// begin within a piece come in the order of the pieces behind them, which is the same one.
  private mutating func write(_ block: BlockPieces, _ symbols: Span<UInt8>) {
    // Pieces by rank, the junction behind them.
    let kinds = text.ascending.map { text.pieces[Int($0)] } + [block.junction]
    let counts = counts(block, symbols)
    present = presentCharacters(kinds, counts)
    let rests = RotationGroups(kinds, counts, first: block.count)
    for group in rests.uniform {
      unsafe (output + group.start).update(repeating: group.before, count: group.size)
    }
    // The junction may be empty.
    let lasts = kinds.map { $0.count > 0 ? Self.character($0[$0.count - 1]) : Self.space }
    let (pieces, kindCount, slots) = (block.count, kinds.count, rests.slots)
    let (output, order) = unsafe (output, rotations.order)
    var next = rests.starts
    unsafe next.withUnsafeMutableBufferPointer { next in
      unsafe rests.targets.withUnsafeBufferPointer { targets in
        unsafe lasts.withUnsafeBufferPointer { lasts in
          for place in 0..<pieces {
            // The order holds each piece once with a rank, and the groups sum up to all characters.
            let piece = unsafe UInt32(truncatingIfNeeded: order[place])
            let isBehindJunction = piece & RotationOrderKernel.pieceMask == 1
            let kind = isBehindJunction ? kindCount &- 1 : Int(piece &>> 24)
            unsafe output[place] = lasts[kind]
            var index = kind
            for _ in 0..<slots {
              let target = unsafe targets[index]
              let group = Int(target.group)
              let slot = unsafe next[group]
              unsafe next[group] = slot &+ 1
              unsafe output[Int(slot)] = target.before
              index &+= kindCount
            }
          }
        }
      }
    }
  }

  /// How often each kind of piece is in a block.
  private func counts(_ block: BlockPieces, _ symbols: Span<UInt8>) -> [Int] {
    let end = block.firstSymbol + block.count - 1
    let counts = HistogramKernel.counts(symbols.extracting(block.firstSymbol..<end))
    // Not by a closure, which would take the whole table with it each time.
    var kinds: [Int] = []
    for symbol in text.ascending { kinds.append(counts[Int(symbol)]) }
    return kinds + [1]
  }

  /// A space, and the digits of pieces that there are.
  private func presentCharacters(_ kinds: [DecimalText.Piece], _ counts: [Int]) -> [Bool] {
    var present = [Bool](repeating: false, count: Self.characters)
    present[Int(Self.space)] = true
    for (kind, count) in zip(kinds, counts) where count > 0 {
      for place in 0..<kind.count { present[Int(Self.character(kind[place]))] = true }
    }
    return present
  }

  /// Transforms a block of few pieces by comparing all of its rotations.
  private mutating func transformShort(
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
    present = (0..<Self.characters).map { characters.contains(UInt8(truncatingIfNeeded: $0)) }
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
