// SPDX-License-Identifier: Apache-2.0

/// The groups of positions that share just so many symbols, for positions that share many.
struct RepeatTree {
  /// Positions that share `depth` symbols, of a greater group that shares `parentDepth`, if there is one.
  ///
  /// Before each of them, as many positions as the chain is long are groups of their own, each sharing one symbol more.
  private struct Group {
    let size: Int
    let depth: Int
    let parentDepth: Int?
    let chain: Int
  }

  private let sequence: PackedSequence
  private var groups: [Group] = []
  /// The steps of 64 bits that may still be compared: as many as take a fraction of the time of a suffix array.
  private var budget: Int

  init(_ sequence: PackedSequence) {
    self.sequence = sequence
    budget = 2 * sequence.count
  }

  /// Adds positions that share `depth` symbols; false where that takes too long.
  mutating func add(_ positions: [Int32], sharing depth: Int, chain: Int) -> Bool {
    var open: [(positions: [Int32], depth: Int, parentDepth: Int?)] = [(positions, depth, nil)]
    while let (positions, depth, parentDepth) = open.popLast() {
      // By what the others share with one of them.
      let pivot = Int(positions[0])
      var others = positions.dropFirst().map {
        (position: Int($0), shared: sharedSymbols(pivot, Int($0), from: depth))
      }
      guard budget >= 0 else { return false }
      others.sort { ($0.shared, $0.position) < ($1.shared, $1.position) }
      var parent = parentDepth
      var first = 0
      while first < others.count {
        let shared = others[first].shared
        groups.append(
          Group(size: others.count - first + 1, depth: shared, parentDepth: parent, chain: chain))
        var end = first + 1
        while end < others.count, others[end].shared == shared { end += 1 }
        open += continuing(others[first..<end].map(\.position), from: shared).map { ($0, shared + 1, shared) }
        first = end
        parent = shared
      }
    }
    return true
  }

  /// The positions that share a symbol more with others of them.
  private func continuing(_ positions: [Int], from depth: Int) -> [[Int32]] {
    guard positions.count > 1 else { return [] }
    var groups: [[Int32]] = Array(repeating: [], count: 1 << sequence.symbolBits)
    for position in positions where position + depth < sequence.count {
      let symbol = sequence.window(at: position + depth) >> UInt64(64 - sequence.symbolBits)
      groups[Int(symbol)].append(Int32(truncatingIfNeeded: position))
    }
    return groups.filter { $0.count > 1 }
  }

  /// How many symbols the suffixes at two positions share; `depth` of them are known.
  private mutating func sharedSymbols(_ left: Int, _ right: Int, from depth: Int) -> Int {
    let width = sequence.symbolBits
    let (sequence, limit) = (sequence, (sequence.count - max(left, right)) * width)
    var bits = depth * width
    var budget = self.budget
    // Sorting and dividing them costs as much as some steps.
    budget -= 8
    defer { self.budget = budget }
    while bits < limit {
      let leftWindow = sequence.window(atBit: left * width + bits)
      let difference = leftWindow ^ sequence.window(atBit: right * width + bits)
      budget -= 1
      if difference != 0 {
        bits += difference.leadingZeroBitCount
        break
      }
      bits += 64
      if budget < 0 { break }
    }
    return min(bits, limit) / width
  }

  /// Adds the counts of all groups to a tally that ends at `depth`.
  consuming func count(into tally: inout TupleTally, from depth: Int) {
    let longest = groups.reduce(depth) { max($0, $1.depth + $1.chain) }
    // Pairs that share just so many symbols, as differences, modulo 2^64; and the greatest group.
    var pairs = [UInt64](repeating: 0, count: longest - depth + 2)
    var highest = [Int32](repeating: 1, count: longest - depth + 2)
    for group in groups {
      let equal = UInt64(group.size * (group.size - 1) / 2)
      let first = group.depth - depth
      pairs[first] &+= equal
      pairs[first + group.chain + 1] &-= equal
      if let parentDepth = group.parentDepth {
        pairs[parentDepth - depth] &-= equal
        pairs[parentDepth - depth + group.chain + 1] &+= equal
      }
      highest[first + group.chain] = max(highest[first + group.chain], Int32(group.size))
    }
    groups = []
    var sum: UInt64 = 0
    for index in pairs.indices {
      sum &+= pairs[index]
      pairs[index] = sum
    }
    for index in stride(from: longest - depth - 1, through: 0, by: -1) {
      pairs[index] &+= pairs[index + 1]
      highest[index] = max(highest[index], highest[index + 1])
    }
    for index in 1..<max(longest - depth + 1, 1) {
      tally.append(highest: Int(highest[index]), pairs: pairs[index])
    }
  }
}
