// SPDX-License-Identifier: Apache-2.0

extension SolarBody.Remarks {
  /// What was remarkable, in words; empty where nothing was.
  public var words: String {
    var parts: [String] = []
    func count(_ number: Int, _ one: String, _ several: String) {
      if number > 0 { parts.append("\(number) \(number == 1 ? one : several)") }
    }
    if isUnordered { parts.append("unordered") }
    count(duplicates, "row twice", "rows twice")
    count(missing, "row without a value", "rows without a value")
    count(inactive, "row of another spacecraft", "rows of other spacecraft")
    if longestGap > 0 { parts.append("gap of \(longestGap) s") }
    if origins.count > 1 { parts.append("seen by \(origins.joined(separator: " and "))") }
    return parts.joined(separator: ", ")
  }
}
