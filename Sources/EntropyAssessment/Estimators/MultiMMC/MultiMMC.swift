// SPDX-License-Identifier: Apache-2.0

/// The MultiMMC prediction estimate: each sample is guessed to be the one that has most often followed the samples just
/// before it (SP 800-90B 6.3.9).
///
/// - Contexts of 1 to 16 samples are looked up side by side; the length that has been right most often counts.
/// - Of several symbols that followed equally often, the greatest is the guess.
/// - Of each length, the first 100,000 pairs of a context and a symbol that followed it are known; later ones are not
///   counted. For a context that is not known there is no guess; if the winning length has none, the run of right
///   guesses goes on behind the sample.
/// - Cost: proportional to the length; for 10^6 random bytes 26 ms, for their bits 70 ms; for symbols up to three times
///   as much where contexts of middling length repeat (Zen 4, 2026-11). Memory: some megabytes, about 100 MB for
///   symbols if very many contexts of all lengths repeat.
package enum MultiMMC {
  /// D, the length of the longest context.
  package static let longestContext = 16
  /// How many pairs of a context and a symbol are known of each length.
  package static let entryLimit = 100_000

  /// Predicts symbols; `nil` for fewer than three of them.
  package static func tally(_ symbols: Symbols) -> PredictionTally? {
    // Two symbols are bits, and faster as such.
    if symbols.alphabetSize == 2 { return tally(BitString(symbols.values, width: 1)) }
    return tally(symbols, entryLimit: entryLimit)
  }

  /// Predicts bits; `nil` for fewer than three of them.
  package static func tally(_ bits: BitString) -> PredictionTally? { tally(bits, entryLimit: entryLimit) }

  /// Predicts symbols with another number of known pairs, 1 to 1,000,000.
  static func tally(_ symbols: Symbols, entryLimit: Int) -> PredictionTally? {
    guard symbols.count >= 3 else { return nil }
    let board = MultiMMCSymbolsKernel.score(
      symbols.values, alphabetSize: symbols.alphabetSize, entryLimit: entryLimit)
    return board.tally(predictions: symbols.count - 2)
  }

  /// Predicts bits with another number of known pairs, at least 1.
  static func tally(_ bits: BitString, entryLimit: Int) -> PredictionTally? {
    guard bits.count >= 3 else { return nil }
    return MultiMMCBitsKernel.score(bits, entryLimit: entryLimit).tally(predictions: bits.count - 2)
  }
}
