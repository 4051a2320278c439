// SPDX-License-Identifier: Apache-2.0

/// Contexts of a sequence: the symbols before a position, of which some are in a dictionary.
protocol ContextSequence {
  /// The symbol at a position.
  func symbol(_ position: Int) -> Int
  /// How many symbols before two positions are the same, at most ``LZ78Y/longestContext``.
  func commonLength(_ first: Int, _ second: Int) -> Int
  /// Whether the context of this length before a position is in the dictionary.
  func contains(_ position: Int, length: Int) -> Bool
  /// Puts it there.
  mutating func insert(_ position: Int, length: Int)
}

/// The state of the LZ78Y predictor.
///
/// The standard keeps the successors of all contexts. One symbol's are enough: each occurrence of a longer context is one of
/// its last symbol, so no successor is more frequent there, and the most frequent successor of the last symbol is predicted.
/// Longer contexts only decide between equally frequent ones, in favour of one that has always come behind the same longer
/// context: of each pair of a symbol and its successor it is kept how far all its occurrences agree, and where one is.
/// Contexts that came when the dictionary was full are not in it; that is kept too.
struct LZ78YModel<Contexts: ContextSequence> {
  private(set) var contexts: Contexts
  private let alphabetSize: Int
  private let limit: Int
  private var dictionaryCount = 0
  /// Whether a step has found the dictionary full. Before, all contexts that have come are in it.
  private var isFull = false

  /// For each symbol and successor: how often they came, and where first.
  private(set) var counts: [UInt32]
  private var places: [Int32]
  /// The lengths of contexts that are in the dictionary and have come before each occurrence of the pair: bit j - 1 for j.
  private(set) var lengths: [UInt16]
  private var favourites: [Favourite]
  private var isKnown: [Bool]
  private var orphan: Orphan?

  private var correct = 0
  private var run = 0
  private var longestRun = 0

  /// The most frequent successors of a symbol.
  private struct Favourite {
    var count: UInt32 = 0
    /// How many successors are as frequent, and the greatest of them.
    var ties = 0
    var symbol = 0
    /// Whether one of them has always come behind the same longer context.
    var hasLonger = false
  }

  init(_ contexts: Contexts, alphabetSize: Int, limit: Int) {
    precondition(limit >= LZ78Y.longestContext, "the first contexts always fit")
    (self.contexts, self.alphabetSize, self.limit) = (contexts, alphabetSize, limit)
    let pairs = alphabetSize * alphabetSize
    counts = [UInt32](repeating: 0, count: pairs)
    places = [Int32](repeating: 0, count: pairs)
    lengths = [UInt16](repeating: 0, count: pairs)
    favourites = [Favourite](repeating: Favourite(), count: alphabetSize)
    isKnown = [Bool](repeating: false, count: alphabetSize)
  }

  func tally(predictions: Int) -> PredictionTally {
    PredictionTally(predictions: predictions, correct: correct, longestRun: longestRun)
  }

  /// Predicts the symbol at a position, and learns it. The first position is only learned.
  mutating func step(_ position: Int) {
    let (last, next) = (contexts.symbol(position - 1), contexts.symbol(position))
    if position > LZ78Y.longestContext {
      note(isCorrect: predict(position, after: last) == next)
    }
    if !isFull { extendDictionary(position, last, next) }
    if isKnown[last] {
      learn(position, last, next)
    } else {
      orphan?.learn(position, next, contexts)
    }
  }

  private mutating func note(isCorrect: Bool) {
    guard isCorrect else {
      run = 0
      return
    }
    correct += 1
    run += 1
    longestRun = max(longestRun, run)
  }

  /// The most frequent successor; `nil` behind a symbol that is not known.
  private func predict(_ position: Int, after last: Int) -> Int? {
    guard isKnown[last] else { return orphan?.predict(position, contexts) }
    let favourite = favourites[last]
    guard favourite.ties > 1, favourite.hasLonger else { return favourite.symbol }
    var (best, symbol) = (0, favourite.symbol)
    for candidate in 0..<alphabetSize {
      let pair = last * alphabetSize + candidate
      guard counts[pair] == favourite.count else { continue }
      let agreed = lengths[pair] & Self.upTo(contexts.commonLength(position, Int(places[pair])))
      let length = 16 - agreed.leadingZeroBitCount
      if length >= best { (best, symbol) = (length, candidate) }
    }
    return symbol
  }

