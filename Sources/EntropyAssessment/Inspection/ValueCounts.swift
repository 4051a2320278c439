// SPDX-License-Identifier: Apache-2.0

/// How often each value occurs.
public struct ValueCounts: Equatable, Sendable {
  /// The values that occur, ascending.
  public let values: [UInt32]
  /// How often each of them does.
  public let counts: [Int]

  /// A range of values, and how many samples lie in it.
  public struct Bin: Equatable, Sendable {
    /// The values.
    public let range: ClosedRange<UInt32>
    /// How many samples have one of them.
    public let count: Int
  }

  /// Counts samples.
  ///
  /// - Cost: of words, sorting a copy.
  public init(_ samples: SampleValues) {
    var (values, counts): ([UInt32], [Int]) = ([], [])
    switch samples {
    case .bytes(let bytes):
      let all = HistogramKernel.counts(bytes.span)
      for value in 0..<256 where all[value] > 0 {
        values.append(UInt32(value))
        counts.append(all[value])
      }
    case .words(let words):
      for word in words.sorted() {
        if values.last == word {
          counts[counts.count - 1] += 1
        } else {
          values.append(word)
          counts.append(1)
        }
      }
    }
    (self.values, self.counts) = (values, counts)
  }

  /// The counts of equally wide ranges from the lowest value to the highest, or of each value when these are few enough.
  ///
  /// - Parameter limit: at most so many, 1 or more.
  public func histogram(limit: Int) -> [Bin] {
    guard let lowest = values.first, let highest = values.last else { return [] }
    if values.count <= limit {
      return zip(values, counts).map { Bin(range: $0...$0, count: $1) }
    }
    let span = UInt64(highest - lowest) + 1
    let step = (span + UInt64(limit) - 1) / UInt64(limit)
    var sums = [Int](repeating: 0, count: Int((span + step - 1) / step))
    for (value, count) in zip(values, counts) { sums[Int(UInt64(value - lowest) / step)] += count }
    return sums.enumerated().map { index, sum in
      let start = UInt64(lowest) + UInt64(index) * step
      return Bin(
        range: UInt32(start)...UInt32(min(start + step - 1, UInt64(highest))), count: sum)
    }
  }
}
