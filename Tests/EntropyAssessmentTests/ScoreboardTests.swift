// SPDX-License-Identifier: Apache-2.0
@testable import EntropyAssessment
import TestSupport
import Testing

@Suite struct ScoreboardTests {
  @Test(arguments: [1, 2, 4, 16, 64, 65, 100, 128], [1, 2, 3, 4, 5] as [UInt64])
  func `predictors are scored as the standard says`(predictors: Int, seed: UInt64) {
    var choices = SplitMix64(seed: seed)
    var board = Scoreboard(predictors: predictors)
    var reference = ReferenceScoreboard(predictors: predictors)
    var samples = 0
    // Rare and frequent hits of predictors that resemble each other closely, or not, or stand still.
    for _ in 0..<12 {
      let density = choices.integer(in: 0...5)
      let likeness = choices.integer(in: 0...3)
      let words = choices.integer(in: 1...5)
      let common = (0..<words).map { _ in Self.word(density, &choices) }
      let planes = (0..<predictors).flatMap { _ in
        switch choices.integer(in: 0...likeness) {
        case 0: (0..<words).map { _ in Self.word(density, &choices) }
        case 1: common
        default: common.map { $0 ^ Self.word(0, &choices) & Self.word(0, &choices) }
        }
      }
      ScoreboardKernel.score(&board, planes: planes, words: words)
      for sample in 0..<(words * 64) {
        let hits = (0..<predictors).map { planes[$0 * words + sample / 64] >> UInt64(63 - sample % 64) & 1 }
        reference.score(1, hits.map { UInt8($0) })
      }
      samples += words * 64
      #expect(board.tally(predictions: samples) == reference.tally)
    }
  }

  @Test(arguments: [0, 1], [UInt64.max, ~(UInt64.max >> 10)])
  func `a predictor that catches up by just enough takes over`(first: Int, caughtUp: UInt64) {
    let ten = ~(UInt64.max >> 10)
    var board = Scoreboard(predictors: 2)
    ScoreboardKernel.score(&board, planes: first == 0 ? [ten, 0] : [0, ten], words: 1)
    #expect(board.winner == first)
    // Wrong at ten samples, or at all.
    let lost = caughtUp & ~ten
    ScoreboardKernel.score(&board, planes: first == 0 ? [lost, caughtUp] : [caughtUp, lost], words: 1)
    #expect(board.winner == (lost == 0 ? 1 - first : 1))
  }

  /// A word with ones in 1 of 16, 1 of 4, 1 of 2, 3 of 4, 15 of 16 places, or at one end.
  private static func word(_ density: Int, _ choices: inout SplitMix64) -> UInt64 {
    switch density {
    case 0: choices.next() & choices.next() & choices.next() & choices.next()
    case 1: choices.next() & choices.next()
    case 2: choices.next()
    case 3: choices.next() | choices.next()
    case 4: choices.next() | choices.next() | choices.next() | choices.next()
    default:
      UInt64.max << UInt64(choices.integer(in: 0...63)) ^ UInt64(bitPattern: -(Int64(choices.next() & 1)))
    }
  }
}
