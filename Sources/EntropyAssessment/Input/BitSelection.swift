// SPDX-License-Identifier: Apache-2.0

/// Bits of a sample that make a symbol, in their order: the highest of them becomes the most significant one.
public struct BitSelection: Equatable, Sendable {
  /// The bits, ascending; 0 is the least significant one of a sample.
  public let bits: [Int]

  /// A symbol has no more.
  public static let limit = 8

  /// Reads numbers and ranges, such as "0,3-7".
  ///
  /// - Parameter width: the bits of a sample.
  public init(_ text: String, width: Int) throws(AssessmentError) {
    var isSelected = [Bool](repeating: false, count: width)
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Self.number($0) }
      guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first <= last
      else { throw .notASelection(text: text) }
      guard last < width else { throw .noSuchBit(bit: last, width: width) }
      for bit in first...last {
        guard !isSelected[bit] else { throw .notASelection(text: text) }
        isSelected[bit] = true
      }
    }
    bits = isSelected.indices.filter { isSelected[$0] }
    guard bits.count <= Self.limit else {
      throw .selectionTooWide(bits: bits.count, limit: Self.limit)
    }
  }

  /// Digits alone: `Int` would take a sign.
  private static func number(_ text: Substring) -> Int? {
    text.utf8.allSatisfy { (48...57).contains($0) } ? Int(text) : nil
  }

  /// The symbol of a sample.
  func symbol(_ sample: UInt32) -> UInt8 {
    var symbol: UInt8 = 0
    for (place, bit) in bits.enumerated() {
      symbol |= UInt8(truncatingIfNeeded: sample >> UInt32(bit) & 1) << UInt8(place)
    }
    return symbol
  }
}
