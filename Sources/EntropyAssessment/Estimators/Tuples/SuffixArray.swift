// SPDX-License-Identifier: Apache-2.0

/// The suffixes of a text in ascending order (Nong, Zhang, Chan: "Two efficient algorithms for linear time suffix array
/// construction", 2011).
///
/// A suffix is S-type when it is less than the next one, else L-type; an S-type one behind an L-type one is an LMS suffix.
/// There are at most half as many of those as there are suffixes; once they are in order, two passes put the others in
/// order. A suffix that is the beginning of another one comes first. No end symbol is added to the text.
///
/// - Cost: linear in the text whatever it holds. Beside the result, which takes 4 bytes for each symbol, at most 4 bytes
///   for each symbol, and 8 for each symbol of the alphabet.
enum SuffixArray {
  /// The positions of the suffixes.
  ///
  /// - Parameters:
  ///   - text: less than 2^31 symbols, each less than `alphabetSize`.
  ///   - alphabetSize: at least 1.
  static func positions<Symbol: FixedWidthInteger>(of text: Span<Symbol>, alphabetSize: Int) -> [Int32] {
    precondition(text.count <= Int(Int32.max) && alphabetSize >= 1, "positions have 31 bits")
    var positions = [Int32](repeating: none, count: text.count)
    guard text.count > 1 else { return text.count == 1 ? [0] : [] }
    let buckets = Buckets(text, alphabetSize)
    var order = positions.mutableSpan

    // The LMS suffixes in any order within their buckets bring the LMS substrings into order.
    var count = placeLMS(text, buckets, &order)
    induce(text, buckets, &order)
    guard count > 0 else { return positions }
    var names = [Int32](repeating: none, count: text.count / 2 + 1)
    let distinct = nameLMS(text, buckets, &order, &names)

    // The order of the LMS suffixes is that of the suffixes of the text of their names.
    var starts = [Int32](repeating: 0, count: count)
    var reduced = [Int32](repeating: 0, count: count)
    count = 0
    forEachLMS(text) { position in
      count &+= 1
      starts[starts.count &- count] = Int32(truncatingIfNeeded: position)
      reduced[reduced.count &- count] = names[position / 2]
    }
    names = []
    if distinct < count {
      reduced = Self.positions(of: reduced.span, alphabetSize: distinct)
    } else {
      // All names differ: each is the place.
      for (index, name) in reduced.enumerated() { order[Int(name)] = Int32(truncatingIfNeeded: index) }
      for index in 0..<count { reduced[index] = order[index] }
    }
    for index in 0..<order.count { order[index] = none }
    var tails = buckets.ends
    for index in stride(from: count - 1, through: 0, by: -1) {
      let position = starts[Int(reduced[index])]
      let symbol = Int(truncatingIfNeeded: text[Int(position)])
      tails[symbol] &-= 1
      order[Int(tails[symbol])] = position
    }
    induce(text, buckets, &order)
    return positions
  }

  /// In place of a position.
  private static var none: Int32 { -1 }

  /// Where the suffixes with the same first symbol are; in each such bucket the L-type ones come first.
  private struct Buckets {
    /// The place of the first suffix of each symbol.
    var starts: [Int32]
    /// The place of the first S-type suffix of each symbol.
    var middles: [Int32]
    /// The place behind the last suffix of each symbol.
    var ends: [Int32] { Array(starts.dropFirst()) }

    init<Symbol: FixedWidthInteger>(_ text: Span<Symbol>, _ alphabetSize: Int) {
      starts = [Int32](repeating: 0, count: alphabetSize + 1)
      middles = [Int32](repeating: 0, count: alphabetSize)
      // First how many there are, and how many of them are L-type: the last one is.
      var isLess = false
      var next = text[text.count &- 1]
      for position in stride(from: text.count - 1, through: 0, by: -1) {
        let symbol = text[position]
        if symbol != next { isLess = symbol < next }
        starts[Int(truncatingIfNeeded: symbol) &+ 1] &+= 1
        if !isLess { middles[Int(truncatingIfNeeded: symbol)] &+= 1 }
        next = symbol
      }
      for symbol in 0..<alphabetSize {
        middles[symbol] &+= starts[symbol]
        starts[symbol &+ 1] &+= starts[symbol]
      }
    }
  }

  /// Calls with each LMS position, the last one first.
  private static func forEachLMS<Symbol: FixedWidthInteger>(_ text: Span<Symbol>, _ body: (Int) -> Void) {
    var isLess = false
    var next = text[text.count &- 1]
    for position in stride(from: text.count - 2, through: 0, by: -1) {
      let symbol = text[position]
      if symbol > next, isLess { body(position &+ 1) }
      if symbol != next { isLess = symbol < next }
      next = symbol
    }
  }

