// SPDX-License-Identifier: Apache-2.0

/// What samples look like, where that would make an assessment worthless.
public enum Appearance: Equatable, Sendable {
  /// The digits of bytes, instead of bytes.
  case hexadecimalText
  /// Numbers in decimal digits.
  case decimalText
  /// The digits 0 and 1.
  case binaryText
  /// Other text.
  case asciiText
  /// Bytes hold several samples of so many bits: their distribution is the same at every place of a byte, and from one
  /// byte to the next.
  case packedSamples(bits: Int)
  /// A bit below the width is the same in all samples.
  case constantBit(bit: Int, value: Int)
  /// Everything comes again after so many samples.
  case period(samples: Int)
  /// Of so many samples, one is always the same.
  case fixedSample(every: Int, value: Int)

  /// A word for programs.
  public var code: String {
    switch self {
    case .hexadecimalText: "hexadecimal-text"
    case .decimalText: "decimal-text"
    case .binaryText: "binary-text"
    case .asciiText: "ascii-text"
    case .packedSamples: "packed-bits"
    case .constantBit: "constant-bit"
    case .period: "period"
    case .fixedSample: "fixed-sample"
    }
  }

  /// All that can be said of symbols as they are assessed.
  ///
  /// - Parameters:
  ///   - width: bits of a symbol.
  ///   - areBytes: whether a symbol is a byte of the file, which then may be text or hold several samples.
  public static func all(of symbols: [UInt8], width: Int, areBytes: Bool) -> [Appearance] {
    if areBytes {
      let counts = HistogramKernel.counts(symbols.span)
      if let text = TextClass.appearance(symbols.span, counts) { return [text] }
      if let bits = PackedPairs(symbols, counts).sampleBits { return [.packedSamples(bits: bits)] }
    }
    return ConstantBits.appearances(symbols.span, width: width) + Periodicity.appearances(symbols.span)
  }

  /// All that can be said of samples as they were captured.
  public static func all(of values: SampleValues, width: Int, areBytes: Bool) -> [Appearance] {
    switch values {
    case .bytes(let bytes): all(of: bytes, width: width, areBytes: areBytes)
    case .words(let words):
      ConstantBits.appearances(words.span, width: width) + Periodicity.appearances(words.span)
    }
  }
}
