// SPDX-License-Identifier: Apache-2.0
import Glibc
import HealthTests

/// A source whose min-entropy is known exactly, run through the health tests in batches.
///
/// Uses nothing but what other modules may use. At full length it belongs into a release build: 10^9 samples.
struct Soak {
  /// Where the min-entropy of the source stands.
  enum Source {
    /// Uniform over 2^bits symbols: exactly at the claim of `bits`.
    case uniform
    /// Symbol 0 with probability 2^(-factor × bits), the rest evenly on all other symbols: at `factor` of the
    /// claim.
    case leaning(factor: Double)
  }

  /// Fits a slot of the secret slab, which costs no mapping of its own.
  static let batch = 8064

  let bits: Int
  let source: Source
  var generator: Xoshiro256

  init(bits: Int, source: Source, seed: UInt64) {
    self.bits = bits
    self.source = source
    generator = Xoshiro256(seed: seed)
  }

  /// Feeds `samples` samples, a multiple of ``batch``, to `tests`; stops at an alarm or a refusal and returns
  /// false.
  mutating func run(_ samples: Int, through tests: inout HealthTests) throws -> Bool {
    for number in 0..<(samples / Self.batch) {
      var raw = try RawSamples(
        source: "soak", sequence: UInt64(number), bitsPerSample: bits, capacity: Self.batch)
      raw.fill { buffer in
        switch source {
        case .uniform: fillUniform(&buffer)
        case .leaning(let factor): fillLeaning(&buffer, factor: factor)
        }
        return buffer.count
      }
      switch tests.test(raw) {
      case .passed: continue
      case .startingUp: continue
      case .alarm: return false
      case .refused: return false
      }
    }
    return true
  }

  /// Some samples of a leaning source, for a test of the generator itself.
  mutating func sample(_ count: Int) -> [UInt8] {
    var samples = [UInt8](repeating: 0, count: count)
    if case .leaning(let factor) = source {
      var span = samples.mutableSpan
      fillLeaning(&span, factor: factor)
    }
    return samples
  }

  /// All bits of each word: 64, 32 or 8 samples, whose number divides ``batch``.
  private mutating func fillUniform(_ buffer: inout MutableSpan<UInt8>) {
    let mask = UInt64(1 << bits - 1)
    let perWord = 64 / bits
    var index = 0
    while index < buffer.count {
      var word = generator.next()
      for offset in 0..<perWord {
        buffer[index + offset] = UInt8(truncatingIfNeeded: word & mask)
        word &>>= UInt64(bits)
      }
      index += perWord
    }
  }

  /// The probability and the choice of the others are exact to 2^-53.
  private mutating func fillLeaning(_ buffer: inout MutableSpan<UInt8>, factor: Double) {
    let threshold = UInt64(exp2(-factor * Double(bits)) * 0x1p64)
    let others = UInt64(1 << bits - 1)
    for index in 0..<buffer.count {
      buffer[index] =
        generator.next() < threshold
        ? 0 : UInt8(truncatingIfNeeded: 1 + generator.next().multipliedFullWidth(by: others).high)
    }
  }
}
