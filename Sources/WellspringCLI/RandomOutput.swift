// SPDX-License-Identifier: Apache-2.0
internal import RandomnessService
internal import SecretMemory

/// Random bytes on their way from the generator to standard output: in secret memory only.
struct RandomOutput: ~Copyable {
  /// Three requests of 64 KiB at once: a multiple of 3, so that only the last piece of base64 is padded, and small
  /// enough for the second-level cache.
  static let pieceByteCount = 3 << 16

  private let randomness: Randomness
  private let encoding: ByteEncoding
  private var bytes: SecretBytes
  private var digits: SecretBytes

  /// Makes room for a piece.
  init(_ randomness: Randomness, _ encoding: ByteEncoding, byteCount: Int) throws(Failure) {
    let bytes = try Self.allocate(byteCount)
    // Raw bytes are written from where they were generated.
    let digits = try Self.allocate(encoding == .raw ? 1 : encoding.encodedCount(of: byteCount))
    self.randomness = randomness
    self.encoding = encoding
    self.bytes = bytes
    self.digits = digits
  }

  private static func allocate(_ byteCount: Int) throws(Failure) -> SecretBytes {
    do throws(SecretMemoryError) { return try SecretBytes(count: byteCount) } catch {
      throw Failure(error, bytes: byteCount)
    }
  }

  /// Generates a piece and encodes it.
  mutating func generate(predictionResistance: Bool) throws(Failure) {
    do throws(RandomnessError) {
      try bytes.withMutableBytes { bytes throws(RandomnessError) in
        try randomness.fillSecret(&bytes, predictionResistance: predictionResistance)
      }
    } catch { throw Failure(error) }
    guard encoding != .raw else { return }
    bytes.withBytes { bytes in
      digits.withMutableBytes { digits in encoding.encode(bytes, into: &digits) }
    }
  }

  /// Writes the piece.
  func write() throws(Failure) {
    if encoding == .raw { try Self.write(bytes) } else { try Self.write(digits) }
  }

  private static func write(_ secret: borrowing SecretBytes) throws(Failure) {
    try secret.withBytes { bytes throws(Failure) in try System.write(bytes, to: System.standardOutput) }
  }
}
