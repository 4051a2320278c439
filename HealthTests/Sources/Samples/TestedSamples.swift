// SPDX-License-Identifier: Apache-2.0
internal import SecretMemory

/// Samples that have passed the health tests of their source, and the only thing that conditioning takes
/// (B-4).
///
/// Only ``HealthTests/test(_:)`` makes it. What may be credited for it is at most ``count`` ×
/// ``testedMinEntropy``, and merging never raises that.
///
/// - Threading: may be sent to another thread, not shared.
package struct TestedSamples: ~Copyable {
  /// Identifier of the source.
  package let source: String
  /// Number of the first batch in it.
  package let sequence: UInt64
  /// Bits in use in each byte, 1...8.
  package let bitsPerSample: Int
  /// The min-entropy per sample that the cutoffs of the tests were derived from; no sample is worth more.
  package let testedMinEntropy: MinEntropy
  /// Whether the tests were output sanity checks of an opaque device, not tests of raw noise (B-5).
  package let isOpaque: Bool
  /// How many samples there are, at least 1.
  package private(set) var count: Int
  /// The samples are `count` bytes from `start`; before them lies what the start-up test used up, wiped.
  private var start: Int
  private var state: GeneratorState

  /// Takes over the samples from index `start` on, which must be below `raw.count`; the ones before it are
  /// wiped. `nil` when a fork has killed them.
  init?(_ raw: consuming RawSamples, from start: Int, configuration: HealthTestConfiguration) {
    let count = raw.count
    source = raw.source
    sequence = raw.sequence
    bitsPerSample = raw.bitsPerSample
    testedMinEntropy = configuration.minEntropy
    isOpaque = configuration.isOpaque
    self.start = start
    self.count = count - start
    state = raw.takeState()
    let wiped: Void? = state.withMutableBytes { bytes in
      for index in 0..<start { bytes[index] = 0 }
    }
    guard wiped != nil else { return nil }
  }

  /// Lends the samples for reading, or returns `nil` when a fork has killed them.
  package borrowing func withBytes<R: ~Copyable, E: Error>(
    _ body: (Span<UInt8>) throws(E) -> R
  ) throws(E) -> R? {
    let range = start..<(start + count)
    return try state.withBytes { bytes throws(E) in try body(bytes.extracting(range)) }
  }

  /// Appends samples of the same source that were tested for the same claim.
  ///
  /// The sequence stays that of the first. The others are used up even when this throws; these ones are not
  /// changed then.
  ///
  /// - Throws: ``HealthTestError/sourceMismatch(source:expected:)``,
  ///   ``HealthTestError/unlikeSamples(minEntropy:expected:)``, ``HealthTestError/samplesLost(count:)`` after
  ///   a fork, ``HealthTestError/memory(_:)`` above 16 MiB.
  package mutating func append(_ other: consuming TestedSamples) throws(HealthTestError) {
    guard other.source == source else {
      throw .sourceMismatch(source: other.source, expected: source)
    }
    guard
      other.testedMinEntropy == testedMinEntropy, other.bitsPerSample == bitsPerSample,
      other.isOpaque == isOpaque
    else { throw .unlikeSamples(minEntropy: other.testedMinEntropy, expected: testedMinEntropy) }
    let total = count + other.count
    var merged = try GeneratorState.allocate(byteCount: total)
    let copied = merged.withMutableBytes { target in
      let first: Void? = withBytes { bytes in Self.copy(bytes, to: &target, at: 0) }
      let second: Void? = other.withBytes { bytes in Self.copy(bytes, to: &target, at: total - bytes.count) }
      return first != nil && second != nil
    }
    guard copied == true else { throw .samplesLost(count: total) }
    state = merged
    start = 0
    count = total
  }

  /// Whether what lay before the samples is wiped; for the tests of this module.
  var isPrefixWiped: Bool {
    let start = self.start
    return state.withBytes { bytes in (0..<start).allSatisfy { bytes[$0] == 0 } } ?? true
  }

  private static func copy(_ bytes: Span<UInt8>, to target: inout MutableSpan<UInt8>, at offset: Int) {
    for index in bytes.indices { target[offset + index] = bytes[index] }
  }
}
