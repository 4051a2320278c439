// SPDX-License-Identifier: Apache-2.0

/// Counts how often tuples repeat, for the t-tuple and the LRS estimate (SP 800-90B 6.3.5 and 6.3.6).
package enum TupleKernel {
  /// The counts of tuples of symbols.
  package static func counts(_ symbols: Symbols) -> TupleCounts { counts(PackedSequence(symbols)) }

  /// The counts of tuples of bits.
  package static func counts(_ bits: BitString) -> TupleCounts { counts(PackedSequence(bits)) }

  private static func counts(_ sequence: PackedSequence) -> TupleCounts {
    if let windows = WindowTuples(sequence), var repeats = RepeatTuples(windows, in: sequence) {
      var tally = windows.tally
      if repeats.count(into: &tally) { return tally.counts(of: sequence.count) }
    }
    return SuffixTuples.counts(of: sequence)
  }
}
