// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// The sums of the compression statistic: how far back each block of six bits occurred last.
enum CompressionKernel {
  /// Distances whose logarithms are kept; a longer one comes once in e^64 blocks of random data.
  private static let tableLength = 4096

  /// The sums, or `nil` when the string is shorter than ``Compression/minimumLength``.
  static func sums(_ bits: BitString) -> Compression.Sums? {
    guard bits.count >= Compression.minimumLength else { return nil }
    let blockCount = bits.count / Compression.blockLength
    let logarithms = [0] + (1..<tableLength).map { log2(Double($0)) }
    let table = logarithms.span
    let words = bits.words.span
    // The number of each block value's last occurrence, from 1 on; 0 before the first.
    var last = InlineArray<64, Int>(repeating: 0)
    var (sum, squares) = (KahanSum(), KahanSum())
    for number in 1...blockCount {
      let position = (number - 1) * Compression.blockLength
      let (index, offset) = (position / 64, UInt64(position % 64))
      // There are two words behind the last one; a shift by 64 gives zero.
      let window = unsafe words[unchecked: index] << offset | words[unchecked: index + 1] >> (64 - offset)
      let block = Int(truncatingIfNeeded: window >> 58)
      let distance = number - (unsafe last[unchecked: block])
      unsafe last[unchecked: block] = number
      guard number > Compression.dictionaryLength else { continue }
      let logarithm =
        distance < tableLength ? unsafe table[unchecked: distance] : log2(Double(distance))
      sum.add(logarithm)
      squares.addProduct(logarithm, logarithm)
    }
    return Compression.Sums(blockCount: blockCount, logarithms: sum.value, squares: squares.value)
  }
}
