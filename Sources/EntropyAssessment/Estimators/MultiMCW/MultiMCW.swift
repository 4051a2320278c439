// SPDX-License-Identifier: Apache-2.0

/// The MultiMCW prediction estimate: each sample is guessed to be the most common one of a window of those before it
/// (SP 800-90B 6.3.7).
///
/// - Windows of 63, 255, 1023 and 4095 samples run side by side; the one that has been right most often counts.
/// - Of several most common symbols, the one that was seen last is the guess.
/// - Cost: proportional to the length; for 10^6 random bytes 9 ms, for their bits too, for other data up to about
///   twice as much (Zen 4, 2026-11). Memory: some kilobytes.
package enum MultiMCW {
  /// w_1 to w_4, the sizes of the windows.
  package static let windows = [63, 255, 1023, 4095]

  /// Predicts symbols; `nil` for fewer than 4096 of them.
  package static func tally(_ symbols: Symbols) -> PredictionTally? {
    // Two symbols are bits, and faster as such.
    if symbols.alphabetSize == 2 { return tally(BitString(symbols.values, width: 1)) }
    return tally(symbols, windows: windows)
  }

  /// Predicts bits; `nil` for fewer than 4096 of them.
  package static func tally(_ bits: BitString) -> PredictionTally? { tally(bits, windows: windows) }

  /// Predicts symbols by other windows, each of 1 to ``ModeKernel/windowLimit`` samples, the least one first.
  static func tally(_ symbols: Symbols, windows: [Int]) -> PredictionTally? {
    guard let (least, largest) = range(windows), symbols.count > largest else { return nil }
    let board = ModeKernel.score(symbols.values, alphabetSize: symbols.alphabetSize, windows: windows)
    return board.tally(predictions: symbols.count - least)
  }

  /// Predicts bits by other windows, each of an odd number of samples, the least one first.
  static func tally(_ bits: BitString, windows: [Int]) -> PredictionTally? {
    guard let (least, largest) = range(windows), bits.count > largest else { return nil }
    let board = MajorityKernel.score(bits, windows: windows)
    return board.tally(predictions: bits.count - least)
  }

  private static func range(_ windows: [Int]) -> (least: Int, largest: Int)? {
    guard let least = windows.first, let largest = windows.max() else { return nil }
    precondition(windows.allSatisfy { $0 >= least }, "predictions begin with the first window")
    return (least, largest)
  }
}
