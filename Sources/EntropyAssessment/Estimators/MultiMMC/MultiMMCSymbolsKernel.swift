// SPDX-License-Identifier: Apache-2.0

/// MultiMMC over symbols: a tree of the contexts that have been seen, each the child of the one that is a symbol shorter.
///
/// A context that was seen once is a leaf: it stands for all the longer ones that end where it ended, which are made, one
/// at a time, when it is seen again. Most never are. So a node is found by its parent and a symbol, and nothing has to be
/// compared; the shortest contexts, which all are there soon, are found by their symbols alone.
enum MultiMMCSymbolsKernel {
  private static let lengths = MultiMMC.longestContext
  /// A context of at most so many bits has the node of its own number, with a one before it; likewise a pair. Fewer for
  /// a short sequence, for which it takes longer to clear the nodes than to use them.
  private static func directBits(count: Int) -> Int { count < 1024 ? 8 : 16 }
  private static let nodeLimit = 1 << 24

  /// Predicts and scores all symbols, each of which is less than `alphabetSize`: the contexts of n symbols are predictor
  /// n - 1.
  static func score(_ symbols: [UInt8], alphabetSize: Int, entryLimit: Int) -> Scoreboard {
    precondition((0...256).contains(alphabetSize), "a symbol is a byte")
    precondition((1...1_000_000).contains(entryLimit), "a node has 24 bits")
    precondition(symbols.count < UInt32.max, "a position has 32 bits")
    // So that the numbers of direct nodes and pairs have no more bits than these.
    precondition(symbols.allSatisfy { Int($0) < alphabetSize }, "symbols are less than the alphabet's size")
    let width = max(1, (max(1, alphabetSize) - 1).bitWidth - (max(1, alphabetSize) - 1).leadingZeroBitCount)
    let directNodes = directBits(count: symbols.count) / width
    let direct = 2 << (directNodes * width)
    // No step makes more than a node for each length, nor a length more than it has entries.
    let room = direct + lengths * min(entryLimit, symbols.count)
    precondition(room <= nodeLimit, "a node has 24 bits")
    var board = Scoreboard(predictors: lengths)
    let nodes = UnsafeMutablePointer<Node>.allocate(capacity: room)
    defer { unsafe nodes.deallocate() }
    unsafe nodes.initialize(repeating: Node(), count: direct)
    var pairs = [UInt32](repeating: 0, count: direct)
    var entries = [Int](repeating: 0, count: lengths + 1)
    var closed = [Int](repeating: .max, count: lengths + 1)
    unsafe symbols.withUnsafeBufferPointer { symbols in
      unsafe pairs.withUnsafeMutableBufferPointer { pairs in
        unsafe entries.withUnsafeMutableBufferPointer { entries in
          unsafe closed.withUnsafeMutableBufferPointer { closed in
            guard
              let start = symbols.baseAddress, let pairs = pairs.baseAddress,
              let entries = entries.baseAddress, let closed = closed.baseAddress
            else { return }
            var tree = unsafe Tree(
              symbols: start, width: width, directNodes: directNodes, nodes: nodes, end: direct, room: room,
              pairs: pairs, entries: entries, closed: closed, entryLimit: entryLimit)
            unsafe score(&tree, count: symbols.count, &board)
            unsafe tree.deallocate()
          }
        }
      }
    }
    return board
  }

  /// A context.
  private struct Node {
    /// The highest count of a symbol that followed; 0 for a context that is not known.
    var best: UInt32 = 0
    /// The count of ``first``, where pairs are not direct.
    var firstCount: UInt32 = 0
    /// For a leaf, the position of the symbol that followed it; then one of its children, or 0.
    var link: UInt32 = 0
    /// The greatest symbol with the highest count.
    var predicted: UInt8 = 0
    /// The symbol that followed first.
    var first: UInt8 = 0
    /// The symbol by which the child of ``link`` is longer.
    var childSymbol: UInt8 = 0
    var flags: UInt8 = 0

    static let leaf: UInt8 = 1
    /// Another symbol than ``first`` has followed, and has a count.
    static let hasOthers: UInt8 = 2
  }

