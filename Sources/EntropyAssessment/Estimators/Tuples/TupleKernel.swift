// SPDX-License-Identifier: Apache-2.0

/// Counts how often tuples repeat, for the t-tuple and the LRS estimate (SP 800-90B 6.3.5 and 6.3.6).
package enum TupleKernel {
  /// The counts of tuples of symbols.
  package static func counts(_ symbols: Symbols) -> TupleCounts { counts(PackedSequence(symbols)) }

  /// The counts of tuples of bits.
  package static func counts(_ bits: BitString) -> TupleCounts { counts(PackedSequence(bits)) }

  private static func counts(_ sequence: PackedSequence) -> TupleCounts {
    if let windows = WindowTuples(sequence) {
      var tally = windows.tally
      if windows.areRepeatsLong {
        let chains = RepeatChains(of: sequence, depth: windows.depth)
        if let chains, chains.count(into: &tally) { return tally.counts(of: sequence.count) }
      } else if var repeats = RepeatTuples(windows, in: sequence), repeats.count(into: &tally) {
        return tally.counts(of: sequence.count)
      }
    }
    return SuffixTuples.counts(of: sequence)
  }
}
