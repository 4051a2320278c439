// SPDX-License-Identifier: Apache-2.0

/// The LZ78Y predictor over symbols.
///
/// While the dictionary takes contexts, each one that has come is in it. Then three things are different:
///
/// - A symbol that comes for the first time is not in it, is never counted and predicts nothing.
/// - Nor is a longer context that comes for the first time. It matters where successors are equally frequent, and one has
///   first come since; then the dictionary is asked.
/// - The contexts that were put in last may have a last symbol that is not in it: ``LZ78YOrphan``.
enum LZ78YSymbolsKernel {
  /// Predicts all symbols behind the first 17, of which there are more.
  ///
  /// - Parameter limit: of the dictionary, at least 16.
  static func runs(_ symbols: [UInt8], limit: Int) -> LZ78YRuns {
    precondition(symbols.count > LZ78Y.longestContext, "there is a first context")
    return unsafe symbols.withUnsafeBufferPointer { symbols in
      guard let start = symbols.baseAddress else { return LZ78YRuns() }
      // A symbol is a byte: so all pairs have a place.
      let pairs = UnsafeMutablePointer<UInt64>.allocate(capacity: 1 << 16)
      let places = UnsafeMutablePointer<Int>.allocate(capacity: 1 << 16)
      let seconds = UnsafeMutablePointer<UInt8>.allocate(capacity: 1 << 16)
      let favourites = UnsafeMutablePointer<Favourite>.allocate(capacity: 256)
      unsafe pairs.initialize(repeating: 0, count: 1 << 16)
      unsafe seconds.initialize(repeating: 0, count: 1 << 16)
      unsafe favourites.initialize(repeating: Favourite(), count: 256)
      var model = unsafe Model(
        symbols: start, pairs: pairs, places: places, seconds: seconds, favourites: favourites,
        dictionary: LZ78YDictionaryKernel(start, limit: limit))
      unsafe model.run(count: symbols.count)
      unsafe model.dictionary.deallocate()
      unsafe favourites.deallocate()
      unsafe seconds.deallocate()
      unsafe places.deallocate()
      unsafe pairs.deallocate()
      return unsafe model.runs
    }
  }

  /// The most frequent successors of a symbol.
  private struct Favourite {
    var count: UInt64 = 0
    /// The greatest of them; -1 for a symbol that is not in the dictionary.
    var symbol: Int16 = -1
    var flags: UInt8 = 0

    /// There are several.
    static let tied: UInt8 = 1
    /// One of them has always come behind the same context of two symbols, or more.
    static let hasLonger: UInt8 = 2
  }

  @unsafe private struct Model {
    let symbols: UnsafePointer<UInt8>
    /// For each pair of symbols, 256 times the first and the second: how often it came, times 32, and the length of the
    /// context that all its occurrences have in common, at most 16.
    let pairs: UnsafeMutablePointer<UInt64>
    /// Where a pair first came, if it did.
    let places: UnsafeMutablePointer<Int>
    /// The symbol before a pair where it first came.
    let seconds: UnsafeMutablePointer<UInt8>
    let favourites: UnsafeMutablePointer<Favourite>
    var dictionary: LZ78YDictionaryKernel
    var runs = LZ78YRuns()
    /// The position at which the dictionary became full.
    private var full = Int.max
    private var orphan: LZ78YOrphan?
    private static var highBits: UInt64 { 0x8080_8080_8080_8080 }

    init(
      symbols: UnsafePointer<UInt8>, pairs: UnsafeMutablePointer<UInt64>, places: UnsafeMutablePointer<Int>,
      seconds: UnsafeMutablePointer<UInt8>, favourites: UnsafeMutablePointer<Favourite>,
      dictionary: LZ78YDictionaryKernel
    ) {
      unsafe (self.symbols, self.pairs, self.places) = (symbols, pairs, places)
      unsafe (self.seconds, self.favourites, self.dictionary) = (seconds, favourites, dictionary)
    }

    mutating func run(count: Int) {
      // The first position is only learned.
      var position = LZ78Y.longestContext
      unsafe fill(position)
      position += 1
      while position < count, unsafe !dictionary.isFull {
        unsafe predict(position)
        unsafe fill(position)
        position &+= 1
      }
      // What the loop counts must not lie in memory.
      var runs = unsafe self.runs
      var last = unsafe symbols[position &- 1]
      while position < count {
        let next = unsafe symbols[position]
        let favourite = unsafe favourites[Int(last)]
        if favourite.symbol < 0 {
          unsafe runs.add(predictOrphan(position, last, next))
        } else {
          var predicted = favourite.symbol
          if favourite.flags == Favourite.tied | Favourite.hasLonger {
            predicted = unsafe Int16(choose(position, last, favourite))
          }
          runs.add(predicted == Int16(next))
          unsafe learn(position, last, next)
        }
        last = next
        position &+= 1
      }
      unsafe self.runs = runs
    }

