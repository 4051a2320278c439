// SPDX-License-Identifier: Apache-2.0

/// The counts of tuples from the suffix array and the lengths of the prefixes that neighbours in it share.
///
/// For sequences of which long parts repeat, which no sorting by windows gets through.
///
/// - Cost: linear in the sequence whatever it holds; 5 bytes of memory for each symbol, and 12 MB.
enum SuffixTuplesKernel {
  /// Lengths that are counted together. A repeat may have as many as the sequence, which would take three times the memory
  /// of the suffix array; counting once for each million takes 5 ns a symbol (one Zen 4 core, 2026-11).
  static let lengthsAtOnce = 1 << 20

  /// Counts the tuples of all lengths, the longest first.
  static func count(
    _ sequence: PackedSequence, lengthsAtOnce: Int = lengthsAtOnce, into sink: inout some TupleSink
  ) {
    guard sequence.count > 1 else { return }
    let order = unsafe HugePages.allocate(sequence.count, of: Int32.self)
    defer { unsafe order.deallocate() }
    unsafe sortSuffixes(of: sequence, into: order)
    let longest = unsafe SharedPrefixKernel.replace(order, in: sequence)
    var last = longest
    // What is shared by more: the pairs, and the most suffixes.
    var (longerPairs, longerHighest) = (UInt64(0), Int32(1))
    while last > 0 {
      let first = max(1, last - lengthsAtOnce + 1)
      var tally = TupleTally(lengths: first...last)
      unsafe sweep(order, first, last, &tally.highest, &tally.pairs)
      tally.accumulate(pairs: longerPairs, highest: longerHighest)
      sink.take(tally, from: first)
      (longerPairs, longerHighest) = (tally.pairs[0], tally.highest[0])
      last = first - 1
    }
  }

  /// A function of its own, so that the unpacked symbols are gone when it ends.
  @inline(never)
  private static func sortSuffixes(
    of sequence: PackedSequence, into order: UnsafeMutableBufferPointer<Int32>
  ) {
    unsafe sequence.unpacked().withUnsafeBufferPointer { text in
      unsafe SuffixArrayKernel.sort(text, alphabetSize: 1 << sequence.symbolBits, into: order)
    }
  }

  /// Counts from the lengths in suffix order.
  ///
  /// Suffixes that share a prefix are together; those that share all of some length are a group, in a greater group that
  /// shares less. The pairs of a group count for the lengths it shares more of than the greater one.
  ///
  /// - Parameters:
  ///   - lengths: the first one 0.
  ///   - highest: for the lengths `first` to `last`, 1 each; receives the size of the greatest group.
  ///   - pairs: likewise, 0 each; receives the pairs that share just so much, modulo 2^64.
  private static func sweep(
    _ lengths: UnsafeMutableBufferPointer<Int32>, _ first: Int, _ last: Int, _ highest: inout [Int32],
    _ pairs: inout [UInt64]
  ) {
    var highest = highest.mutableSpan
    var pairs = pairs.mutableSpan
    // For each length that groups are open for but the greatest, ascending, the last place with it.
    var open = PlaceStack()
    var (depth, latest) = (0, 0)
    for place in 1...lengths.count {
      let length = place < lengths.count ? unsafe clip(lengths[place], first, last) : 0
      if depth | length == 0 {
        latest = place
        continue
      }
      while depth > length {
        latest = open.pop()
        let nextDepth = unsafe clip(lengths[latest], first, last)
        let size = place &- latest
        let equal = UInt64(truncatingIfNeeded: size &* (size &- 1) / 2)
        if depth <= last {
          pairs[depth &- first] &+= equal
          highest[depth &- first] = max(highest[depth &- first], Int32(truncatingIfNeeded: size))
        }
        let parentDepth = max(nextDepth, length)
        if parentDepth > 0 { pairs[parentDepth &- first] &-= equal }
        depth = nextDepth
      }
      if depth < length {
        open.push(latest)
        depth = length
      }
      latest = place
    }
  }

  /// A length as far as it matters for those from `first` to `last`: less separates groups, all that is more is alike.
  @inline(__always)
  private static func clip(_ length: Int32, _ first: Int, _ last: Int) -> Int {
    length < first ? 0 : min(Int(length), last &+ 1)
  }
}
