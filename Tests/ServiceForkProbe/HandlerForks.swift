// SPDX-License-Identifier: Apache-2.0
import RandomnessService
import TestSupport

/// Signal handlers that fork in the middle of their thread's draws, and return there in the parent and in the child.
///
/// What the interrupted draw gives in the child is what it gives in the parent, if it had it before the fork, or it is the
/// child's alone; it is never what the wiped memory of the child reads as. All that the child draws later is its own.
enum HandlerForks {
  private enum Way: CaseIterable {
    /// Words and short requests from the pool, and what fills it.
    case pool
    /// Requests that mostly need another pool.
    case refill
    /// Requests of their own.
    case secret
    /// Requests of the root, under its lock.
    case root
    /// Requests before each of which the thread has to ask the root. They allocate memory, which a fork handler of the C
    /// library would wait for: these are forked without handlers.
    case asking
  }

  /// What a child draws after the interrupted request.
  private static let laterWords = 4
  /// What is looked at; more is drawn.
  private static let wordLimit = 1 << 22
  /// The longest wait for a signal, in microseconds: some draws of the slowest way in a debug build.
  private static let longestWait = 400

  static func run(forks: Int) throws {
    for way in Way.allCases {
      for withHandlers in way == .asking ? [false] : [true, false] { try run(way, forks, withHandlers) }
    }
  }

  private static func run(_ way: Way, _ forks: Int, _ withHandlers: Bool) throws {
    let service = try Scenarios.service()
    for turn in 0..<100 { _ = try draw(way, from: service, turn) }
    // Of each child the interrupted word, and the later ones.
    let children = try SharedCounters(count: forks * (1 + laterWords))
    let handler = try ForkingHandler(withHandlers: withHandlers)
    var choices = SplitMix64(seed: UInt64(forks))
    // Nothing allocates memory until the handler has ended: fork(2) would wait for the allocation that it has interrupted.
    let drawn = try WordLog(capacity: wordLimit)
    let interrupted = try SharedCounters(count: forks)
    var fork = 0
    var turn = 0
    while fork < forks {
      handler.arm(microseconds: choices.integer(in: 1...longestWait))
      var hasForked = false
      while !hasForked {
        turn += 1
        let word = try draw(way, from: service, turn)
        hasForked = handler.takeFork()
        // In this order: else the signal may come in between, behind the word that the parent has too.
        if hasForked, handler.isChild {
          let first = fork * (1 + laterWords)
          children[first] = Int(bitPattern: UInt(word))
          for later in 1...laterWords {
            children[first + later] = Int(bitPattern: UInt(try draw(way, from: service, turn + later)))
          }
          Children.exit(with: 0)
        }
        drawn.append(word)
        if hasForked { interrupted[fork] = Int(bitPattern: UInt(word)) }
      }
      fork += 1
      try require(handler.childStatus == 0, "\(way): a child ended with wait status \(handler.childStatus)")
    }
    handler.end()
    var words = DistinctWords()
    drawn.forEach { words.insert($0) }
    var completed = 0
    for fork in 0..<forks {
      let own = (0...laterWords).map { UInt64(UInt(bitPattern: children[fork * (1 + laterWords) + $0])) }
      let parents = UInt64(UInt(bitPattern: interrupted[fork]))
      if own[0] == parents { completed += 1 } else { words.insert(own[0]) }
      for word in own.dropFirst() { words.insert(word) }
    }
    let figure = try words.requireDistinct()
    Children.say(
      "forkInHandler, \(way)\(withHandlers ? "" : ", without fork handlers"): \(forks) forks in \(turn) draws, "
        + "\(completed) behind the interrupted one's last byte; \(figure)")
  }

  /// Draws as the way says, and returns the first word, or zero where any is.
  private static func draw(
    _ way: Way, from service: Randomness, _ turn: Int
  ) throws(RandomnessError) -> UInt64 {
    switch way {
    case .pool:
      if turn.isMultiple(of: 2) {
        var generator = service.generator()
        return generator.next()
      }
      return try word(32) { bytes throws(RandomnessError) in try service.fill(&bytes) }
    case .refill:
      return try word(1000) { bytes throws(RandomnessError) in try service.fill(&bytes) }
    case .secret:
      return try word(turn.isMultiple(of: 2) ? 32 : 1000) { bytes throws(RandomnessError) in
        try service.fillSecret(&bytes)
      }
    case .root:
      return try word(1000) { bytes throws(RandomnessError) in try service.fillFromRoot(&bytes) }
    case .asking:
      service.tick()
      return try word(32) { bytes throws(RandomnessError) in try service.fill(&bytes) }
    }
  }

  private static func word(
    _ count: Int, _ fill: (inout MutableSpan<UInt8>) throws(RandomnessError) -> Void
  ) throws(RandomnessError) -> UInt64 {
    var block = InlineArray<1000, UInt8>(repeating: 0)
    var span = block.mutableSpan
    var bytes = span._mutatingExtracting(..<count)
    try fill(&bytes)
    var first: UInt64 = 0
    for start in 0..<count / 8 {
      var word: UInt64 = 0
      for index in 0..<8 { word = word << 8 | UInt64(block[start * 8 + index]) }
      if word == 0 { return 0 }
      if start == 0 { first = word }
    }
    return first
  }
}
