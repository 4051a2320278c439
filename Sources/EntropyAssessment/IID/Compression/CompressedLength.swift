// SPDX-License-Identifier: Apache-2.0

/// How many bytes bzip2 makes of the samples written as decimals, at level 5 (SP 800-90B 5.1.11), without making them: of the
/// text, only what decides the length is computed.
///
/// - Threading: one thread at a time; it keeps 9 MB of memory for the next text.
/// - Cost: a few milliseconds for a block of 500,000 characters.
struct CompressedLength: ~Copyable {
  private let text: DecimalText
  private var transform: BlockTransformKernel
  private var coder: MoveToFrontKernel

  /// Bits around the blocks: "BZh5", and at the end a mark and a checksum.
  private static let frameBits = 32 + 48 + 32
  /// Bits of a block before its codes: a mark, a checksum, whether it was scrambled, and the place of its first rotation.
  private static let blockBits = 48 + 32 + 1 + 24
  /// Bits that say which of 16 ranges of 16 characters are used.
  private static let rangeBits = 16

  /// - Parameter alphabet: the value of each symbol.
  init(alphabet: [UInt8]) {
    text = DecimalText(alphabet: alphabet)
    transform = BlockTransformKernel(text)
    coder = MoveToFrontKernel(capacity: TextBlocks.greatestLength)
  }

  /// The length for a sequence of symbols, at least 1.
  mutating func bytes(_ symbols: Span<UInt8>) -> Int {
    var bits = Self.frameBits
    var blocks = TextBlocks(symbols, text)
    while let block = blocks.next(symbols) {
      transform.transform(block, symbols)
      unsafe coder.encode(
        UnsafePointer(transform.output), length: block.length, present: transform.present)
      bits += Self.blockBits + Self.rangeBits + 16 * ranges
      bits += unsafe CodeTableKernel.bits(
        UnsafeBufferPointer(start: coder.codes, count: coder.count), alphabet: coder.codeCount)
    }
    return (bits + 7) / 8
  }

  /// Ranges of 16 characters that the last block used: a space is in the third, digits are in the fourth.
  private var ranges: Int {
    let present = coder.present
    let hasSpace = present[Int(BlockTransformKernel.space)]
    let hasDigit = present.indices.contains { $0 != Int(BlockTransformKernel.space) && present[$0] }
    return (hasSpace ? 1 : 0) + (hasDigit ? 1 : 0)
  }
}
