// SPDX-License-Identifier: Apache-2.0

/// The counts of tuples from the suffix array and the lengths of the prefixes that neighbours in it share.
///
/// For sequences of which long parts repeat, which no sorting by windows gets through.
///
/// - Cost: linear in the sequence whatever it holds; 9 bytes of memory for each symbol, 12 for each length up to the
///   longest repeat's, and the result.
enum SuffixTuples {
  static func counts(of sequence: PackedSequence) -> TupleCounts {
    let text = sequence.unpacked()
    var positions = SuffixArray.positions(of: text.span, alphabetSize: 1 << sequence.symbolBits)
    guard text.count > 1 else { return TupleTally().counts(of: text.count) }
    var scratch = [Int32](repeating: 0, count: text.count)
    let longest = sharePrefixes(text.span, &positions, &scratch)
    return sweep(positions.span, &scratch, longest: longest)
  }

  /// Replaces the suffix at each place by the length of the prefix that it shares with the one before, 0 at the first; the
  /// greatest of them.
  ///
  /// By text position that length falls by 1 at most from one position to the next, so that all comparisons together go
  /// over the text twice (Kärkkäinen, Manzini, Puglisi: "Permuted longest-common-prefix array", 2009).
  private static func sharePrefixes(
    _ text: Span<UInt8>, _ positions: inout [Int32], _ scratch: inout [Int32]
  ) -> Int {
    let count = text.count
    var order = positions.mutableSpan
    var lengths = scratch.mutableSpan
    // First the suffix before, then the length in its place.
    var previous: Int32 = -1
    for place in 0..<count {
      let position = order[place]
      lengths[Int(position)] = previous
      previous = position
    }
    var length = 0
    for position in 0..<count {
      let other = Int(lengths[position])
      guard other >= 0 else {
        (lengths[position], length) = (0, 0)
        continue
      }
      let limit = count &- max(position, other)
      while length < limit, text[position &+ length] == text[other &+ length] { length &+= 1 }
      lengths[position] = Int32(truncatingIfNeeded: length)
      length = max(0, length &- 1)
    }
    var longest: Int32 = 0
    for place in 0..<count {
      let length = lengths[Int(order[place])]
      order[place] = length
      longest = max(longest, length)
    }
    return Int(longest)
  }

  /// Counts from the lengths in suffix order.
  ///
  /// Suffixes that share a prefix are together; those that share all of some length are a group, in a greater group that
  /// shares less. The pairs of a group count for the lengths it shares more of than the greater one.
  ///
  /// - Parameters:
  ///   - lengths: the first one 0.
  ///   - places: as many; lost.
  private static func sweep(_ lengths: Span<Int32>, _ places: inout [Int32], longest: Int) -> TupleCounts {
    // By length: pairs that share just so much, modulo 2^64 until all are counted, and the greatest group.
    var pairs = [UInt64](repeating: 0, count: longest + 1)
    var highest = [Int32](repeating: 1, count: longest + 1)
    // The last place with each length that groups are open for, ascending.
    var stack = places.mutableSpan
    var top = 0
    var depth: Int32 = 0
    stack[0] = 0
    for place in 1...lengths.count {
      let length = place < lengths.count ? lengths[place] : 0
      while depth > length {
        top &-= 1
        let left = stack[top]
        let nextDepth = lengths[Int(left)]
        let size = Int32(truncatingIfNeeded: place) &- left
        let equal = UInt64(truncatingIfNeeded: Int(size) &* Int(size &- 1) / 2)
        pairs[Int(depth)] &+= equal
        pairs[Int(max(nextDepth, length))] &-= equal
        highest[Int(depth)] = max(highest[Int(depth)], size)
        depth = nextDepth
      }
      if depth < length {
        top &+= 1
        depth = length
      }
      if top < stack.count { stack[top] = Int32(truncatingIfNeeded: place) }
    }

    for length in stride(from: longest - 1, through: 1, by: -1) {
      pairs[length] &+= pairs[length + 1]
      highest[length] = max(highest[length], highest[length + 1])
    }
    highest.append(1)
    // Where there are so few, the first length is uncommon.
    let common = highest.dropFirst().prefix { $0 >= TupleCounts.commonLimit }.count
    let first = common + 1
    return TupleCounts(
      highest: highest[1...first].map { Int($0) }, longestRepeated: longest,
      equalPairs: first > longest ? [] : Array(pairs[first...]))
  }
}