  /// From a node and a symbol to a child or a count, both never 0: an open hash table of a word for each.
  @unsafe private struct Table {
    private(set) var slots: UnsafeMutablePointer<UInt64>
    private var bits: Int
    private var used = 0
    /// A bit for each hash of ``markBits`` bits, set if one of the keys has it: small enough to stay in a cache.
    private let marks: UnsafeMutablePointer<UInt64>
    private static let markBits = 20

    init() {
      unsafe (bits, unsafe slots) = unsafe (14, Self.empty(14))
      unsafe marks = Self.empty(Self.markBits - 6)
    }

    /// False only if a key has no value; after as many fills as a length has pairs, for nine of ten such keys.
    @inline(__always)
    func mayHold(_ key: UInt32) -> Bool {
      let mark = unsafe (UInt64(key) &* 0x9e37_79b9_7f4a_7c15) &>> UInt64(64 &- Self.markBits)
      return unsafe marks[Int(truncatingIfNeeded: mark &>> 6)] &>> (mark & 63) & 1 != 0
    }

    private static func empty(_ bits: Int) -> UnsafeMutablePointer<UInt64> {
      let slots = UnsafeMutablePointer<UInt64>.allocate(capacity: 1 << bits)
      unsafe slots.initialize(repeating: 0, count: 1 << bits)
      return unsafe slots
    }

    static func key(_ node: Int, _ symbol: UInt8) -> UInt32 {
      UInt32(truncatingIfNeeded: node) &<< 8 | UInt32(symbol)
    }

    /// The place of a key, or the empty one for it.
    @inline(__always)
    func slot(_ key: UInt32) -> Int {
      let mask = unsafe 1 &<< bits &- 1
      let hash = UInt64(key) &* 0x9e37_79b9_7f4a_7c15
      var slot = unsafe Int(truncatingIfNeeded: hash &>> UInt64(64 &- bits))
      while true {
        let entry = unsafe slots[slot]
        if entry == 0 || UInt32(truncatingIfNeeded: entry &>> 32) == key { return slot }
        slot = (slot &+ 1) & mask
      }
    }

    /// Fills the empty place of a key.
    mutating func fill(_ slot: Int, _ key: UInt32, _ value: UInt32) {
      unsafe slots[slot] = UInt64(key) &<< 32 | UInt64(value)
      let mark = unsafe (UInt64(key) &* 0x9e37_79b9_7f4a_7c15) &>> UInt64(64 &- Self.markBits)
      unsafe marks[Int(truncatingIfNeeded: mark &>> 6)] |= 1 &<< (mark & 63)
      unsafe used &+= 1
      // At most half full, so that there is always an empty place.
      if unsafe used &* 2 > 1 &<< bits { unsafe grow() }
    }

    private mutating func grow() {
      let (old, oldCount) = unsafe (slots, 1 << bits)
      unsafe bits += 1
      unsafe slots = Self.empty(bits)
      for index in 0..<oldCount {
        let entry = unsafe old[index]
        if entry != 0 { unsafe slots[slot(UInt32(truncatingIfNeeded: entry &>> 32))] = entry }
      }
      unsafe old.deallocate()
    }

    func deallocate() {
      unsafe slots.deallocate()
      unsafe marks.deallocate()
    }
  }

  /// All that is known.
  @unsafe private struct Tree {
    let symbols: UnsafePointer<UInt8>
    /// The bits of a symbol.
    let width: Int
    /// Contexts of at most so many symbols have nodes of their own numbers, pairs with them counts.
    let directNodes: Int
    let directPairs: Int
    let nodes: UnsafeMutablePointer<Node>
    /// Behind the last node.
    private(set) var end: Int
    private let room: Int
    let pairs: UnsafeMutablePointer<UInt32>
    private var children = unsafe Table()
    private var counts = unsafe Table()
    /// For each length the known pairs.
    private let entries: UnsafeMutablePointer<Int>
    /// For each length the position at which the last pair became known, once there may be no more.
    private let closed: UnsafeMutablePointer<Int>
    private let entryLimit: Int
    private var openLengths = MultiMMC.longestContext

