// SPDX-License-Identifier: Apache-2.0

/// Counts on from groups of positions that share their first symbols, one window of 32 bits after the other.
///
/// Suits few positions, and repeats that are not much longer than a window.
struct RepeatTuples {
  private let sequence: PackedSequence
  /// How many symbols the positions of a group share.
  private var depth: Int
  /// The positions, group after group; descending in each.
  private var positions: [Int32]
  /// Where each group begins, and the end of the last one.
  private var starts: [Int32]

  /// More positions are better counted otherwise.
  static func positionLimit(_ sequence: PackedSequence) -> Int { max(sequence.count / 8, 1 << 12) }

  /// Looks the windows up that occur more than once; `nil` where too many positions have them.
  init?(_ windows: WindowTuples, in sequence: PackedSequence) {
    self.sequence = sequence
    depth = windows.depth
    let limit = Self.positionLimit(sequence)
    var found: [(position: Int32, group: Int32)] = []
    var starts = [Int32](repeating: 0, count: windows.repeated.count + 1)
    WindowSearchKernel.find(
      windows.repeated, unused: 64 - windows.depth * sequence.symbolBits, in: sequence,
      positions: sequence.count - windows.depth + 1
    ) { position, group in
      found.append((Int32(truncatingIfNeeded: position), Int32(truncatingIfNeeded: group)))
      starts[group + 1] += 1
      return found.count <= limit
    }
    guard found.count <= limit else { return nil }
    for group in windows.repeated.indices { starts[group + 1] += starts[group] }
    var places = starts
    var positions = [Int32](repeating: 0, count: found.count)
    for (position, group) in found.reversed() {
      positions[Int(places[Int(group)])] = position
      places[Int(group)] += 1
    }
    (self.starts, self.positions) = (starts, positions)
  }

  /// Adds the counts from there on to a tally, until no position shares more with another one; false where that takes
  /// too long.
  mutating func count(into tally: inout TupleTally) -> Bool {
    // Twice as many steps as there are symbols take half the time of a suffix array.
    var budget = 2 * sequence.count
    while !positions.isEmpty {
      budget -= positions.count
      guard budget >= 0 else { return false }
      countWindow(into: &tally)
    }
    return true
  }

  /// Adds the counts of one window to a tally, and keeps the groups that share all of it.
  private mutating func countWindow(into tally: inout TupleTally) {
    let length = 32 / sequence.symbolBits
    // What is shared by just so many symbols of the window: pairs, modulo 2^64 until all are counted; and the most
    // positions.
    var pairs = [UInt64](repeating: 0, count: length + 1)
    var highest = [Int](repeating: 1, count: length + 1)
    var open = [(depth: Int, first: Int)](repeating: (0, 0), count: length + 2)
    var kept = 0
    var keptStarts: [Int32] = []
    var keys: [UInt64] = []
    for group in 0..<starts.count - 1 {
      let members = Int(starts[group])..<Int(starts[group + 1])
      keys.removeAll(keepingCapacity: true)
      for index in members {
        let position = Int(positions[index])
        keys.append(
          sequence.window(at: position + depth) & ~0 << 32 | UInt64(UInt32(truncatingIfNeeded: position)))
      }
      KeySweepKernel.sort(&keys, by: 32)
      var top = 0
      for index in 1...keys.count {
        let shared = index == keys.count ? 0 : sharedSymbols(keys[index - 1], keys[index], atMost: length)
        var first = index - 1
        while open[top].depth > shared {
          let group = open[top]
          top -= 1
          let size = index - group.first
          let equal = UInt64(size * (size - 1) / 2)
          pairs[group.depth] &+= equal
          pairs[max(open[top].depth, shared)] &-= equal
          highest[group.depth] = max(highest[group.depth], size)
          if group.depth == length {
            keptStarts.append(Int32(kept))
            for member in group.first..<index {
              positions[kept] = Int32(truncatingIfNeeded: keys[member] & 0xffff_ffff)
              kept += 1
            }
          }
          first = group.first
        }
        if open[top].depth < shared {
          top += 1
          open[top] = (shared, first)
        }
      }
    }
    keptStarts.append(Int32(kept))
    positions.removeLast(positions.count - kept)
    starts = keptStarts
    for symbols in stride(from: length - 1, through: 1, by: -1) {
      pairs[symbols] &+= pairs[symbols + 1]
      highest[symbols] = max(highest[symbols], highest[symbols + 1])
    }
    for symbols in 1...length { tally.append(highest: highest[symbols], pairs: pairs[symbols]) }
    depth += length
  }

  /// How many symbols two neighbours in sorted order share behind ``depth``, up to a window's; each a window and a
  /// position.
  private func sharedSymbols(_ left: UInt64, _ right: UInt64, atMost length: Int) -> Int {
    let shared = min(((left ^ right) >> 32).leadingZeroBitCount - 32, 32) / sequence.symbolBits
    // Behind the end there are zeros, but no symbols.
    let last = Int(max(left & 0xffff_ffff, right & 0xffff_ffff))
    return min(shared, length, sequence.count - depth - last)
  }
}