  private mutating func learn(_ position: Int, _ last: Int, _ next: Int) {
    let pair = last * alphabetSize + next
    let count = counts[pair] + 1
    counts[pair] = count
    if count == 1 {
      places[pair] = Int32(position)
      lengths[pair] = isFull ? membership(position) : .max
    } else if lengths[pair] > 1 {
      lengths[pair] &= Self.upTo(contexts.commonLength(position, Int(places[pair])))
    }
    if count > favourites[last].count {
      favourites[last] = Favourite(count: count, ties: 1, symbol: next, hasLonger: lengths[pair] > 1)
    } else if count == favourites[last].count {
      favourites[last].ties += 1
      favourites[last].symbol = max(favourites[last].symbol, next)
      if lengths[pair] > 1 { favourites[last].hasLonger = true }
    }
  }

  /// Puts the contexts before a position into the dictionary, the longest first, as far as there is room.
  private mutating func extendDictionary(_ position: Int, _ last: Int, _ next: Int) {
    var length = LZ78Y.longestContext
    // With a context all shorter ones are there.
    while length > 0, !contexts.contains(position, length: length) {
      guard dictionaryCount < limit else {
        isFull = true
        if length < LZ78Y.longestContext, !isKnown[last] {
          orphan = Orphan(place: position, shortest: length + 1, alphabetSize: alphabetSize)
        }
        return
      }
      contexts.insert(position, length: length)
      dictionaryCount += 1
      if length == 1 { isKnown[last] = true }
      length -= 1
    }
  }

  private func membership(_ position: Int) -> UInt16 {
    var lengths: UInt16 = 0
    for length in 1...LZ78Y.longestContext where contexts.contains(position, length: length) {
      lengths |= 1 << UInt16(length - 1)
    }
    return lengths
  }

  /// The bits of the lengths 1 to `length`.
  private static func upTo(_ length: Int) -> UInt16 { UInt16(truncatingIfNeeded: (1 << length) - 1) }

  /// Whether whole words of a bit string can be predicted and learned by counting: no successor is behind by so little, that
  /// its fellow could be caught up with, and none has a longer context to itself.
  var isClear: Bool {
    alphabetSize == 2 && isKnown[0] && isKnown[1] && lengths.allSatisfy { $0 == 1 }
      && counts[0].distance(to: counts[1]).magnitude > 64 && counts[2].distance(to: counts[3]).magnitude > 64
  }

  /// The predictions after 0 and after 1.
  var clearPredictions: (afterZero: Int, afterOne: Int) { (favourites[0].symbol, favourites[1].symbol) }

  /// Learns 64 bits of a clear model that were predicted.
  ///
  /// - Parameters:
  ///   - pairs: how often each pair came.
  ///   - hits: a bit for each prediction, most significant first.
  mutating func learnWord(pairs: (Int, Int, Int, Int), hits: UInt64) {
    counts[0] += UInt32(pairs.0)
    counts[1] += UInt32(pairs.1)
    counts[2] += UInt32(pairs.2)
    counts[3] += UInt32(pairs.3)
    for last in 0...1 { favourites[last].count = max(counts[2 * last], counts[2 * last + 1]) }
    correct += hits.nonzeroBitCount
    guard hits != .max else {
      run += 64
      longestRun = max(longestRun, run)
      return
    }
    longestRun = max(longestRun, run + (~hits).leadingZeroBitCount)
    // A run of n ones is gone after n steps.
    var (rest, length) = (hits, 0)
    while rest != 0 {
      rest &= rest << 1
      length += 1
    }
    longestRun = max(longestRun, length)
    run = (~hits).trailingZeroBitCount
  }

  /// The contexts that were put into the dictionary last, if their last symbol found no room any more. They share that
  /// symbol, and are the only ones behind it.
  private struct Orphan {
    /// Where they were, and the shortest of them.
    let place: Int, shortest: Int
    /// For each length, how often each successor came.
    var counts: [[UInt32]]

    init(place: Int, shortest: Int, alphabetSize: Int) {
      (self.place, self.shortest) = (place, shortest)
      counts = [[UInt32]](
        repeating: [UInt32](repeating: 0, count: alphabetSize), count: LZ78Y.longestContext + 1)
    }

    func predict(_ position: Int, _ contexts: Contexts) -> Int? {
      var (highest, symbol): (UInt32, Int?) = (0, nil)
      var length = contexts.commonLength(position, place)
      while length >= shortest {
        let best = counts[length].max() ?? 0
        if best > highest { (highest, symbol) = (best, counts[length].lastIndex(of: best)) }
        length -= 1
      }
      return symbol
    }

    mutating func learn(_ position: Int, _ next: Int, _ contexts: Contexts) {
      let common = contexts.commonLength(position, place)
      guard common >= shortest else { return }
      for length in shortest...common { counts[length][next] += 1 }
    }
  }
}
