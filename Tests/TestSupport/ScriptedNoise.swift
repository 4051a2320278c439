// SPDX-License-Identifier: Apache-2.0

/// What samples look like: good noise, and each way in which a source can fail while it still answers.
package enum ScriptedNoise: Equatable, Sendable {
  /// Uniform over the sample's width.
  case uniform
  /// The same value again and again.
  case stuck(at: UInt8)
  /// `value` with this probability, 0...1, otherwise uniform over all other values: a source exactly at
  /// min-entropy -log2(probability), as long as that is the largest probability.
  case biased(towards: UInt8, probability: Double)
  /// These values in turn.
  case periodic([UInt8])
  /// One uniform block of this many samples, repeated.
  case repeatedBlock(Int)
  /// Printable ASCII, as a serial generator in its debug mode sends.
  case text

  /// All bits 0.
  package static let allZero = ScriptedNoise.stuck(at: 0)
  /// All bits 1 of a byte.
  package static let allOnes = ScriptedNoise.stuck(at: 0xff)
}

/// Makes the samples of a ``ScriptedNoise``.
package struct NoiseMaker: Sendable {
  private let noise: ScriptedNoise
  private let mask: UInt8
  /// Of 2^64; `biased` only.
  private let threshold: UInt64
  private let block: [UInt8]
  private var position = 0
  private var generator: SeededGenerator

  /// Starts anew; samples are `bitsPerSample` bits wide, 1...8.
  package init(_ noise: ScriptedNoise, bitsPerSample: Int = 8, generator: SeededGenerator) {
    var generator = generator
    let mask = UInt8(truncatingIfNeeded: (1 << min(max(bitsPerSample, 1), 8)) - 1)
    switch noise {
    case .repeatedBlock(let size): block = (0..<max(1, size)).map { _ in generator.byte() & mask }
    case .periodic(let values): block = values.isEmpty ? [0] : values
    default: block = []
    }
    if case .biased(_, let probability) = noise {
      threshold = UInt64(exactly: (probability * 0x1p64).rounded(.down)) ?? (probability < 0.5 ? 0 : .max)
    } else {
      threshold = 0
    }
    self.noise = noise
    self.mask = mask
    self.generator = generator
  }

  /// The next `count` samples.
  package mutating func samples(_ count: Int) -> [UInt8] { (0..<count).map { _ in next() } }

  private mutating func next() -> UInt8 {
    switch noise {
    case .uniform: return generator.byte() & mask
    case .stuck(let value): return value & mask
    case .periodic, .repeatedBlock:
      defer { position = (position + 1) % block.count }
      return block[position]
    case .text: return (0x20 + generator.byte() % 0x5f) & mask
    case .biased(let value, _):
      if generator.next() < threshold { return value & mask }
      // An offset of 1...mask from `value` is each of the other values once.
      let offset = UInt8(truncatingIfNeeded: UInt64.random(in: 1...UInt64(mask), using: &generator))
      return (value &+ offset) & mask
    }
  }
}
