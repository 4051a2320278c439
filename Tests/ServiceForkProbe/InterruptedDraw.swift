// SPDX-License-Identifier: Apache-2.0
import RandomnessService

/// The draws that signal handlers interrupt. They use no memory that is not there already, but for the last kind.
enum InterruptedDraw: CaseIterable {
  /// Words and short requests from the pool, and what fills it.
  case pool
  /// Requests that mostly need another pool.
  case refill
  /// Requests of their own.
  case secret
  /// Requests of the root, under its lock.
  case root
  /// Requests before each of which the thread has to ask the root.
  case asking

  /// The first word of a draw and its last one; zeros where any is.
  struct Ends: Equatable {
    var first: UInt64
    var last: UInt64
  }

  /// Draws, and returns the first word, or zero where any is.
  func word(from service: Randomness, _ turn: Int) throws(RandomnessError) -> UInt64 {
    try ends(from: service, turn).first
  }

  /// Draws, and returns what the parts of a draw that were not made at once would differ in.
  func ends(from service: Randomness, _ turn: Int) throws(RandomnessError) -> Ends {
    switch self {
    case .pool:
      if turn.isMultiple(of: 2) {
        var generator = service.generator()
        let word = generator.next()
        return Ends(first: word, last: word)
      }
      return try ends(32) { bytes throws(RandomnessError) in try service.fill(&bytes) }
    case .refill:
      return try ends(1000) { bytes throws(RandomnessError) in try service.fill(&bytes) }
    case .secret:
      return try ends(turn.isMultiple(of: 2) ? 32 : 1000) { bytes throws(RandomnessError) in
        try service.fillSecret(&bytes)
      }
    case .root:
      return try ends(1000) { bytes throws(RandomnessError) in try service.fillFromRoot(&bytes) }
    case .asking:
      service.tick()
      return try ends(32) { bytes throws(RandomnessError) in try service.fill(&bytes) }
    }
  }

  private func ends(
    _ count: Int, _ fill: (inout MutableSpan<UInt8>) throws(RandomnessError) -> Void
  ) throws(RandomnessError) -> Ends {
    var block = InlineArray<1000, UInt8>(repeating: 0)
    var span = block.mutableSpan
    var bytes = span._mutatingExtracting(..<count)
    try fill(&bytes)
    var ends = Ends(first: 0, last: 0)
    for start in 0..<count / 8 {
      var word: UInt64 = 0
      for index in 0..<8 { word = word << 8 | UInt64(block[start * 8 + index]) }
      if word == 0 { return Ends(first: 0, last: 0) }
      if start == 0 { ends.first = word }
      ends.last = word
    }
    return ends
  }
}
