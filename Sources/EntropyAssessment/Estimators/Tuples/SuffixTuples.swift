// SPDX-License-Identifier: Apache-2.0

/// The counts of tuples from the suffix array and the lengths of the prefixes that neighbours in it share.
///
/// For sequences of which long parts repeat, which no sorting by windows gets through.
///
/// - Cost: linear in the sequence whatever it holds; 9 bytes of memory for each symbol, and the result.
enum SuffixTuples {
  static func counts(of sequence: PackedSequence) -> TupleCounts {
    let text = sequence.unpacked()
    var positions = SuffixArray.positions(of: text.span, alphabetSize: 1 << sequence.symbolBits)
    guard text.count > 1 else { return TupleTally().counts(of: text.count) }
    var scratch = [Int32](repeating: 0, count: text.count)
    sharePrefixes(text.span, &positions, &scratch)
    return sweep(positions.span, &scratch)
  }

  /// Replaces the suffix at each place by the length of the prefix that it shares with the one before; 0 at the first.
  ///
  /// By text position that length falls by 1 at most from one position to the next, so that all comparisons together go
  /// over the text twice (Kärkkäinen, Manzini, Puglisi: "Permuted longest-common-prefix array", 2009).
  private static func sharePrefixes(
    _ text: Span<UInt8>, _ positions: inout [Int32], _ scratch: inout [Int32]
  ) {
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
    for place in 0..<count { order[place] = lengths[Int(order[place])] }
  }

  /// Counts from the lengths in suffix order.
  ///
  /// - Parameter stack: as many places as there are lengths.
  private static func sweep(_ lengths: Span<Int32>, _ stack: inout [Int32]) -> TupleCounts {
    // How often the most frequent tuple occurs that is shared to just that length.
    var highest: [Int] = []
    var longest = 0
    forEachGroup(lengths, &stack) { size, depth, _ in
      longest = max(longest, depth)
      guard size >= TupleCounts.commonLimit else { return }
      while highest.count < depth { highest.append(0) }
      highest[depth &- 1] = max(highest[depth &- 1], size)
    }
    for place in stride(from: highest.count - 2, through: 0, by: -1) {
      highest[place] = max(highest[place], highest[place &+ 1])
    }
    let leastUncommon = highest.count + 1
    var highestUncommon = 1
    var pairs = [UInt64](repeating: 0, count: max(0, longest + 2 - leastUncommon))
    forEachGroup(lengths, &stack) { size, depth, parentDepth in
      guard depth >= leastUncommon else { return }
      highestUncommon = max(highestUncommon, size)
      // From the length behind the parent's on to its own; as differences, which may wrap.
      let equal = UInt64(truncatingIfNeeded: size &* (size &- 1) / 2)
      pairs[max(parentDepth &+ 1, leastUncommon) &- leastUncommon] &+= equal
      pairs[depth &+ 1 &- leastUncommon] &-= equal
    }
    highest.append(highestUncommon)
    var sum: UInt64 = 0
    for place in pairs.indices {
      sum &+= pairs[place]
      pairs[place] = sum
    }
    return TupleCounts(highest: highest, longestRepeated: longest, equalPairs: pairs.dropLast())
  }

  /// Calls with each group of suffixes that share a prefix of one length (`depth`) and are together with more suffixes
  /// only in groups that share less (`parentDepth`, the deepest of them).
  @inline(__always)
  private static func forEachGroup(
    _ lengths: Span<Int32>, _ places: inout [Int32],
    _ body: (_ size: Int, _ depth: Int, _ parentDepth: Int) -> Void
  ) {
    // Places with ascending lengths; the first has the length 0.
    var stack = places.mutableSpan
    var top = 0
    stack[0] = 0
    for place in 1...lengths.count {
      let length = place < lengths.count ? lengths[place] : 0
      while top > 0 {
        let depth = lengths[Int(stack[top])]
        guard depth >= length else { break }
        top &-= 1
        let left = stack[top]
        let parentDepth = max(lengths[Int(left)], length)
        if depth > parentDepth { body(place &- Int(left), Int(depth), Int(parentDepth)) }
      }
      top &+= 1
      if top < stack.count { stack[top] = Int32(truncatingIfNeeded: place) }
    }
  }
}
