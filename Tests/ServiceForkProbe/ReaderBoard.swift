// SPDX-License-Identifier: Apache-2.0
import RandomnessService

/// What readers have seen, in memory that the process which looks at it shares with one that has ended.
final class ReaderBoard: Sendable {
  private enum Field: Int, CaseIterable {
    case reads, failures, zeros, late, otherErrors, leftovers
  }

  private let counters: SharedCounters
  private let readers: Int
  /// Set when the end has come: by who made it come, or by the first reader that was told.
  private var endIndex: Int { readers * Field.allCases.count }

  init(readers: Int) throws {
    self.readers = readers
    counters = try SharedCounters(count: readers * Field.allCases.count + 1)
  }

  private func sum(_ field: Field) -> Int { (0..<readers).reduce(0) { $0 + counters[index(field, $1)] } }
  private func index(_ field: Field, _ reader: Int) -> Int { reader * Field.allCases.count + field.rawValue }

  /// Draws that succeeded.
  var reads: Int { sum(.reads) }
  /// In words.
  var figures: String { "\(reads) reads, \(sum(.failures)) refused" }

  /// Another service begins.
  func beginRound() { counters[endIndex] = 0 }

  /// Whoever sees this has the latch behind it.
  func noteEnd() { counters[endIndex] = 1 }

  func requireClean() throws(Finding) {
    // On a busy machine they are few, but there are some.
    try require(reads > 0, "no reader got to read")
    for field in [Field.zeros, .late, .otherErrors, .leftovers] {
      try require(sum(field) == 0, "\(field): \(sum(field)) of \(reads) reads")
    }
  }

  /// Draws until it has been refused, and then so many times more.
  func read(
    _ reader: Int, byteCount: Int, _ attemptsAfterTheEnd: Int,
    _ draw: (inout MutableSpan<UInt8>) throws(RandomnessError) -> Void
  ) {
    var bytes = [UInt8](repeating: 0, count: byteCount)
    func count(_ field: Field, _ number: Int = 1) { counters[index(field, reader)] += number }
    var unreported = 0
    var attempts = 0
    while attempts <= attemptsAfterTheEnd {
      let hasEnded = counters[endIndex] != 0
      do throws(RandomnessError) {
        var span = bytes.mutableSpan
        try draw(&span)
        if hasEnded { count(.late) }
        if Self.hasZeroWord(bytes) { count(.zeros) }
        unreported += 1
        if unreported == 32 {
          count(.reads, unreported)
          unreported = 0
        }
      } catch {
        if !bytes.allSatisfy({ $0 == 0 }) { count(.leftovers) }
        attempts += 1
        guard error == .shutDown else {
          count(.otherErrors)
          Children.say("a reader was told: \(error)")
          continue
        }
        count(.failures)
        // At the end of a process nobody else can say so.
        noteEnd()
      }
    }
  }

  private static func hasZeroWord(_ bytes: [UInt8]) -> Bool {
    stride(from: 0, to: bytes.count, by: 8).contains { DistinctWords.word(bytes, at: $0) == 0 }
  }
}