    init(
      symbols: UnsafePointer<UInt8>, width: Int, directNodes: Int, nodes: UnsafeMutablePointer<Node>,
      end: Int, room: Int, pairs: UnsafeMutablePointer<UInt32>, entries: UnsafeMutablePointer<Int>,
      closed: UnsafeMutablePointer<Int>, entryLimit: Int
    ) {
      unsafe (self.symbols, self.nodes, self.pairs) = (symbols, nodes, pairs)
      unsafe (self.entries, self.closed, self.entryLimit) = (entries, closed, entryLimit)
      unsafe (self.width, self.end, self.room) = (width, end, room)
      unsafe (self.directNodes, directPairs) = (directNodes, directNodes - 1)
    }

    func deallocate() {
      unsafe children.deallocate()
      unsafe counts.deallocate()
    }

    /// Whether another pair may become known.
    @inline(__always)
    func isOpen(_ length: Int) -> Bool { unsafe entries[length] < entryLimit }

    @inline(__always)
    private mutating func addEntry(_ length: Int, at position: Int) {
      unsafe entries[length] &+= 1
      guard unsafe entries[length] == entryLimit else { return }
      unsafe closed[length] = position
      unsafe openLengths &-= 1
    }

    /// The number of a short context with a one before it, from the symbols before a position, the last one the lowest.
    @inline(__always)
    func directNode(_ history: Int, _ length: Int) -> Int {
      unsafe 1 &<< (length &* width) | history & (1 &<< (length &* width) &- 1)
    }

    /// Likewise for a pair of a context and a symbol, from the context's.
    @inline(__always)
    func directPair(_ node: Int, _ symbol: UInt8) -> Int { unsafe node &<< width | Int(symbol) }

    /// The node of a context that is longer by a symbol, 0 if there is none.
    @inline(__always)
    func child(_ node: Int, _ symbol: UInt8, _ length: Int) -> Int {
      let link = unsafe nodes[node].link
      if link == 0 { return 0 }
      if unsafe nodes[node].childSymbol == symbol { return Int(link) }
      if unsafe length == directNodes &+ 1 && !children.mayHold(Table.key(node, symbol)) { return 0 }
      let slot = unsafe children.slot(Table.key(node, symbol))
      return unsafe Int(children.slots[slot] & UInt64(UInt32.max))
    }

    /// Makes a context known that was followed once, by the symbol at a position.
    private mutating func makeLeaf(parent: Int, length: Int, at position: Int) {
      let (older, symbol) = unsafe (symbols[position &- length], symbols[position])
      var node = unsafe end
      if unsafe length <= directNodes {
        let shorter = unsafe (length &- 1) &* width
        // The parent's one moves.
        node = length == 1 ? 0 : parent ^ 1 &<< shorter
        unsafe node |= Int(older) &<< shorter | 1 &<< (length &* width)
        if unsafe length <= directPairs { unsafe pairs[directPair(node, symbol)] = 1 }
      } else {
        unsafe precondition(end < room, "no length has more nodes than entries")
        unsafe end &+= 1
        if unsafe nodes[parent].link == 0 {
          unsafe nodes[parent].link = UInt32(truncatingIfNeeded: node)
          unsafe nodes[parent].childSymbol = older
        } else {
          let key = unsafe Table.key(parent, older)
          unsafe children.fill(children.slot(key), key, UInt32(truncatingIfNeeded: node))
        }
      }
      unsafe (nodes + node).initialize(
        to: Node(
          best: 1, firstCount: 1, link: UInt32(truncatingIfNeeded: position), predicted: symbol,
          first: symbol, flags: Node.leaf))
    }

    /// A context turned out not to be known: it is from now on, and all longer ones that end with it, if they may.
    mutating func add(parent: Int, lengths: ClosedRange<Int>, at position: Int) {
      if unsafe openLengths == 0 { return }
      if unsafe isOpen(lengths.lowerBound) {
        unsafe makeLeaf(parent: parent, length: lengths.lowerBound, at: position)
      }
      for length in lengths where unsafe isOpen(length) { unsafe addEntry(length, at: position) }
    }

