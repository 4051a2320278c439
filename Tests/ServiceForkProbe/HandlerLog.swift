// SPDX-License-Identifier: Apache-2.0
import RandomnessService
import Synchronization

/// What the signal handlers of one storm have got.
///
/// All that ``handle()`` touches is atomic, on the stack, or memory that is there already. Its loops are plain ones, since
/// generic algorithms that are not specialized, in a debug build, allocate.
final class HandlerLog: Sendable, CustomStringConvertible {
  /// What was drawn.
  let words: WordLog
  private let service: Randomness
  private let turns = Atomic(0)
  private let servedCount = Atomic(0)
  private let refusedCount = Atomic(0)
  private let otherErrors = Atomic(0)
  private let leftoverCount = Atomic(0)

  init(service: Randomness, capacity: Int) throws {
    self.service = service
    words = try WordLog(capacity: capacity)
  }

  /// Draws that gave bytes.
  var served: Int { servedCount.load(ordering: .relaxed) }
  /// Draws that were in the middle of another one.
  var refused: Int { refusedCount.load(ordering: .relaxed) }
  /// Draws with an error of another kind.
  var others: Int { otherErrors.load(ordering: .relaxed) }
  /// Draws with an error and a byte that is not zero.
  var leftovers: Int { leftoverCount.load(ordering: .relaxed) }

  var description: String {
    "\(served) draws of handlers, \(refused) refused, \(others) other errors, \(leftovers) buffers not zero"
  }

  /// Draws as a handler does: of each kind in turn.
  func handle() {
    var block = InlineArray<32, UInt8>(repeating: 0xaa)
    do throws(RandomnessError) {
      var bytes = block.mutableSpan
      switch turns.wrappingAdd(1, ordering: .relaxed).oldValue % 3 {
      case 0: try service.fill(&bytes)
      case 1: try service.fillSecret(&bytes)
      default: try service.fillPublished(&bytes)
      }
    } catch {
      if error == .reentrantCall {
        refusedCount.wrappingAdd(1, ordering: .relaxed)
      } else {
        otherErrors.wrappingAdd(1, ordering: .relaxed)
      }
      for index in 0..<32 where block[index] != 0 { leftoverCount.wrappingAdd(1, ordering: .relaxed) }
      return
    }
    servedCount.wrappingAdd(1, ordering: .relaxed)
    var word: UInt64 = 0
    for index in 0..<32 {
      word = word << 8 | UInt64(block[index])
      if index & 7 == 7 { words.append(word) }
    }
  }
}
