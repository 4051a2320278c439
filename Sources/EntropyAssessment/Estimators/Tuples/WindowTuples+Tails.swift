// SPDX-License-Identifier: Apache-2.0

extension WindowTuples {
  /// A position near the end, without a whole window.
  struct Tail {
    /// What is left, followed by zeros.
    let window: UInt64
    /// The symbols that are left.
    let length: Int
  }

  /// The positions from `first` to the end.
  static func tails(of sequence: PackedSequence, from first: Int) -> [Tail] {
    (first..<sequence.count).map { position in
      Tail(window: sequence.window(at: position) & ~0 << 20, length: sequence.count - position)
    }
  }

  /// Adds the pairs of the windows that share less than their bucket.
  ///
  /// - Parameter sizes: of the buckets.
  static func fold(_ sizes: [UInt32], into counts: inout WindowKernel.Counts) {
    var sizes = sizes
    for bits in stride(from: WindowKernel.bucketBits, through: 1, by: -1) {
      counts.highest[bits] = Int(sizes.max() ?? 0)
      for place in 0..<(1 << (bits - 1)) {
        let (left, right) = (sizes[2 * place], sizes[2 * place + 1])
        counts.pairs[bits - 1] += UInt64(left) * UInt64(right)
        sizes[place] = left + right
      }
      sizes.removeLast(sizes.count / 2)
    }
  }

  /// Adds the pairs of the tails with all windows and with each other.
  ///
  /// - Parameters:
  ///   - pairs: for each tail, the windows of its bucket that share just so many bits.
  ///   - sizes: of the buckets.
  mutating func add(_ tails: [Tail], _ pairs: [[UInt64]], _ sizes: [UInt32], width: Int) {
    for (index, tail) in tails.enumerated() {
      for length in 1...tail.length {
        let bits = length * width
        var windows: UInt64
        if bits <= WindowKernel.bucketBits {
          let unshared = WindowKernel.bucketBits - bits
          let first = Int(tail.window >> UInt64(64 - bits)) << unshared
          windows = sizes[first..<(first + 1 << unshared)].reduce(0) { $0 + UInt64($1) }
        } else {
          windows = pairs[index][bits...].reduce(0, +)
        }
        var occurrences = Int(windows) + 1
        for (other, otherTail) in tails.enumerated() where other != index && otherTail.length >= length {
          guard (tail.window ^ otherTail.window).leadingZeroBitCount >= bits else { continue }
          occurrences += 1
          // Each pair once.
          if other < index { windows += 1 }
        }
        tally.add(pairs: windows, occurrences: occurrences, toLength: length)
      }
    }
  }
}
