// SPDX-License-Identifier: Apache-2.0

/// The LZ78Y predictor (SP 800-90B 6.3.10): of the contexts of 1 to 16 symbols that it knows, the one whose most frequent
/// successor is the most frequent of all predicts it.
///
/// The standard keeps the successors of all contexts. One symbol's are enough: each occurrence of a longer context is one
/// of its last symbol, so no successor is more frequent there, and the most frequent successor of the last symbol is
/// predicted. Longer contexts only decide between equally frequent ones, in favour of one that has always come behind the
/// same longer context. So of each pair of a symbol and its successor it is kept how often it came, how many symbols
/// all its occurrences share before the successor, and where the first one is.
package enum LZ78Y {
  /// B: the longest context.
  static let longestContext = 16
  /// The most contexts that are known.
  package static let dictionaryLimit = 65_536
  /// Symbols before the first prediction: one context of each length has to be known.
  private static let lead = longestContext + 1

  /// What it predicts of a sequence, or `nil` when there is nothing to predict: fewer than 18 symbols.
  ///
  /// - Cost: 3 to 5 ns a symbol, 2 MB (one Zen 4 core, 2026-11). 40 ns where all successors of a symbol take turns.
  package static func tally(_ symbols: Symbols) -> PredictionTally? {
    // Two symbols are bits, and faster as such.
    if symbols.alphabetSize <= 2 { return tally(BitString(symbols.values, width: 1)) }
    return tally(symbols, limit: dictionaryLimit)
  }

  /// The same for bits.
  ///
  /// - Cost: 0.1 to 0.5 ns a bit, 3 ns where both successors of a bit come equally often all the time (likewise).
  package static func tally(_ bits: BitString) -> PredictionTally? {
    guard bits.count > lead else { return nil }
    return LZ78YBitsKernel.runs(bits).tally(predictions: bits.count - lead)
  }

  /// What it predicts of symbols with another limit of the dictionary, at least 16.
  package static func tally(_ symbols: Symbols, limit: Int) -> PredictionTally? {
    guard symbols.count > lead else { return nil }
    return LZ78YSymbolsKernel.runs(symbols.values, limit: limit).tally(predictions: symbols.count - lead)
  }
}
