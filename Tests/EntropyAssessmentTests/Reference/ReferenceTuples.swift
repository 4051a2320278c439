// SPDX-License-Identifier: Apache-2.0
import EntropyAssessment

/// The counts of tuples, written to be read: by the length of the prefix that each two suffixes share.
///
/// - Cost: quadratic in the length of the sequence.
enum ReferenceTuples {
  static func counts(_ samples: [UInt8]) -> TupleCounts {
    let count = samples.count
    // At place t: how often the most frequent tuple of length t occurs, and the pairs of equal ones, each seen from both.
    var highest = [Int](repeating: 0, count: count + 2)
    var pairs = [Int](repeating: 0, count: count + 2)
    // Of the suffix at one position with all others; made from those of the suffix behind it.
    var shared = [Int](repeating: 0, count: count + 1)
    for position in (0..<count).reversed() {
      // How many suffixes share just t symbols with this one; it shares all of its symbols with itself.
      var sharing = [Int](repeating: 0, count: count + 1)
      for other in 0..<count {
        shared[other] = samples[other] == samples[position] ? shared[other + 1] + 1 : 0
        sharing[shared[other]] += 1
      }
      var occurrences = 0
      for length in (1...count - position).reversed() {
        occurrences += sharing[length]
        highest[length] = max(highest[length], occurrences)
        pairs[length] += occurrences - 1
      }
    }
    let leastUncommon = highest.dropFirst().firstIndex { $0 < 35 } ?? 1
    let longestRepeated = pairs.lastIndex { $0 > 0 } ?? 0
    let equalPairs = longestRepeated < leastUncommon ? [] : pairs[leastUncommon...longestRepeated]
    return TupleCounts(
      highest: Array(highest[1...leastUncommon]), longestRepeated: longestRepeated,
      equalPairs: equalPairs.map { UInt64($0 / 2) })
  }
}
