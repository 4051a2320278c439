// SPDX-License-Identifier: Apache-2.0

/// Finds what was probably meant.
package enum Spelling {
  /// The word with the fewest changes of one letter to `text`; the first of several. `words` is not empty.
  package static func nearest(to text: String, among words: [String]) -> String {
    let cut = Array(text.unicodeScalars.prefix(64))
    let ranked = words.map { (word: $0, distance: distance(cut, Array($0.unicodeScalars))) }
    return ranked.min { $0.distance < $1.distance }?.word ?? ""
  }

  /// Levenshtein's distance.
  private static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var row = Array(0...b.count)
    for (i, scalar) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in b.enumerated() {
        let changed = diagonal + (scalar == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(changed, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[b.count]
  }
}
