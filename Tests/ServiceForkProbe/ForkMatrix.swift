// SPDX-License-Identifier: Apache-2.0
import EntropySources
import RandomnessService
import SecretMemory
import Synchronization
import TestSupport

/// Children forked in every way that a program has, each of which draws in every way that there is.
///
/// Every child has an alarm; one that hangs ends by it, and so ends the run.
enum ForkMatrix {
  private enum Way: CaseIterable {
    /// The only thread of the parent forks.
    case plain
    /// Another one than the main thread forks, and is the child's only one.
    case fromAnotherThread
    /// The child forks before it draws itself.
    case twice
    /// The child draws, forks, and draws again.
    case drawnInBetween
    /// Other threads of the parent are in the middle of draws.
    case besideDrawingThreads
    /// The child is made without fork handlers, and its first draws are those of several threads at once.
    case bare
    /// The child reaches no source.
    case withoutSources
  }

  static func run(children: Int) throws {
    let clock = ContinuousClock()
    let started = clock.now
    let randomness = try Scenarios.service()
    var words = DistinctWords()
    // See Scenarios.warmUp: with one thread, once here and once in a child.
    words.insert(try drawn(from: randomness))
    words.insert(try Children.answer { try drawn(from: randomness) })
    var made = 0
    for (index, way) in Way.allCases.enumerated() {
      let wanted = children * (index + 1) / Way.allCases.count
      switch way {
      case .plain:
        while made < wanted {
          words.insert(try Children.answer { try drawn(from: randomness) })
          words.insert(try drawn(from: randomness))
          made += 1
        }
      case .fromAnotherThread:
        let missing = wanted - made
        for bytes in try Children.onThreads(1, { _ in try forkHere(missing, randomness) }) {
          words.insert(bytes)
        }
        made = wanted
      case .twice, .drawnInBetween:
        while made < wanted {
          words.insert(
            try Children.answer {
              let before = way == .twice ? [] : try drawn(from: randomness)
              let grandchild = try Children.answer { try drawn(from: randomness) }
              return before + grandchild + (try drawn(from: randomness))
            })
          words.insert(try drawn(from: randomness))
          made += 2
        }
      case .besideDrawingThreads:
        let missing = wanted - made
        try forkBesideDrawingThreads(missing, randomness, &words)
        made = wanted
      case .bare:
        while made < wanted {
          words.insert(
            try Children.answer(forkedBy: Children.forkWithoutHandlers) {
              try Children.onThreads(4) { _ in try drawn(from: randomness) }.flatMap { $0 }
            })
          words.insert(try drawn(from: randomness))
          made += 1
        }
      case .withoutSources:
        let orphaned = try serviceWithoutSourcesInChildren()
        while made < wanted {
          try expectNothing(fromChildOf: orphaned)
          words.insert(try drawn(from: orphaned))
          made += 1
        }
      }
    }
    let figure = try words.requireDistinct()
    Children.say("forkMatrix: \(made) children; \(figure); \(clock.now - started)")
  }

  /// Some output of every kind, in whole words.
  private static func drawn(from randomness: Randomness) throws -> [UInt8] {
    var output: [UInt8] = []
    // From the pool, and too long for it.
    for count in [64, 2000] {
      var bytes = [UInt8](repeating: 0, count: count)
      try randomness.fill(&bytes)
      output += bytes[..<64]
    }
    var generator = randomness.generator()
    for word in [generator.next(), generator.next()] {
      output += (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
    }
    for _ in 0..<2 {
      let secret = try randomness.secretBytes(32)
      secret.withBytes { bytes in for index in bytes.indices { output.append(bytes[index]) } }
      // Equal nonces begin with equal words.
      let nonce = try randomness.nonce()
      output += (0..<8).map { nonce[$0] }
    }
    return output
  }

  private static func forkHere(_ count: Int, _ randomness: Randomness) throws -> [UInt8] {
    var output = try drawn(from: randomness)
    for _ in 0..<count {
      output += try Children.answer { try drawn(from: randomness) }
      output += try drawn(from: randomness)
    }
    return output
  }

  /// What the threads of the parent draw is looked at until so many words are there; a larger process takes longer to fork.
  private static let wordLimit = 1 << 20

  /// Requests of lengths on both sides of the mechanism's thresholds, so that forks meet every part of a request.
  private static func forkBesideDrawingThreads(
    _ count: Int, _ randomness: Randomness, _ words: inout DistinctWords
  ) throws {
    let isOver = Flag()
    let log = try WordLog(capacity: wordLimit)
    let threads = try (0..<3).map { _ in
      try Children.startThread {
        while !isOver.isSet, let bytes = try? drawn(from: randomness) {
          for start in stride(from: 0, through: bytes.count - 8, by: 8) {
            log.append(DistinctWords.word(bytes, at: start))
          }
        }
      }
    }
    defer {
      isOver.set()
      for thread in threads { Children.join(thread) }
      log.forEach { words.insert($0) }
    }
    words.insert(try forkHere(count, randomness))
  }

  // MARK: - Without sources

  private static func serviceWithoutSourcesInChildren() throws -> Randomness {
    let parent = Children.process
    return try Scenarios.service(deadlineMilliseconds: 10) { environment in
      environment.makeSource = { _ throws(SourceError) in
        if Children.process == parent { return GetrandomSource() }
        return ScriptedSource(descriptor: .scripted(id: "getrandom"), seed: 1, script: [.unplugged()])
      }
    }
  }

  /// No draw of a child gives a byte or takes longer than its deadline.
  private static func expectNothing(fromChildOf randomness: Randomness) throws {
    _ = try Children.answer {
      try expectNothing(from: randomness) { bytes throws(RandomnessError) in try randomness.fill(&bytes) }
      try expectNothing(from: randomness) { bytes throws(RandomnessError) in try randomness.fillSecret(&bytes)
      }
      try expectNothing(from: randomness) { bytes throws(RandomnessError) in
        try randomness.fillPublished(&bytes)
      }
      let status = try Children.status {
        Children.closeStandardError()
        var generator = randomness.generator()
        _ = generator.next()
      }
      try require(Children.wasKilled(status), "next() came back, with wait status \(status)")
      return []
    }
  }

  private static func expectNothing(
    from randomness: Randomness, _ draw: (inout MutableSpan<UInt8>) throws(RandomnessError) -> Void
  ) throws {
    let clock = ContinuousClock()
    let started = clock.now
    var bytes = [UInt8](repeating: 0xaa, count: 48)
    do throws(RandomnessError) {
      var span = bytes.mutableSpan
      try draw(&span)
    } catch .sourcesUnavailableAfterFork(_, let waited) {
      try require(bytes.allSatisfy { $0 == 0 }, "the buffer is not zero")
      // The machine may be busy; nothing else makes it longer than the 10 ms of the configuration.
      try require(waited < 500, "it waited \(waited) ms")
      try require(clock.now - started < .seconds(1), "it took \(clock.now - started)")
      return
    } catch { throw Finding(description: "the child said: \(error)") }
    throw Finding(description: "the child gave bytes")
  }
}

/// Says once to other threads that it is over.
final class Flag: Sendable {
  private let value = Atomic(false)
  var isSet: Bool { value.load(ordering: .acquiring) }
  func set() { value.store(true, ordering: .releasing) }
}
