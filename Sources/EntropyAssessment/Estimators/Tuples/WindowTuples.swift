// SPDX-License-Identifier: Apache-2.0

/// The counts of the tuples that fit into a window of 44 bits, from the windows alone: without the positions they come
/// from, and so with 4 bytes for each.
///
/// Suits data whose windows mostly differ, and tells where they do not.
struct WindowTuples {
  /// The counts to the depth of a window.
  var tally = TupleTally()
  /// Whole symbols of a window.
  let depth: Int
  /// The windows that occur more than once, in their most significant bits, ascending.
  private(set) var repeated: [UInt64] = []

  /// Bits of a window.
  static let windowBits = WindowKernel.bucketBits + WindowKernel.keyBits
  /// Fewer symbols are not worth the tables.
  static let leastCount = 2048
  /// More windows that repeat are better counted otherwise.
  private static let repeatedLimit = 1 << 16

  /// Counts, or gives up where too many windows agree.
  init?(_ sequence: PackedSequence) {
    guard sequence.count >= Self.leastCount else { return nil }
    let width = sequence.symbolBits
    let depth = Self.windowBits / width
    self.depth = depth
    // The last positions, without a whole window, are counted apart.
    let positions = sequence.count - depth + 1
    var sizes = [UInt32](repeating: 0, count: 1 << WindowKernel.bucketBits)
    WindowKernel.countBuckets(sequence, positions: positions, &sizes)
    guard Int(sizes.max() ?? 0) <= max(positions / 4, 2048) else { return nil }

    // About one key to a place if all are alike frequent. Half as many places mean twice as many comparisons, and take
    // a fifth more time; twice as many places save nothing on bits, and take longer on bytes.
    let bits = Int.bitWidth - 1 - positions.leadingZeroBitCount
    let placeBits = min(max(bits - WindowKernel.bucketBits + 1, 4), 13)
    let tabled = (WindowKernel.bucketBits + placeBits) / width
    let tails = Self.tails(of: sequence, from: positions)
    guard
      var counts = WindowKernel.count(
        sequence, positions: positions, sizes: sizes,
        mask: UInt32.max << UInt32(Self.windowBits - depth * width), placeBits: placeBits,
        trackedBits: (tabled + 1) * width - WindowKernel.bucketBits, tails: tails.map(\.window),
        limit: Self.repeatedLimit, positionLimit: RepeatTuples.positionLimit(sequence))
    else { return nil }
    Self.fold(sizes, into: &counts)

    // From pairs that share just so many bits to pairs that share as many at least.
    var equalPairs = counts.pairs
    for bits in stride(from: Self.windowBits - 1, through: 0, by: -1) {
      equalPairs[bits] &+= equalPairs[bits + 1]
    }
    for length in 1...depth {
      // All that is shared behind the last whole symbol is a window's unused bits.
      let bits = length == depth ? Self.windowBits : length * width
      tally.append(highest: counts.highest[bits], pairs: equalPairs[bits])
    }
    add(tails, counts.tailPairs, sizes, width: width)
    guard isExact(to: tabled + 1) else { return nil }
    repeated = counts.repeated.sorted()
    repeated = repeated.indices.filter { $0 == 0 || repeated[$0] != repeated[$0 - 1] }.map { repeated[$0] }
  }

  /// Whether the highest counts of the tally are right as far as they matter: those of small groups of windows are counted
  /// to one depth only.
  private func isExact(to depth: Int) -> Bool {
    guard let first = tally.highest.firstIndex(where: { $0 < TupleRoots.commonLimit }) else { return true }
    return first < depth || tally.highest[first] >= Int32(BucketKernel.largeSize)
  }
}
