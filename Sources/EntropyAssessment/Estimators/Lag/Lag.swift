// SPDX-License-Identifier: Apache-2.0

/// The lag prediction estimate: each sample is guessed to equal the one so many samples before it (SP 800-90B 6.3.8).
///
/// - Lags of 1 to 128 samples run side by side; the one that has been right most often counts.
/// - Cost: proportional to the length; for 10^6 random bytes 3 ms, for their bits 16 ms; up to five times as much where
///   many lags stay equally good, as for the bits of a short shift register (Zen 4, 2026-11). Memory: some kilobytes.
package enum Lag {
  /// D, the greatest lag.
  package static let greatestLag = 128

  /// Predicts symbols; `nil` for fewer than two of them.
  package static func tally(_ symbols: Symbols) -> PredictionTally? {
    // Two symbols are bits, and faster as such.
    if symbols.alphabetSize == 2 { return tally(BitString(symbols.values, width: 1)) }
    return tally(symbols, lags: greatestLag)
  }

  /// Predicts bits; `nil` for fewer than two of them.
  package static func tally(_ bits: BitString) -> PredictionTally? { tally(bits, lags: greatestLag) }

  /// Predicts symbols by the lags of 1 to `lags`, at most ``greatestLag``.
  static func tally(_ symbols: Symbols, lags: Int) -> PredictionTally? {
    guard symbols.count >= 2 else { return nil }
    return LagSymbolsKernel.score(symbols.values, lags: lags).tally(predictions: symbols.count - 1)
  }

  /// Predicts bits by the lags of 1 to `lags`, at most ``greatestLag``.
  static func tally(_ bits: BitString, lags: Int) -> PredictionTally? {
    guard bits.count >= 2 else { return nil }
    return LagBitsKernel.score(bits, lags: lags).tally(predictions: bits.count - 1)
  }
}