    /// Counts the symbol at a position behind a known context.
    @inline(__always)
    mutating func count(_ node: Int, length: Int, at position: Int) {
      let symbol = unsafe symbols[position]
      var count: UInt32
      if unsafe length <= directPairs {
        let pair = unsafe directPair(node, symbol)
        count = unsafe pairs[pair]
        if count == 0 {
          guard unsafe isOpen(length) else { return }
          unsafe addEntry(length, at: position)
        }
        count &+= 1
        unsafe pairs[pair] = count
      } else if unsafe nodes[node].first == symbol {
        count = unsafe nodes[node].firstCount &+ 1
        unsafe nodes[node].firstCount = count
      } else {
        guard unsafe nodes[node].flags & Node.hasOthers != 0 || isOpen(length) else { return }
        let key = unsafe Table.key(node, symbol)
        if unsafe length == directNodes && !isOpen(length) && !counts.mayHold(key) { return }
        let slot = unsafe counts.slot(key)
        let entry = unsafe counts.slots[slot]
        if entry == 0 {
          guard unsafe isOpen(length) else { return }
          unsafe addEntry(length, at: position)
          unsafe nodes[node].flags |= Node.hasOthers
          count = 1
          unsafe counts.fill(slot, key, 1)
        } else {
          unsafe counts.slots[slot] = entry &+ 1
          count = UInt32(truncatingIfNeeded: entry) &+ 1
        }
      }
      let best = unsafe nodes[node].best
      if unsafe count > best || count == best && symbol > nodes[node].predicted {
        unsafe nodes[node].best = count
        unsafe nodes[node].predicted = symbol
      }
    }

    /// A leaf is seen again: makes the next longer context that it stood for.
    mutating func open(_ node: Int, length: Int) {
      let position = unsafe Int(nodes[node].link)
      unsafe nodes[node].flags &= ~Node.leaf
      unsafe nodes[node].link = 0
      let longer = length &+ 1
      guard longer <= MultiMMC.longestContext, position >= longer, unsafe position <= closed[longer] else {
        return
      }
      unsafe makeLeaf(parent: node, length: longer, at: position)
    }
  }

  private static func score(_ tree: inout Tree, count: Int, _ board: inout Scoreboard) {
    unsafe withUnsafeTemporaryAllocation(of: Int.self, capacity: lengths) { scores in
      guard let scores = scores.baseAddress else { return }
      unsafe scores.initialize(repeating: 0, count: lengths)
      let symbols = unsafe tree.symbols
      var (winner, correct, run, longestRun, history) = (0, 0, 0, 0, 0)
      // The first two steps know no context and predict nothing; the standard enters their pairs beforehand.
      var position = 1
      while position < count {
        let symbol = unsafe symbols[position]
        unsafe history = history &<< tree.width | Int(symbols[position &- 1])
        let longest = min(lengths, position)
        let current = winner
        var (node, length) = (0, 1)
        while length <= longest {
          let parent = node
          if unsafe length <= tree.directNodes {
            node = unsafe tree.directNode(history, length)
            if unsafe tree.nodes[node].best == 0 { node = 0 }
          } else {
            node = unsafe tree.child(parent, symbols[position &- length], length)
          }
          if node == 0 {
            unsafe tree.add(parent: parent, lengths: length...longest, at: position)
            break
          }
          if unsafe tree.nodes[node].predicted == symbol {
            unsafe scores[length &- 1] &+= 1
            if unsafe scores[length &- 1] >= scores[winner] { winner = length &- 1 }
            if length &- 1 == current {
              correct &+= 1
              run &+= 1
              longestRun = max(longestRun, run)
            }
          } else if length &- 1 == current {
            run = 0
          }
          unsafe tree.count(node, length: length, at: position)
          if unsafe tree.nodes[node].flags & Node.leaf != 0 { unsafe tree.open(node, length: length) }
          length &+= 1
        }
        position &+= 1
      }
      for length in 0..<lengths { unsafe board.scores[length] = scores[length] }
      (board.winner, board.correct, board.run, board.longestRun) = (winner, correct, run, longestRun)
    }
  }
}
