// SPDX-License-Identifier: Apache-2.0

/// MultiMCW over symbols: the mode of each window, kept as the window moves.
///
/// For each window and symbol there is a key: the symbol's count in the window above the place at which it was last
/// seen. The greatest key is the most common symbol's, and of several the one's seen last. A sample that enters raises
/// one key and one that leaves lowers another; the leader falls only when it leaves itself. Only then may all keys have
/// to be looked through, and only if the leader's key has come below a bound on the keys of the others.
enum ModeKernel {
  /// The largest window; its counts have 13 bits.
  static let windowLimit = 8191

  /// Words of hits in a block.
  private static let blockWords = 16
  private static let alphabetLimit = 256
  private static let placeBits: Int32 = 18
  private static let one: Int32 = 1 << placeBits
  private static let placeMask: Int32 = one - 1

  /// Where a window stands.
  private struct Window {
    /// Its number of samples.
    let size: Int
    /// The symbol it predicts.
    var leader: UInt8 = 0
    /// No other symbol's key is greater, and the leader's is not less.
    var bound: Int32 = 0
  }

  /// Predicts and scores all symbols, each of which is less than `alphabetSize`.
  ///
  /// - Parameter placeLimit: the places in the keys stay at most this; less than what fits is for tests.
  static func score(
    _ symbols: [UInt8], alphabetSize: Int, windows sizes: [Int], placeLimit: Int = Int(placeMask)
  ) -> Scoreboard {
    precondition(sizes.allSatisfy { (1...windowLimit).contains($0) }, "the counts have 13 bits")
    precondition((0...alphabetLimit).contains(alphabetSize), "a symbol is a byte")
    let reach = sizes.max() ?? 0
    precondition(
      (reach + blockWords * 64...Int(placeMask)).contains(placeLimit),
      "a place fits, for a window and a block")
    var board = Scoreboard(predictors: sizes.count)
    var windows = sizes.map { Window(size: $0) }
    var keys = [Int32](repeating: 0, count: sizes.count * alphabetLimit)
    var planes = [UInt64](repeating: 0, count: sizes.count * blockWords)
    // Whole vectors; the keys of symbols that are not there are 0.
    let scanned = min(alphabetLimit, (alphabetSize + 15) / 16 * 16)
    // What the places in the keys count from.
    var origin = 0
    for start in stride(from: 0, to: symbols.count, by: blockWords * 64) {
      let end = min(start + blockWords * 64, symbols.count)
      let words = (end - start + 63) / 64
      if end - origin > placeLimit {
        let shift = start - reach - origin
        origin += shift
        for index in keys.indices { keys[index] = movedBack(keys[index], by: Int32(shift)) }
        for window in windows.indices {
          windows[window].bound = movedBack(windows[window].bound, by: Int32(shift))
        }
      }
      unsafe symbols.withUnsafeBufferPointer { symbols in
        unsafe keys.withUnsafeMutableBufferPointer { keys in
          unsafe planes.withUnsafeMutableBufferPointer { planes in
            for window in windows.indices {
              guard
                let symbols = symbols.baseAddress, let keys = keys.baseAddress,
                let planes = planes.baseAddress
              else { continue }
              unsafe predict(
                symbols, start..<end, origin: origin, window: &windows[window],
                keys: keys + window * alphabetLimit, scanned: scanned, into: planes + window * words)
            }
          }
        }
      }
      ScoreboardKernel.score(&board, planes: planes, words: words)
    }
    return board
  }

  /// A key after the origin moved; places that lie before it belong to symbols that are in no window.
  private static func movedBack(_ key: Int32, by shift: Int32) -> Int32 {
    key & ~placeMask | max(0, key & placeMask - shift)
  }

  /// The hits of one window in a block.
  @inline(never)  // It needs all registers.
  private static func predict(
    _ symbols: UnsafePointer<UInt8>, _ block: Range<Int>, origin: Int, window: inout Window,
    keys: UnsafeMutablePointer<Int32>, scanned: Int, into plane: UnsafeMutablePointer<UInt64>
  ) {
    // In variables of their own, which the compiler keeps in registers.
    let size = window.size
    var (leader, bound) = (window.leader, window.bound)
    var leaderKey = unsafe keys[Int(leader)]
    // Then most samples change nothing that matters, and it pays to look at that first.
    let isLeaderRare = Int(leaderKey &>> placeBits) &* 20 < size
    var position = block.lowerBound
    // What the key of a symbol seen now gains, besides its count.
    var stamp = one &+ Int32(truncatingIfNeeded: position &- origin)
    var word = 0
    while position < block.upperBound {
      let end = min(position &+ 64, block.upperBound)
      let unused = UInt64(64 &- (end &- position))
      var hits: UInt64 = 0
      // Nothing leaves a window that is not full, and it predicts nothing.
      while position < min(end, size) {
        let symbol = unsafe symbols[position]
        let key = unsafe keys[Int(symbol)] & ~placeMask &+ stamp
        unsafe keys[Int(symbol)] = key
        if symbol == leader {
          leaderKey = key
        } else if key > leaderKey {
          (leader, leaderKey, bound) = (symbol, key, leaderKey)
        } else {
          bound = max(bound, key)
        }
        position &+= 1
        stamp &+= 1
      }
      while position < end {
        let symbol = unsafe symbols[position]
        let leaving = unsafe symbols[position &- size]
        unsafe keys[Int(leaving)] &-= one
        let key = unsafe keys[Int(symbol)] & ~placeMask &+ stamp
        unsafe keys[Int(symbol)] = key
        stamp &+= 1
        position &+= 1
        if isLeaderRare, symbol != leader, leaving != leader, key <= bound {
          hits &<<= 1
          continue
        }
        let isLeader = symbol == leader
        hits = hits &<< 1 | (isLeader ? 1 : 0)
        leaderKey = isLeader ? key : leaderKey &- (leaving == leader ? one : 0)
        let other = isLeader ? 0 : key
        let highest = max(bound, other)
        if highest <= leaderKey {
          bound = highest
        } else if other == highest {
          // Above all others, the leader among them.
          bound = max(bound, leaderKey)
          (leader, leaderKey) = (symbol, key)
        } else {
          // The leader left, and may not lead any more.
          let greatest = unsafe greatestKey(keys, scanned: scanned, but: leader)
          if greatest < leaderKey {
            bound = greatest
          } else {
            bound = greatest &- 1
            leaderKey = greatest
            leader = unsafe symbols[origin &+ Int(greatest & placeMask)]
          }
        }
      }
      unsafe plane[word] = hits &<< unused
      word &+= 1
    }
    (window.leader, window.bound) = (leader, bound)
  }

  /// The greatest of all keys but one.
  @inline(never)
  private static func greatestKey(
    _ keys: UnsafeMutablePointer<Int32>, scanned: Int, but leader: UInt8
  ) -> Int32 {
    let own = unsafe keys[Int(leader)]
    unsafe keys[Int(leader)] = 0
    var greatest: Int32 = 0
    for symbol in 0..<scanned { unsafe greatest = max(greatest, keys[symbol]) }
    unsafe keys[Int(leader)] = own
    return greatest
  }
}
