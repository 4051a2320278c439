// SPDX-License-Identifier: Apache-2.0

/// How samples lie in bytes, and what of a sample is its symbol.
public struct SampleForm: Equatable, Sendable {
  /// Where samples lie.
  public enum Layout: Equatable, Sendable {
    /// A byte each.
    case bytes
    /// So many bits each, 1 to 8, without gaps; the first sample lies in the most significant bits of the first byte.
    case packed(bits: Int)
    /// A word each, of 16 or 32 bits, its least significant byte first.
    case words(bits: Int)

    /// Bits that a sample takes.
    public var sampleBits: Int {
      switch self {
      case .bytes: 8
      case .packed(let bits), .words(let bits): bits
      }
    }
  }

  /// Where samples lie.
  public var layout = Layout.bytes
  /// The bits that make a symbol; without a selection a byte or a packed sample is its symbol, and words are translated.
  public var selection: BitSelection?

  /// A byte is a symbol.
  public init() {}

  /// Bits of a symbol, where the form says it.
  public var width: Int? {
    if let selection { return selection.bits.count }
    if case .packed(let bits) = layout { return bits }
    return nil
  }

  /// Whether symbols are found by translating the values that occur.
  public var isTranslated: Bool {
    if case .words = layout { selection == nil } else { false }
  }

  /// Whether a symbol is a byte as it lies in the file.
  public var areBytes: Bool { layout == .bytes && selection == nil }

  /// How many samples so many bits hold; what is left is not a whole one.
  public func sampleCount(bits: Int) -> Int { bits / layout.sampleBits }

  /// The samples as they lie in bytes, before any selection or translation.
  ///
  /// - Parameters:
  ///   - firstBit: where the first packed sample begins in the first byte, 0 to 7.
  ///   - count: at most so many are taken.
  /// - Throws: ``AssessmentError/wordCutOff(bytes:wordBytes:)``. The bits behind the last whole packed sample are padding.
  public func values(
    of bytes: [UInt8], firstBit: Int = 0, count: Int = .max
  ) throws(AssessmentError) -> SampleValues {
    switch layout {
    case .bytes: return .bytes(count < bytes.count ? Array(bytes[..<count]) : bytes)
    case .packed(let bits):
      let held = max(0, bytes.count * 8 - firstBit) / bits
      return .bytes(
        UnpackingKernel.samples(bytes.span, firstBit: firstBit, bits: bits, count: min(count, held)))
    case .words(let bits):
      let wordBytes = bits / 8
      let needed = count < Int.max / wordBytes ? min(count * wordBytes, bytes.count) : bytes.count
      guard needed.isMultiple(of: wordBytes) else {
        throw .wordCutOff(bytes: bytes.count, wordBytes: wordBytes)
      }
      return .words(UnpackingKernel.words(bytes.span, wordBytes: wordBytes, count: needed / wordBytes))
    }
  }

  /// The symbols of samples.
  ///
  /// - Parameter alphabet: the values that words are translated from, ascending, at most 256; found from the samples when
  ///   `nil`.
  /// - Throws: ``AssessmentError/tooManyValues(distinct:limit:width:)``, ``AssessmentError/notInAlphabet``.
  public func symbols(
    of values: SampleValues, alphabet: [UInt32]? = nil
  ) throws(AssessmentError) -> [UInt8] {
    switch (values, selection) {
    case (.bytes(let bytes), nil): return bytes
    case (.bytes(let bytes), .some(let selection)): return bytes.map { selection.symbol(UInt32($0)) }
    case (.words(let words), .some(let selection)): return words.map { selection.symbol($0) }
    case (.words(let words), nil):
      guard let alphabet = alphabet ?? values.alphabet(limit: SampleValues.symbolLimit) else {
        throw .tooManyValues(
          distinct: values.distinctCount, limit: SampleValues.symbolLimit, width: layout.sampleBits)
      }
      guard let symbols = TranslationKernel.symbols(words.span, alphabet: alphabet) else {
        throw .notInAlphabet
      }
      return symbols
    }
  }
}
