// SPDX-License-Identifier: Apache-2.0
public import SecretMemory

/// What gives random bytes: ``Randomness`` in a program, and in the tests of a program `SeededRandomness` of the product
/// RandomnessTesting.
///
/// ```swift
/// struct TokenMaker<Source: RandomBytes> {
///   let source: Source
///   func token() throws(RandomnessError) -> SecretBytes { try source.secretBytes(32) }
/// }
/// ```
public protocol RandomBytes: Sendable {
  /// What ``generator()`` gives.
  associatedtype Generator: RandomNumberGenerator & Sendable

  /// Fills the bytes of a span; see `Randomness.fill`.
  ///
  /// - Throws: ``RandomnessError``; the bytes are then zero.
  func fill(_ bytes: inout MutableSpan<UInt8>, predictionResistance: Bool) throws(RandomnessError)

  /// A generator for Swift's own random functions.
  func generator() -> Generator
}

extension RandomBytes {
  /// Fills a buffer.
  ///
  /// - Parameters:
  ///   - buffer: what to fill; an empty one is left as it is.
  ///   - predictionResistance: see `Randomness.fill`.
  public func fill(_ buffer: inout [UInt8], predictionResistance: Bool = false) throws(RandomnessError) {
    var span = buffer.mutableSpan
    try fill(&span, predictionResistance: predictionResistance)
  }

  /// Fills the bytes of a span, without prediction resistance.
  public func fill(_ bytes: inout MutableSpan<UInt8>) throws(RandomnessError) {
    try fill(&bytes, predictionResistance: false)
  }

  /// Makes a secret of random bytes, 1 to ``Randomness/secretLimit``: a key.
  ///
  /// The bytes go from the generator to locked memory that is wiped with the secret; see `SecretBytes`.
  public func secretBytes(
    _ count: Int, predictionResistance: Bool = false
  ) throws(RandomnessError) -> SecretBytes {
    guard (1...Randomness.secretLimit).contains(count) else {
      throw .lengthOutOfRange(bytes: count, limit: Randomness.secretLimit)
    }
    var secret: SecretBytes
    do throws(SecretMemoryError) { secret = try SecretBytes(count: count) } catch {
      throw .outOfMemory(bytes: count)
    }
    try secret.withMutableBytes { bytes throws(RandomnessError) in
      try fill(&bytes, predictionResistance: predictionResistance)
    }
    return secret
  }
}

extension Randomness: RandomBytes {}
