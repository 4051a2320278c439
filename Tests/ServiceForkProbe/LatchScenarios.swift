// SPDX-License-Identifier: Apache-2.0
import RandomnessService
import TestSupport

/// Readers at full speed while what they read from ends under them.
///
/// What may not be: a word of zeros, which is what a page reads as that was wiped in the middle of a draw (random words
/// are zero with a probability of 2^-64 each); a success of a call that began after the end; another error than
/// `shutDown`; a byte in the buffer of a failed call; another status of a process than the one that it gave.
enum LatchScenarios {
  private static let readers = 8
  /// How long a service lives at most, in microseconds: from first draws to many refilled pools, and many ends.
  private static let lifetime = 1000

  static func shutDown(ends: Int) throws {
    let clock = ContinuousClock()
    let started = clock.now
    let board = try ReaderBoard(readers: readers)
    for round in 0..<ends {
      let randomness = try Scenarios.service { $0.driver = .caller }
      board.beginRound()
      let threads = try startReaders(randomness, board, attemptsAfterTheEnd: 3)
      wait(round)
      randomness.shutDown()
      board.noteEnd()
      for thread in threads { Children.join(thread) }
    }
    try board.requireClean()
    Children.say("shutDownUnderReaders: \(board.figures), \(ends) shutdowns, \(clock.now - started)")
  }

  static func exit(ends: Int) throws {
    let clock = ContinuousClock()
    let started = clock.now
    let board = try ReaderBoard(readers: readers)
    for round in 0..<ends {
      board.beginRound()
      let seedsFirst = round.isMultiple(of: 2)
      let status = try Children.status {
        let randomness = try Scenarios.service { $0.driver = .caller }
        // Every other end finds the readers at the first seed, and with it at libcrypto's first use.
        if seedsFirst { _ = try Scenarios.draw(randomness) }
        _ = try startReaders(randomness, board, attemptsAfterTheEnd: nil)
        wait(round)
        Children.endNormally()
      }
      try require(status == 0, "process \(round) ended with wait status \(status)")
    }
    try board.requireClean()
    Children.say("exitUnderReaders: \(board.figures), \(ends) exits, \(clock.now - started)")
  }

  /// Readers give way to who wakes up, so the end comes in the middle of their draws. One that yielded, or waited for
  /// its turn, would find readers which have done the same between draws.
  private static func wait(_ round: Int) {
    var choices = SplitMix64(seed: UInt64(round))
    Children.rest(microseconds: UInt32(choices.integer(in: 1...lifetime)))
  }

  /// - Parameter attemptsAfterTheEnd: `nil` where a thread reads as long as there is its process.
  private static func startReaders(
    _ randomness: Randomness, _ board: ReaderBoard, attemptsAfterTheEnd: Int?
  ) throws -> [Children.Thread] {
    try (0..<readers).map { reader in
      try Children.startThread {
        Children.giveWay()
        func read(_ byteCount: Int, _ draw: (inout MutableSpan<UInt8>) throws(RandomnessError) -> Void) {
          board.read(reader, byteCount: byteCount, attemptsAfterTheEnd ?? .max, draw)
        }
        switch reader {
        case 0, 1: read(16) { bytes throws(RandomnessError) in try randomness.fill(&bytes) }
        case 2, 3: read(32) { bytes throws(RandomnessError) in try randomness.fill(&bytes) }
        // Mostly refills.
        case 4: read(1024) { bytes throws(RandomnessError) in try randomness.fill(&bytes) }
        case 5: read(32) { bytes throws(RandomnessError) in try randomness.fillSecret(&bytes) }
        case 6: read(16) { bytes throws(RandomnessError) in try randomness.fillPublished(&bytes) }
        // Its failure ends the process, but for one that is ending by itself: there it does not return.
        default:
          guard attemptsAfterTheEnd == nil else {
            return read(16) { bytes throws(RandomnessError) in try randomness.fill(&bytes) }
          }
          var generator = randomness.generator()
          read(8) { bytes throws(RandomnessError) in
            let word = generator.next()
            for index in 0..<8 { bytes[index] = UInt8(truncatingIfNeeded: word >> UInt64(8 * index)) }
          }
        }
      }
    }
  }
}
