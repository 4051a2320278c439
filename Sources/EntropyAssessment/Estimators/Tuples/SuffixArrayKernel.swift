// SPDX-License-Identifier: Apache-2.0

/// The suffixes of a text in ascending order (Nong, Zhang, Chan: "Two efficient algorithms for linear time suffix array
/// construction", 2011).
///
/// A suffix is S-type when it is less than the next one, else L-type; an S-type one behind an L-type one is an LMS suffix.
/// There are at most half as many of those as there are suffixes; once they are in order, two passes put the others in
/// order. A suffix that is the beginning of another one comes first. No end symbol is added to the text.
///
/// - Cost: linear in the text whatever it holds. The text of the LMS suffixes and its order lie where the result will be;
///   beside that there are 16 bytes for each symbol of an alphabet.
enum SuffixArrayKernel {
  /// Puts the positions of the suffixes in order.
  ///
  /// - Parameters:
  ///   - text: less than 2^31 symbols, each less than `alphabetSize`.
  ///   - alphabetSize: at least 1.
  ///   - order: receives the positions, as many as there are symbols.
  static func sort<Symbol: FixedWidthInteger>(
    _ text: UnsafeBufferPointer<Symbol>, alphabetSize: Int, into order: UnsafeMutableBufferPointer<Int32>
  ) {
    precondition(text.count <= Int(Int32.max) && alphabetSize >= 1, "positions have 31 bits")
    precondition(order.count == text.count, "each suffix has a place")
    unsafe order.update(repeating: none)
    guard text.count > 1 else {
      if text.count == 1 { unsafe order[0] = 0 }
      return
    }
    let buckets = unsafe Buckets(text, alphabetSize)
    // The LMS suffixes in any order within their buckets bring the LMS substrings into order.
    unsafe placeLMS(text, buckets, order)
    unsafe induce(text, buckets, order)
    let count = unsafe gatherLMS(text, buckets, order)
    guard count > 0 else { return }
    // No two of them are neighbours: so the names of all fit behind the positions, and their text behind its order.
    let distinct = unsafe nameLMS(text, order, count: count)
    let sorted = unsafe UnsafeMutableBufferPointer(rebasing: order[..<count])
    let reduced = unsafe UnsafeMutableBufferPointer(rebasing: order[(order.count - count)...])
    if distinct < count {
      unsafe sort(UnsafeBufferPointer(reduced), alphabetSize: distinct, into: sorted)
    } else {
      // All names differ: each is the place.
      for index in 0..<count { unsafe sorted[Int(reduced[index])] = Int32(truncatingIfNeeded: index) }
    }
    // From the numbers of LMS suffixes to their positions.
    var number = count
    unsafe forEachLMS(text) { position in
      number &-= 1
      unsafe reduced[number] = Int32(truncatingIfNeeded: position)
    }
    for index in 0..<count { unsafe sorted[index] = reduced[Int(sorted[index])] }
    for index in count..<order.count { unsafe order[index] = none }
    unsafe spreadLMS(text, buckets, order, count: count)
    unsafe induce(text, buckets, order)
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

    init<Symbol: FixedWidthInteger>(_ text: UnsafeBufferPointer<Symbol>, _ alphabetSize: Int) {
      starts = [Int32](repeating: 0, count: alphabetSize + 1)
      middles = [Int32](repeating: 0, count: alphabetSize)
      // First how many there are, and how many of them are L-type: the last one is.
      var isLess = false
      var next = unsafe text[text.count &- 1]
      for position in stride(from: text.count - 1, through: 0, by: -1) {
        let symbol = unsafe text[position]
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
  private static func forEachLMS<Symbol: FixedWidthInteger>(
    _ text: UnsafeBufferPointer<Symbol>, _ body: (Int) -> Void
  ) {
    var isLess = false
    var next = unsafe text[text.count &- 1]
    for position in stride(from: text.count - 2, through: 0, by: -1) {
      let symbol = unsafe text[position]
      if symbol > next, isLess { body(position &+ 1) }
      if symbol != next { isLess = symbol < next }
      next = symbol
    }
  }

  /// Puts the LMS positions at the ends of their buckets.
  private static func placeLMS<Symbol: FixedWidthInteger>(
    _ text: UnsafeBufferPointer<Symbol>, _ buckets: Buckets, _ order: UnsafeMutableBufferPointer<Int32>
  ) {
    var lastFree = buckets.ends
    var tails = lastFree.mutableSpan
    unsafe forEachLMS(text) { position in
      let symbol = unsafe Int(truncatingIfNeeded: text[position])
      tails[symbol] &-= 1
      unsafe order[Int(tails[symbol])] = Int32(truncatingIfNeeded: position)
    }
  }

  /// Moves the LMS positions from the first places to the ends of their buckets, in their order.
  private static func spreadLMS<Symbol: FixedWidthInteger>(
    _ text: UnsafeBufferPointer<Symbol>, _ buckets: Buckets, _ order: UnsafeMutableBufferPointer<Int32>,
    count: Int
  ) {
    var tails = buckets.ends
    // The last one first: none is moved to where one still waits.
    for index in stride(from: count - 1, through: 0, by: -1) {
      let position = unsafe order[index]
      unsafe order[index] = none
      let symbol = unsafe Int(truncatingIfNeeded: text[Int(position)])
      tails[symbol] &-= 1
      unsafe order[Int(tails[symbol])] = position
    }
  }

  /// Induces the order of the L-type suffixes from the LMS ones, and of the S-type ones from the L-type ones.
  private static func induce<Symbol: FixedWidthInteger>(
    _ text: UnsafeBufferPointer<Symbol>, _ buckets: Buckets, _ order: UnsafeMutableBufferPointer<Int32>
  ) {
    unsafe induceGreater(text, buckets, order)
    unsafe induceLess(text, buckets, order)
  }

  /// Induces the order of the L-type suffixes from the LMS ones.
  private static func induceGreater<Symbol: FixedWidthInteger>(
    _ text: UnsafeBufferPointer<Symbol>, _ buckets: Buckets, _ order: UnsafeMutableBufferPointer<Int32>
  ) {
    // Positions are those of the text, and a bucket has as many places as its symbol has suffixes.
    let count = text.count
    var firstFree = buckets.starts
    var heads = firstFree.mutableSpan
    let last = unsafe Int(truncatingIfNeeded: text[count &- 1])
    unsafe order[Int(heads[last])] = Int32(truncatingIfNeeded: count &- 1)
    heads[last] &+= 1
    for bucket in buckets.middles.indices {
      for place in Int(buckets.starts[bucket])..<Int(buckets.starts[bucket + 1]) {
        let position = unsafe Int(order[place])
        guard position > 0 else { continue }
        let symbol = unsafe Int(truncatingIfNeeded: text[position &- 1])
        // The suffix is L-type, or LMS and then its predecessor greater.
        guard symbol >= bucket else { continue }
        let head = heads[symbol]
        heads[symbol] = head &+ 1
        unsafe order[Int(head)] = Int32(truncatingIfNeeded: position &- 1)
      }
    }
  }

  /// Induces the order of the S-type suffixes from the L-type ones.
  private static func induceLess<Symbol: FixedWidthInteger>(
    _ text: UnsafeBufferPointer<Symbol>, _ buckets: Buckets, _ order: UnsafeMutableBufferPointer<Int32>
  ) {
    var lastFree = buckets.ends
    var tails = lastFree.mutableSpan
    for bucket in buckets.middles.indices.reversed() {
      let (first, middle) = (Int(buckets.starts[bucket]), Int(buckets.middles[bucket]))
      // Before an S-type suffix a suffix with the same symbol is S-type, before an L-type one it is not.
      for isLess in [true, false] {
        let places = isLess ? middle..<Int(buckets.starts[bucket + 1]) : first..<middle
        let limit = isLess ? bucket : bucket &- 1
        for place in places.reversed() {
          let position = unsafe Int(order[place])
          guard position > 0 else { continue }
          let symbol = unsafe Int(truncatingIfNeeded: text[position &- 1])
          guard symbol <= limit else { continue }
          let tail = tails[symbol] &- 1
          tails[symbol] = tail
          unsafe order[Int(tail)] = Int32(truncatingIfNeeded: position &- 1)
        }
      }
    }
  }

  /// Moves the LMS positions to the first places, in their order; how many there are.
  private static func gatherLMS<Symbol: FixedWidthInteger>(
    _ text: UnsafeBufferPointer<Symbol>, _ buckets: Buckets, _ order: UnsafeMutableBufferPointer<Int32>
  ) -> Int {
    var count = 0
    for bucket in buckets.middles.indices {
      for place in Int(buckets.middles[bucket])..<Int(buckets.starts[bucket + 1]) {
        let position = unsafe order[place]
        guard position > 0, unsafe Int(truncatingIfNeeded: text[Int(position) &- 1]) > bucket else {
          continue
        }
        unsafe order[count] = position
        count &+= 1
      }
    }
    return count
  }

  /// Numbers the LMS substrings in ascending order, equal ones alike, and puts the numbers in the order of the text at the
  /// last places; how many differ.
  ///
  /// - Parameter count: of the LMS positions, which are at the first places.
  private static func nameLMS<Symbol: FixedWidthInteger>(
    _ text: UnsafeBufferPointer<Symbol>, _ order: UnsafeMutableBufferPointer<Int32>, count: Int
  ) -> Int {
    // The one of the substring at position p is at place p / 2.
    let names = unsafe UnsafeMutableBufferPointer(rebasing: order[count...])
    unsafe names.update(repeating: none)
    // Their lengths first, where the names will be.
    var end = text.count
    unsafe forEachLMS(text) { position in
      unsafe names[position / 2] = Int32(truncatingIfNeeded: end &- position)
      end = position
    }
    var name: Int32 = -1
    var (previous, previousLength) = (-1, Int32(0))
    for place in 0..<count {
      let position = unsafe Int(order[place])
      let length = unsafe names[position / 2]
      var isSame = previous >= 0 && length == previousLength
      // Equal lengths and symbols are enough: the types then agree too. To the end of the text there is no LMS symbol
      // behind the substring, and it equals no other.
      if isSame {
        if max(position, previous) &+ Int(length) < text.count {
          for offset in 0...Int(length) where unsafe text[position &+ offset] != text[previous &+ offset] {
            isSame = false
            break
          }
        } else {
          isSame = false
        }
      }
      if !isSame { name &+= 1 }
      (previous, previousLength) = (position, length)
      unsafe names[position / 2] = name
    }
    var next = order.count
    for place in stride(from: names.count - 1, through: 0, by: -1) where unsafe names[place] != none {
      let name = unsafe names[place]
      next &-= 1
      unsafe order[next] = name
    }
    return Int(name) + 1
  }
}
