// SPDX-License-Identifier: Apache-2.0
#if DEBUG
  public import RandomnessService
  internal import Synchronization

  /// A stand-in for `Randomness` in tests: the same seed gives the same bytes for ever, and no source is touched.
  ///
  /// ```swift
  /// let maker = TokenMaker(source: SeededRandomness(seed: 7))
  /// ```
  ///
  /// Its bytes can be predicted by anyone. It exists in debug builds only: what names it does not compile in release.
  ///
  /// - Threading: safe to use from every thread; which of them gets which bytes is then up to chance.
  public final class SeededRandomness: RandomBytes {
    private struct State {
      var stream: SeededStream
      var failure: RandomnessError?
    }

    private let state: Mutex<State>

    /// Starts the stream of `seed`.
    public init(seed: UInt64) { state = Mutex(State(stream: SeededStream(seed: seed))) }

    /// From now on every request fails with `error`, until this is called with `nil`: how a program behaves without
    /// randomness can be tested too.
    public func fail(with error: RandomnessError?) { state.withLock { $0.failure = error } }

    /// Fills the bytes of a span from the stream, eight of them from a word, its lowest byte first; a request begins
    /// with a new word.
    ///
    /// - Parameter predictionResistance: has no meaning here.
    public func fill(
      _ bytes: inout MutableSpan<UInt8>, predictionResistance: Bool
    ) throws(RandomnessError) {
      do throws(RandomnessError) {
        try state.withLock { state throws(RandomnessError) in
          if let failure = state.failure { throw failure }
          var word: UInt64 = 0
          for index in bytes.indices {
            word = index % 8 == 0 ? state.stream.next() : word >> 8
            bytes[index] = UInt8(truncatingIfNeeded: word)
          }
        }
      } catch {
        for index in bytes.indices { bytes[index] = 0 }
        throw error
      }
    }

    /// The same stream.
    public func fill(_ bytes: inout MutableSpan<UInt8>) throws(RandomnessError) {
      try fill(&bytes, predictionResistance: false)
    }

    /// The same stream.
    public func fillSecret(
      _ bytes: inout MutableSpan<UInt8>, predictionResistance: Bool
    ) throws(RandomnessError) {
      try fill(&bytes, predictionResistance: predictionResistance)
    }

    /// The same stream.
    public func fillPublished(_ bytes: inout MutableSpan<UInt8>) throws(RandomnessError) {
      try fill(&bytes, predictionResistance: false)
    }

    /// A generator with a stream of its own, which follows from this one. It never fails, since it could not say so.
    public func generator() -> SeededStream {
      SeededStream(seed: state.withLock { $0.stream.next() })
    }
  }

  /// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
  public struct SeededStream: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Starts the stream of `seed`.
    public init(seed: UInt64) { state = seed }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var word = state
      word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
      word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
      return word ^ (word >> 31)
    }
  }
#else
  /// Left out of release builds: this package builds, and a program that names the type does not.
  @available(
    *, unavailable,
    message: "SeededRandomness gives predictable bytes and is left out of release builds; use Randomness"
  )
  public final class SeededRandomness {
    /// Not there in release builds.
    public init(seed: UInt64) {}
  }
#endif