    private mutating func predict(_ position: Int) {
      let last = unsafe symbols[position &- 1]
      let favourite = unsafe favourites[Int(last)]
      var predicted = favourite.symbol
      if favourite.flags == Favourite.tied | Favourite.hasLonger {
        predicted = unsafe Int16(choose(position, last, favourite))
      }
      unsafe runs.add(predicted == Int16(symbols[position]))
    }

    /// Puts the contexts before a position into the dictionary, as far as there is room, and learns what follows.
    private mutating func fill(_ position: Int) {
      let (last, next) = unsafe (symbols[position &- 1], symbols[position])
      let left = unsafe dictionary.extend(position)
      if unsafe dictionary.isFull { unsafe full = position }
      if unsafe left == 0 || favourites[Int(last)].symbol >= 0 {
        unsafe learn(position, last, next)
      } else if left < LZ78Y.longestContext {
        unsafe orphan = LZ78YOrphan(symbol: last, place: position, shortest: left &+ 1)
        unsafe orphan?.learn(next, common: LZ78Y.longestContext)
      }
    }

    /// Which of several equally frequent successors of a symbol is predicted.
    @inline(never)
    private func choose(_ position: Int, _ last: UInt8, _ favourite: Favourite) -> UInt8 {
      var (best, symbol) = (1, UInt8(truncatingIfNeeded: favourite.symbol))
      // Only those can share two symbols that came behind the same second one: rarely more than a few of hundreds.
      let row = Int(last) &<< 8
      let second = unsafe UInt64(symbols[position &- 2]) &* 0x0101_0101_0101_0101
      for first in stride(from: 0, to: 256, by: 8) {
        let eight = unsafe UnsafeRawPointer(seconds + (row &+ first)).loadUnaligned(as: UInt64.self)
        // The high bit of a byte: set where the two differ, then where they are the same.
        let difference = eight.littleEndian ^ second
        let differs = unsafe (difference & ~Self.highBits) &+ ~Self.highBits | difference
        var left = unsafe ~differs & Self.highBits
        while left != 0 {
          let candidate = first &+ left.trailingZeroBitCount / 8
          left &= left &- 1
          let entry = unsafe pairs[row &+ candidate]
          guard entry &>> 5 == favourite.count, entry & 31 > 1 else { continue }
          let place = unsafe places[row &+ candidate]
          var common = unsafe dictionary.commonLength(position, place)
          common = min(common, Int(truncatingIfNeeded: entry & 31))
          guard common >= best, common > 1 else { continue }
          if unsafe place >= full { common = unsafe dictionary.longestKnown(position, upTo: common) }
          if common >= best, common > 1 { (best, symbol) = (common, UInt8(candidate)) }
        }
      }
      return symbol
    }

    /// Counts a successor of a symbol that is in the dictionary.
    @inline(__always)
    private func learn(_ position: Int, _ last: UInt8, _ next: UInt8) {
      let pair = Int(last) &<< 8 | Int(next)
      var entry = unsafe pairs[pair] &+ 32
      if entry == 32 {
        unsafe places[pair] = position
        unsafe seconds[pair] = symbols[position &- 2]
        entry |= UInt64(LZ78Y.longestContext)
      } else if entry & 31 > 1 {
        let common = unsafe dictionary.commonLength(position, places[pair])
        entry = entry & ~31 | min(entry & 31, UInt64(common))
      }
      unsafe pairs[pair] = entry
      let favourite = unsafe favourites + Int(last)
      let count = entry &>> 5
      guard unsafe count >= favourite.pointee.count else { return }
      let hasLonger = entry & 31 > 1 ? Favourite.hasLonger : 0
      if unsafe count > favourite.pointee.count {
        unsafe favourite.pointee = Favourite(count: count, symbol: Int16(next), flags: hasLonger)
      } else {
        unsafe favourite.pointee.symbol = max(favourite.pointee.symbol, Int16(next))
        unsafe favourite.pointee.flags |= hasLonger | Favourite.tied
      }
    }

    /// Predicts the successor of a symbol that is not in the dictionary, and counts it; whether the prediction was right.
    @inline(never)
    private mutating func predictOrphan(_ position: Int, _ last: UInt8, _ next: UInt8) -> Bool {
      guard let orphan = unsafe orphan, orphan.symbol == last else { return false }
      let common = unsafe dictionary.commonLength(position, orphan.place)
      unsafe self.orphan?.learn(next, common: common)
      return orphan.prediction(common: common) == next
    }
  }
}