  /// Puts the LMS positions at the ends of their buckets; their number.
  private static func placeLMS<Symbol: FixedWidthInteger>(
    _ text: Span<Symbol>, _ buckets: Buckets, _ order: inout MutableSpan<Int32>
  ) -> Int {
    var tails = buckets.ends
    var count = 0
    var isLess = false
    var next = text[text.count &- 1]
    for position in stride(from: text.count - 2, through: 0, by: -1) {
      let symbol = text[position]
      if symbol > next, isLess {
        let bucket = Int(truncatingIfNeeded: next)
        tails[bucket] &-= 1
        order[Int(tails[bucket])] = Int32(truncatingIfNeeded: position &+ 1)
        count &+= 1
      }
      if symbol != next { isLess = symbol < next }
      next = symbol
    }
    return count
  }

  /// Induces the order of the L-type suffixes from the LMS ones, and of the S-type ones from the L-type ones.
  private static func induce<Symbol: FixedWidthInteger>(
    _ text: Span<Symbol>, _ buckets: Buckets, _ order: inout MutableSpan<Int32>
  ) {
    let count = text.count
    var firstFree = buckets.starts
    var heads = firstFree.mutableSpan
    let last = Int(truncatingIfNeeded: text[count &- 1])
    order[Int(heads[last])] = Int32(truncatingIfNeeded: count &- 1)
    heads[last] &+= 1
    for bucket in buckets.middles.indices {
      for place in Int(buckets.starts[bucket])..<Int(buckets.starts[bucket + 1]) {
        let position = Int(order[place])
        guard position > 0 else { continue }
        let symbol = Int(truncatingIfNeeded: text[position &- 1])
        // The suffix is L-type, or LMS and then its predecessor greater.
        guard symbol >= bucket else { continue }
        let head = heads[symbol]
        heads[symbol] = head &+ 1
        order[Int(head)] = Int32(truncatingIfNeeded: position &- 1)
      }
    }
    var lastFree = buckets.ends
    var tails = lastFree.mutableSpan
    for bucket in buckets.middles.indices.reversed() {
      let (first, middle) = (Int(buckets.starts[bucket]), Int(buckets.middles[bucket]))
      // Before an S-type suffix a suffix with the same symbol is S-type, before an L-type one it is not.
      for isLess in [true, false] {
        let places = isLess ? middle..<Int(buckets.starts[bucket + 1]) : first..<middle
        let limit = isLess ? bucket : bucket &- 1
        for place in places.reversed() {
          let position = Int(order[place])
          guard position > 0 else { continue }
          let symbol = Int(truncatingIfNeeded: text[position &- 1])
          guard symbol <= limit else { continue }
          let tail = tails[symbol] &- 1
          tails[symbol] = tail
          order[Int(tail)] = Int32(truncatingIfNeeded: position &- 1)
        }
      }
    }
  }

  /// Numbers the LMS substrings in ascending order, equal ones alike; how many differ.
  ///
  /// - Parameter names: receives the number of the substring at position p at place p / 2; no two LMS positions are
  ///   neighbours.
  private static func nameLMS<Symbol: FixedWidthInteger>(
    _ text: Span<Symbol>, _ buckets: Buckets, _ order: inout MutableSpan<Int32>, _ names: inout [Int32]
  ) -> Int {
    let middles = buckets.middles.span
    var name: Int32 = -1
    var previous = -1
    // Their lengths first, where the names will be.
    var end = text.count
    forEachLMS(text) { position in
      names[position / 2] = Int32(truncatingIfNeeded: end &- position)
      end = position
    }
    var previousLength: Int32 = 0
    for place in 0..<order.count {
      let position = Int(order[place])
      guard position > 0 else { continue }
      let symbol = text[position]
      let middle = Int(middles[Int(truncatingIfNeeded: symbol)])
      guard text[position &- 1] > symbol, place >= middle else { continue }
      let length = names[position / 2]
      var isSame = previous >= 0 && length == previousLength
      // Equal lengths and symbols are enough: the types then agree too. To the end of the text there is no LMS symbol
      // behind the substring, and it equals no other.
      if isSame {
        if max(position, previous) &+ Int(length) < text.count {
          for offset in 0...Int(length) where text[position &+ offset] != text[previous &+ offset] {
            isSame = false
            break
          }
        } else {
          isSame = false
        }
      }
      if !isSame { name &+= 1 }
      (previous, previousLength) = (position, length)
      names[position / 2] = name
    }
    return Int(name) + 1
  }
}
