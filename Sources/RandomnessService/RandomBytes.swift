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
  func fill(_ bytes: inout MutableSpan<UInt8>) throws(RandomnessError)

  /// The same with prediction resistance, if so wished.
  func fill(_ bytes: inout MutableSpan<UInt8>, predictionResistance: Bool) throws(RandomnessError)

  /// Fills the bytes of a span with what is to be kept secret; see `Randomness.fillSecret`.
  func fillSecret(_ bytes: inout MutableSpan<UInt8>, predictionResistance: Bool) throws(RandomnessError)

  /// Fills the bytes of a span with what will be published; see `Randomness.fillPublished`.
  func fillPublished(_ bytes: inout MutableSpan<UInt8>) throws(RandomnessError)

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
    if predictionResistance {
      try fill(&span, predictionResistance: true)
    } else {
      try fill(&span)
    }
  }

  /// Makes a secret of random bytes, 1 to ``Randomness/secretLimit``: a key.
  ///
  /// The bytes go from a generator that makes nothing but secrets to locked memory that is wiped with the secret; see
  /// `Randomness.fillSecret` and `SecretBytes`.
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
      try fillSecret(&bytes, predictionResistance: predictionResistance)
    }
    return secret
  }

  /// A nonce of 96 bits for AES-GCM and the like.
  ///
  /// Random, from a state that no secret comes from, with fresh randomness of the operating system in it: it does not
  /// repeat in another thread, in a forked child or in a cloned machine, where a counter would. Two of 2^32 nonces are
  /// equal with a probability of 2^-33; use no key with more (SP 800-38D 8.3).
  public func nonce() throws(RandomnessError) -> InlineArray<12, UInt8> {
    var nonce = InlineArray<12, UInt8>(repeating: 0)
    var bytes = nonce.mutableSpan
    try fillPublished(&bytes)
    return nonce
  }
}

extension Randomness: RandomBytes {}
