// SPDX-License-Identifier: Apache-2.0
import RandomnessService
import TestSupport

/// Signal handlers that fork in the middle of their thread's draws, and return there in the parent and in the child, while
/// another thread draws from the root.
///
/// What the interrupted draw gives in the child is what it gives in the parent, if it had it before the fork, or it is the
/// child's alone; it is never what the wiped memory of the child reads as. All that the child draws later is its own.
enum HandlerForks {
  /// How the moments of the forks are chosen.
  enum Choice {
    /// By a timer: at random.
    case time
    /// Between two instructions, spread evenly over all those of a draw.
    case instruction
  }

  /// What a child draws after the interrupted request.
  private static let laterWords = 4
  /// Of each child the two ends of the interrupted draw, and the later words.
  private static let stride = 2 + laterWords
  /// What is looked at; more is drawn.
  private static let wordLimit = 1 << 22
  /// The longest wait for a signal, in microseconds: some draws of the slowest way in a debug build.
  private static let longestWait = 400
  /// What is stepped through, at some microseconds each; debug builds need more for all ways but the pool's.
  private static let instructionLimit = 100_000

  static func run(forks: Int, by choice: Choice) throws {
    for way in InterruptedDraw.allCases {
      // What allocates memory cannot be forked with handlers: the C library's would wait for its own thread.
      for withHandlers in way == .asking ? [false] : [true, false] {
        try run(way, forks, withHandlers, choice)
      }
    }
  }

  /// The same in the middle of fork(2) itself, at each of its instructions in this process. Each process that comes of it
  /// draws, and says by its exit code that its children have too.
  static func runInFork(limit: Int) throws {
    let service = try Scenarios.service()
    for turn in 0..<100 { _ = try InterruptedDraw.pool.word(from: service, turn) }
    let handler = try ForkingHandler(withHandlers: false)
    let parent = Children.process
    var hasForked = true
    var instruction = 0
    while hasForked, instruction < limit {
      instruction += 1
      handler.arm(.instruction(instruction))
      let child = try Children.start { _ = try Scenarios.draw(service) }
      // What has come of a fork is its parent's child alone.
      let status = (try? Children.wait(for: child)) ?? (handler.isChild ? 0 : -1)
      hasForked = handler.takeFork()
      handler.disarm()
      _ = try Scenarios.draw(service)
      if Children.process != parent { Children.exit(with: status == 0 ? 0 : 1) }
      try require(status == 0, "a child of the interrupted fork ended with wait status \(status)")
      try require(
        handler.childStatus == 0, "a child of the handler ended with wait status \(handler.childStatus)")
    }
    handler.end()
    Children.say("forkInFork: interrupted before each of \(instruction) instructions")
  }

  private static func run(
    _ way: InterruptedDraw, _ forks: Int, _ withHandlers: Bool, _ choice: Choice
  ) throws {
    let service = try Scenarios.service()
    for turn in 0..<100 { _ = try way.word(from: service, turn) }
    let children = try SharedCounters(count: forks * stride)
    let handler = try ForkingHandler(withHandlers: withHandlers)
    let other = try OtherThread(service)
    // Nothing allocates memory until the handler has ended: fork(2) would wait for the allocation that it has interrupted.
    let drawn = try WordLog(capacity: wordLimit)
    let interrupted = try SharedCounters(count: forks * 2)
    var moments = try Moments(choice, forks) { turn in
      try handler.instructions(limit: instructionLimit) { _ = try way.word(from: service, turn) }
    }
    if let instructions = moments.instructions, instructions == instructionLimit {
      handler.end()
      _ = try other.end()
      return Children.say("forkAtInstruction, \(way): \(instructions) instructions or more take too long")
    }
    var turn = 0
    for fork in 0..<forks {
      handler.arm(moments.next())
      var hasForked = false
      while !hasForked {
        turn += 1
        let ends = try way.ends(from: service, turn)
        hasForked = handler.takeFork()
        // In this order: else the signal may come in between, behind the word that the parent has too.
        if hasForked, handler.isChild {
          children[fork * stride] = Int(bitPattern: UInt(ends.first))
          children[fork * stride + 1] = Int(bitPattern: UInt(ends.last))
          for later in 1...laterWords {
            let word = try way.word(from: service, turn + later)
            children[fork * stride + 1 + later] = Int(bitPattern: UInt(word))
          }
          Children.exit(with: 0)
        }
        drawn.append(ends.first)
        if hasForked {
          interrupted[fork * 2] = Int(bitPattern: UInt(ends.first))
          interrupted[fork * 2 + 1] = Int(bitPattern: UInt(ends.last))
        }
      }
      try require(handler.childStatus == 0, "\(way): a child ended with wait status \(handler.childStatus)")
    }
    handler.end()
    let others = try other.end()
    var words = DistinctWords()
    drawn.forEach { words.insert($0) }
    others.forEach { words.insert($0) }
    var completed = 0
    for fork in 0..<forks {
      let own = (0..<stride).map { UInt64(UInt(bitPattern: children[fork * stride + $0])) }
      let parents = (0..<2).map { UInt64(UInt(bitPattern: interrupted[fork * 2 + $0])) }
      if own[0] == parents[0] { completed += 1 } else { words.insert(own[0]) }
      try require(
        (own[0] == parents[0]) == (own[1] == parents[1]) && own[1] != 0,
        "\(way): half of a draw is the parent's")
      for word in own.dropFirst(2) { words.insert(word) }
    }
    let figure = try words.requireDistinct()
    Children.say(
      "\(choice == .time ? "forkInHandler" : "forkAtInstruction"), \(way)"
        + "\(withHandlers ? "" : ", without fork handlers"): \(forks) forks in \(turn) draws\(moments.figure), "
        + "\(completed) behind the interrupted one's last byte; \(figure)")
  }

  /// The moments of the forks, one after the other.
  private struct Moments {
    private var choices: SplitMix64
    private var fork = 0
    private let forks: Int
    /// What a draw takes at most, of some.
    let instructions: Int?

    init(_ choice: Choice, _ forks: Int, instructionsOfTurn: (Int) throws -> Int) rethrows {
      choices = SplitMix64(seed: UInt64(forks))
      self.forks = forks
      instructions = choice == .time ? nil : try (0..<2).map(instructionsOfTurn).max()
    }

    var figure: String { instructions.map { " of up to \($0) instructions" } ?? "" }

    mutating func next() -> ForkingHandler.Moment {
      guard let instructions else { return .microseconds(choices.integer(in: 1...longestWait)) }
      fork += 1
      let stretch = max(1, instructions / forks)
      return .instruction(fork * instructions / forks - choices.integer(in: 0...stretch - 1))
    }
  }

  /// A thread that draws from the root all the time, under its lock, and uses no memory that is not there already.
  private final class OtherThread {
    private let isOver = Flag()
    private let words: WordLog
    private let thread: Children.Thread

    init(_ service: Randomness) throws {
      let words = try WordLog(capacity: 1 << 20)
      let isOver = isOver
      _ = try InterruptedDraw.root.word(from: service, 0)
      thread = try Children.startThread {
        ForkingHandler.blockSignals()
        while !isOver.isSet {
          // A zero is found with the words.
          words.append((try? InterruptedDraw.root.word(from: service, 0)) ?? 0)
        }
      }
      self.words = words
    }

    func end() throws -> WordLog {
      isOver.set()
      Children.join(thread)
      return words
    }
  }
}
