// SPDX-License-Identifier: Apache-2.0

/// The lengths of the prefix codes that bzip2 gives to symbols by their frequencies: Huffman's, by a heap that breaks ties in a
/// certain way, with rarer symbols made more frequent until no code is too long.
enum CodeLengths {
  /// The longest code that bzip2 writes.
  static let longest = 17

  /// The lengths, at least 1 for each symbol.
  ///
  /// - Parameter frequencies: of at least two symbols; together below 2^23.
  static func all(_ frequencies: [Int]) -> [Int] {
    let count = frequencies.count
    var weights = [0] + frequencies.map { max($0, 1) }
    while true {
      let lengths = lengths(weights)
      if (lengths.max() ?? 0) <= longest { return lengths }
      for symbol in 1...count { weights[symbol] = weights[symbol] / 2 + 1 }
    }
  }

  /// A node of the tree: how often it occurs and, among equals, how deep it is.
  private struct Weight: Comparable {
    var count = 0
    var depth = 0

    static func < (first: Self, second: Self) -> Bool {
      (first.count, first.depth) < (second.count, second.depth)
    }
  }

  /// Of Huffman's code for weights of symbols 1, 2, ...
  private static func lengths(_ counts: [Int]) -> [Int] {
    var weights = counts.map { Weight(count: $0) }
    var parents = [Int](repeating: 0, count: counts.count)
    // The least one at 1; 0 is a sentinel, less than every node.
    var heap = [0]
    for node in 1..<counts.count {
      heap.append(node)
      rise(&heap, weights)
    }
    while heap.count > 2 {
      let first = removeLeast(&heap, weights)
      let second = removeLeast(&heap, weights)
      let node = weights.count
      weights.append(
        Weight(
          count: weights[first].count + weights[second].count,
          depth: max(weights[first].depth, weights[second].depth) + 1))
      parents.append(0)
      (parents[first], parents[second]) = (node, node)
      heap.append(node)
      rise(&heap, weights)
    }
    return (1..<counts.count).map { symbol in
      var (length, node) = (0, symbol)
      while parents[node] > 0 {
        node = parents[node]
        length += 1
      }
      return length
    }
  }

  /// Moves the last node up to where it belongs.
  private static func rise(_ heap: inout [Int], _ weights: [Weight]) {
    var place = heap.count - 1
    let node = heap[place]
    while place > 1, weights[node] < weights[heap[place / 2]] {
      heap[place] = heap[place / 2]
      place /= 2
    }
    heap[place] = node
  }

  /// Takes the least node out; the last one takes its place and moves down, past its equals.
  private static func removeLeast(_ heap: inout [Int], _ weights: [Weight]) -> Int {
    let least = heap[1]
    let node = heap.removeLast()
    guard heap.count > 1 else { return least }
    var place = 1
    while 2 * place < heap.count {
      var child = 2 * place
      if child + 1 < heap.count, weights[heap[child + 1]] < weights[heap[child]] { child += 1 }
      if weights[node] < weights[heap[child]] { break }
      heap[place] = heap[child]
      place = child
    }
    heap[place] = node
    return least
  }
}
