// SPDX-License-Identifier: Apache-2.0

/// Wide values, of which few differ, as symbols.
///
/// Values lie in a table of 1,024 places at the place of their hash, or at the next one that is free: at most 257 of the
/// places are taken, so that a search ends soon.
enum TranslationKernel {
  private static let places = 1024

  /// The upper bits of a product with 2^32 divided by the golden ratio (Knuth, volume 3, 6.4).
  private static func place(_ value: UInt32) -> Int { Int((value &* 2_654_435_769) >> 22) }

  /// The distinct values, ascending; `nil` when there are more than a limit.
  ///
  /// - Parameter limit: at most 256.
  static func alphabet(_ values: Span<UInt32>, limit: Int) -> [UInt32]? {
    precondition((0...256).contains(limit))
    var keys = InlineArray<1024, UInt32>(repeating: 0)
    var isTaken = InlineArray<1024, Bool>(repeating: false)
    var alphabet: [UInt32] = []
    for index in values.indices {
      let value = values[index]
      var place = place(value)
      while isTaken[place], keys[place] != value { place = (place &+ 1) & (places - 1) }
      guard !isTaken[place] else { continue }
      guard alphabet.count < limit else { return nil }
      (keys[place], isTaken[place]) = (value, true)
      alphabet.append(value)
    }
    return alphabet.sorted()
  }

  /// The place of each value in the alphabet; `nil` when it lacks one.
  static func symbols(_ values: Span<UInt32>, alphabet: [UInt32]) -> [UInt8]? {
    precondition(alphabet.count <= 256)
    var keys = InlineArray<1024, UInt32>(repeating: 0)
    var isTaken = InlineArray<1024, Bool>(repeating: false)
    var symbols = InlineArray<1024, UInt8>(repeating: 0)
    for (symbol, value) in alphabet.enumerated() {
      var place = place(value)
      while isTaken[place] { place = (place &+ 1) & (places - 1) }
      (keys[place], isTaken[place], symbols[place]) = (value, true, UInt8(symbol))
    }
    var lacksNone = true
    let translated = [UInt8](capacity: values.count) { output in
      for index in values.indices {
        let value = values[index]
        var place = place(value)
        while isTaken[place], keys[place] != value { place = (place &+ 1) & (places - 1) }
        lacksNone = lacksNone && isTaken[place]
        output.append(symbols[place])
      }
    }
    return lacksNone ? translated : nil
  }
}
