// SPDX-License-Identifier: Apache-2.0

/// Counts on from windows that occur more than once, for sequences with long repeats.
///
/// The positions with the same window are a class; it is named by the first of them, its leader. Where a class, moved on by
/// one symbol, is just another class, its positions share one symbol more than that one's do, pair by pair. Of such a chain
/// of classes only the last one, the head, is looked at, for as far as its positions agree. Long repeats give long chains.
struct RepeatChains {
  private let sequence: PackedSequence
  /// Symbols of a window.
  private let depth: Int
  /// The positions of the heads, head after head, ascending in each.
  private let positions: [Int32]
  /// Where each head's positions begin, and the end of the last one's.
  private let starts: [Int]
  /// How many classes there are before each head in its chain.
  private let lengths: [Int]

  /// Finds the chains; `nil` where too many positions belong to heads.
  ///
  /// - Parameter depth: whole symbols of a window.
  init?(of sequence: PackedSequence, depth: Int) {
    (self.sequence, self.depth) = (sequence, depth)
    let count = sequence.count - depth + 1
    let mask = UInt32.max << UInt32(WindowTuples.windowBits - depth * sequence.symbolBits)
    var leaders = LeaderKernel.leaders(of: sequence, positions: count, mask: mask)
    var heads = [UInt32](repeating: 0, count: 0)
    var lengths: [Int] = []
    Self.findHeads(leaders.span, &heads, &lengths)
    // From a head's leader to its number, marked.
    let isHead: UInt32 = 1 << 31
    for (number, head) in heads.enumerated() { leaders[Int(head)] = UInt32(number) | isHead }
    let limit = sequence.count / 8
    var members: [(number: Int, position: Int32)] = []
    var starts = [Int](repeating: 0, count: heads.count + 1)
    for position in 0..<count {
      var leader = leaders[position]
      if leader & isHead == 0 { leader = leaders[Int(leader)] }
      guard leader & isHead != 0 else { continue }
      let number = Int(leader & ~isHead)
      members.append((number, Int32(position)))
      guard members.count <= limit else { return nil }
      starts[number + 1] += 1
    }
    for number in heads.indices { starts[number + 1] += starts[number] }
    var places = starts
    var positions = [Int32](repeating: 0, count: members.count)
    for (number, position) in members {
      positions[places[number]] = position
      places[number] += 1
    }
    (self.positions, self.starts, self.lengths) = (positions, starts, lengths)
  }

  /// Finds the leaders of the heads, and the lengths of their chains.
  private static func findHeads(_ leaders: Span<UInt32>, _ heads: inout [UInt32], _ lengths: inout [Int]) {
    let count = leaders.count
    let (isRepeated, differsBefore, differsBehind): (UInt8, UInt8, UInt8) = (1, 2, 4)
    // For leaders: of their classes.
    var traits = [UInt8](repeating: 0, count: count)
    for position in 1..<count {
      let leader = Int(leaders[position])
      guard leader != position else { continue }
      var trait = isRepeated
      if leader == 0 || leaders[position &- 1] != leaders[leader &- 1] { trait |= differsBefore }
      if position &+ 1 == count || leaders[position &+ 1] != leaders[leader &+ 1] { trait |= differsBehind }
      traits[leader] |= trait
    }
    var length = 0
    for position in 0..<count {
      let trait = traits[position]
      guard trait != 0 else { continue }
      if trait & differsBehind == 0, traits[Int(leaders[position &+ 1])] & differsBefore == 0 {
        // All positions of this class go on to the next one, and all of that one come from here.
        length &+= 1
      } else {
        heads.append(UInt32(truncatingIfNeeded: position))
        lengths.append(length)
        length = 0
      }
    }
  }

  /// Adds the counts from a window's depth on to a tally; false where that takes too long.
  func count(into tally: inout TupleTally) -> Bool {
    var tree = RepeatTree(sequence)
    for number in lengths.indices {
      let members = positions[starts[number]..<starts[number + 1]]
      guard tree.add(Array(members), sharing: depth, chain: lengths[number]) else { return false }
    }
    tree.count(into: &tally, from: depth)
    return true
  }
}
