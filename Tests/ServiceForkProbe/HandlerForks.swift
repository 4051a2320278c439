// SPDX-License-Identifier: Apache-2.0
import RandomnessService
import TestSupport

/// Signal handlers that fork in the middle of their thread's draws, and return there in the parent and in the child.
///
/// What the interrupted draw gives in the child is what it gives in the parent, if it had it before the fork, or it is the
/// child's alone; it is never what the wiped memory of the child reads as. All that the child draws later is its own.
enum HandlerForks {
  /// What a child draws after the interrupted request.
  private static let laterWords = 4
  /// What is looked at; more is drawn.
  private static let wordLimit = 1 << 22
  /// The longest wait for a signal, in microseconds: some draws of the slowest way in a debug build.
  private static let longestWait = 400

  static func run(forks: Int) throws {
    for way in InterruptedDraw.allCases {
      // What allocates memory cannot be forked with handlers: the C library's would wait for its own thread.
      for withHandlers in way == .asking ? [false] : [true, false] { try run(way, forks, withHandlers) }
    }
  }

  private static func run(_ way: InterruptedDraw, _ forks: Int, _ withHandlers: Bool) throws {
    let service = try Scenarios.service()
    for turn in 0..<100 { _ = try way.word(from: service, turn) }
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
        let word = try way.word(from: service, turn)
        hasForked = handler.takeFork()
        // In this order: else the signal may come in between, behind the word that the parent has too.
        if hasForked, handler.isChild {
          let first = fork * (1 + laterWords)
          children[first] = Int(bitPattern: UInt(word))
          for later in 1...laterWords {
            children[first + later] = Int(bitPattern: UInt(try way.word(from: service, turn + later)))
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
}
