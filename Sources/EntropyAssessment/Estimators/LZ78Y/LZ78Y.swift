// SPDX-License-Identifier: Apache-2.0

/// The LZ78Y predictor (SP 800-90B 6.3.10): of the contexts of 1 to 16 symbols that it knows, the one whose most frequent
/// successor is the most frequent of all predicts it.
package enum LZ78Y {
  /// B: the longest context.
  static let longestContext = 16
  /// The most contexts that are known.
  package static let dictionaryLimit = 65_536
  /// Symbols before the first prediction: one context of each length has to be known.
  private static let lead = longestContext + 1

  /// What it predicts of a sequence, or `nil` when there is nothing to predict: fewer than 18 symbols.
  ///
  /// - Parameter limit: of the dictionary; at least 16.
  /// - Cost: 8 ns a symbol, 1 MB.
  package static func tally(_ symbols: Symbols, limit: Int = dictionaryLimit) -> PredictionTally? {
    guard symbols.count > lead else { return nil }
    if symbols.alphabetSize <= 2 { return tally(BitString(symbols.values, width: 1), limit: limit) }
    var model = LZ78YModel(
      SymbolContexts(symbols.values, limit: limit), alphabetSize: symbols.alphabetSize, limit: limit)
    for position in longestContext..<symbols.count { model.step(position) }
    return model.tally(predictions: symbols.count - lead)
  }

  /// The same for bits.
  ///
  /// - Cost: 0.2 ns a bit where both contexts of one bit have a clear favourite, 10 ns elsewhere.
  package static func tally(_ bits: BitString, limit: Int = dictionaryLimit) -> PredictionTally? {
    guard bits.count > lead else { return nil }
    var model = LZ78YModel(BitContexts(bits), alphabetSize: 2, limit: limit)
    LZ78YBitsKernel.run(&model, over: bits)
    return model.tally(predictions: bits.count - lead)
  }
}
