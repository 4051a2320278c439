// SPDX-License-Identifier: Apache-2.0
import Conditioning
import HealthTests
import Seeds
import TestSupport
import Testing

/// When a seed comes out, and with which credit.
@Suite struct SeedAssemblyTests {
  /// Noise that was tested at 4 bits per byte.
  static func noise(_ source: String, _ count: Int, seed: UInt64 = 1) throws -> TestedSamples {
    var maker = NoiseMaker(.uniform, generator: SeededGenerator(seed: seed))
    return try testedSamples(of: source, maker.samples(count), minEntropy: .bits(4))
  }

  /// Adds samples of source after source, each in a group of its own unless given, and finishes.
  static func assemble(
    _ parts: [(source: String, group: String, samples: Int, credit: MinEntropy)]
  ) throws -> ConditioningAccount {
    var assembly = try SeedAssembly()
    for part in parts {
      try assembly.add(
        try noise(part.source, part.samples), sequence: 1, credit: part.credit, group: part.group)
    }
    return try assembly.finish().account
  }

  @Test func `448 credited bits give a seed and 447 do not`() throws {
    // C-14, B-37
    let account = try Self.assemble([("a", "a", 448, .bits(1))])
    #expect(account == ConditioningAccount(nIn: 3584, hIn: 448, nw: 384, nOut: 384))
    #expect(account.isFullEntropy)
    #expect(throws: ConditioningError.insufficientCredit(credited: .bits(447), required: .bits(448))) {
      _ = try Self.assemble([("a", "a", 447, .bits(1))])
    }
  }

  @Test func `a 256th of a bit below 448 gives no seed`() throws {
    let almost = CreditedEntropy(samples: 448 * 256 - 1, at: MinEntropy(units: 1))
    #expect(throws: ConditioningError.insufficientCredit(credited: almost, required: .bits(448))) {
      _ = try Self.assemble([("a", "a", 447, .bits(1)), ("b", "b", 255, MinEntropy(units: 1))])
    }
    let account = try Self.assemble([("a", "a", 447, .bits(1)), ("b", "b", 256, MinEntropy(units: 1))])
    #expect(account.hIn == 448)
  }

  @Test func `nothing added, or added without credit, gives no seed`() throws {
    #expect(throws: ConditioningError.insufficientCredit(credited: .zero, required: .bits(448))) {
      _ = try Self.assemble([])
    }
    #expect(throws: ConditioningError.insufficientCredit(credited: .zero, required: .bits(448))) {
      _ = try Self.assemble([("a", "a", 10_000, .zero)])
    }
  }

  @Test func `one independence group counts once`() throws {
    // C-16: 400 bits of one and 300 of the other are 400, not 700.
    #expect(throws: ConditioningError.insufficientCredit(credited: .bits(400), required: .bits(448))) {
      _ = try Self.assemble([("getrandom", "kernel", 400, .bits(1)), ("hwrng", "kernel", 300, .bits(1))])
    }
    let apart = try Self.assemble([("quantum", "quantum", 400, .bits(1)), ("hwrng", "kernel", 300, .bits(1))])
    #expect(apart.hIn == 700)
    #expect(apart.nIn == 5600)
    // Two batches of one device are one device, not two sources of a group.
    let batches = try Self.assemble([("hwrng", "kernel", 400, .bits(1)), ("hwrng", "kernel", 300, .bits(1))])
    #expect(batches.hIn == 700)
  }

  @Test func `credit above what was tested is refused`() throws {
    let above = MinEntropy(units: 4 * 256 + 1)
    var assembly = try SeedAssembly()
    #expect(throws: ConditioningError.creditAboveTestedClaim(credit: above, tested: .bits(4))) {
      try assembly.add(try Self.noise("a", 200), sequence: 1, credit: above, group: "a")
    }
    let credited = assembly.credited
    #expect(credited == .zero)
    try assembly.add(try Self.noise("a", 112), sequence: 1, credit: .bits(4), group: "a")
    #expect(try assembly.finish().account.hIn == 448)
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func `merging batches first gives the credit of adding them one by one`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let counts = (0..<Int.random(in: 2...5, using: &random)).map { _ in
      Int.random(in: 1...120, using: &random)
    }
    let credit = MinEntropy(units: Int.random(in: 1...1024, using: &random))
    var one = try SeedAssembly()
    var merged = try Self.noise("a", counts[0], seed: seed)
    for (index, count) in counts.enumerated() {
      try one.add(
        try Self.noise("a", count, seed: seed + UInt64(index)), sequence: 1, credit: credit, group: "g")
      if index > 0 { try merged.append(try Self.noise("a", count, seed: seed + UInt64(index))) }
    }
    var other = try SeedAssembly()
    try other.add(merged, sequence: 1, credit: credit, group: "g")
    let (apart, together) = (one.credited, other.credited)
    #expect(apart == together, "seed \(seed)")
    #expect(apart == CreditedEntropy(samples: counts.reduce(0, +), at: credit), "seed \(seed)")
  }

  @Test func `fewer than 48 bytes of a generator give no seed`() throws {
    for count in [1, 47] {
      #expect(throws: ConditioningError.insufficientBytes(bytes: count, required: 48)) {
        _ = try SeedAssembly.generatorSeed(
          of: try Self.noise("getrandom", count), sequence: 1, strength: 256, origin: "getrandom")
      }
    }
    // 95 samples of 4 bits are 47.5 bytes.
    var maker = NoiseMaker(.uniform, bitsPerSample: 4, generator: SeededGenerator(seed: 3))
    let nibbles = maker.samples(95)
    #expect(throws: ConditioningError.insufficientBytes(bytes: 47, required: 48)) {
      _ = try SeedAssembly.generatorSeed(
        of: try testedSamples(of: "getrandom", nibbles, bitsPerSample: 4), sequence: 1, strength: 256,
        origin: "getrandom")
    }
    let seed = try SeedAssembly.generatorSeed(
      of: try Self.noise("getrandom", 48), sequence: 1, strength: 128, origin: "the kernel")
    #expect(seed.strength == 128)
    #expect(seed.origin == "the kernel")
  }
}
