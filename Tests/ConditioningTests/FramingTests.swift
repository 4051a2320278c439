// SPDX-License-Identifier: Apache-2.0
import Conditioning
import HealthTests
import Seeds
import TestSupport
import Testing

/// The exact message of SHA3-384, which no two different lists of contributions share.
///
/// The known answers come from Python 3 (hashlib.sha3_384), where be(n) is n as eight bytes, most significant first,
/// and F(s) is be(length of s in UTF-8) and s in UTF-8:
///
///     seed             F("wellspring seed 1"), then of each contribution
///                      F(source) be(sequence) be(bits per sample) be(samples) samples, one byte each
///     generator seed   F("wellspring seed 1, generator") and one such contribution
///     additional input F("wellspring additional input 1") F(label), then of each contribution
///                      F(source) be(sequence) be(bytes) bytes
@Suite struct FramingTests {
  struct Part: Equatable {
    var source = "hwrng"
    var sequence: UInt64 = 1
    var bitsPerSample = 8
    var bytes: [UInt8]
  }

  /// Byte i is `factor` i + `offset`.
  static func line(_ count: Int, _ factor: Int, _ offset: Int, mask: Int = 0xff) -> [UInt8] {
    (0..<count).map { UInt8(($0 * factor + offset) & mask) }
  }

  static func seed(_ parts: [Part]) throws -> String {
    var assembly = try SeedAssembly()
    for part in parts {
      let samples = try testedSamples(of: part.source, part.bytes, bitsPerSample: part.bitsPerSample)
      try assembly.add(
        samples, sequence: part.sequence, credit: .bits(part.bitsPerSample), group: part.source)
    }
    return try assembly.finish().withBytes(hex) ?? "lost"
  }

  static func generatorSeed(_ part: Part, strength: Int = 256, origin: String = "os") throws -> String {
    let samples = try testedSamples(of: part.source, part.bytes, bitsPerSample: part.bitsPerSample)
    return try SeedAssembly.generatorSeed(
      of: samples, sequence: part.sequence, strength: strength, origin: origin
    ).withBytes(hex) ?? "lost"
  }

  static func additionalInput(_ label: String, _ parts: [Part]) throws -> (digest: String, count: Int) {
    var assembly = try AdditionalInput.Assembly(label: label)
    for part in parts { try assembly.add(source: part.source, sequence: part.sequence, part.bytes.span) }
    let input = try assembly.finish()
    return (input.withBytes(hex) ?? "lost", input.contributionCount)
  }

  static func hex(_ bytes: Span<UInt8>) -> String {
    bytes.indices.map { index in
      let digits = String(bytes[index], radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  static let first = Part(bytes: line(56, 7, 1))
  static let second = Part(source: "quantum-ü", sequence: (1 << 40) + 5, bytes: line(100, 11, 3))
  static let generator = Part(source: "getrandom", sequence: 9, bytes: line(48, 13, 5))

  @Test func `seeds are the digests that Python gives`() throws {
    #expect(
      try Self.seed([Self.first])
        == "0a57783221184bc286dc449dc06d7f74461358ff3632223d06ce44d892d199a983f75187063ee31eaa438bdad51cb217")
    #expect(
      try Self.seed([Self.first, Self.second])
        == "e71b835046b6708d049103464b151d5a0e814d34f1b5f13f980ea080eefe759cfd8db7af2f86e90e24eff1a24c061c8d")
    let nibbles = Part(source: "ring", sequence: 3, bitsPerSample: 4, bytes: Self.line(112, 5, 2, mask: 15))
    #expect(
      try Self.seed([nibbles])
        == "a6f9577e4036b1d08b4f6a9988a1b4c1f53f3df773f81293918209df7dd7acec611d0542757cd57da400e025ebe9fb4f")
  }

  @Test func `a generator's seed is the digest that Python gives, whatever it is called`() throws {
    let digest =
      "ea7f90a6c6cf06ebe542bbcdf10c2702a12fb3e35cc273714cc1ac9b2000ecd0aa656e62d5b3681926f3cd87c809c182"
    #expect(try Self.generatorSeed(Self.generator) == digest)
    #expect(try Self.generatorSeed(Self.generator, strength: 128, origin: "root") == digest)
  }

  @Test func `additional input is the digest that Python gives`() throws {
    let empty = try Self.additionalInput("label", [])
    #expect(
      empty.digest
        == "bb6483d76ccd2feb9bbf0d8ab33d6ea4f5c3fb2d0e3904398ad6eb1edfc94fc39e4052295f057eaffb66779a076f8161")
    #expect(empty.count == 0)
    var getrandom = Self.generator
    getrandom.sequence = 2
    let two = try Self.additionalInput("root", [getrandom, Part(source: "solar", bytes: [])])
    #expect(
      two.digest
        == "02edb93813c1fc087c394ea6cc8c6ffec843ba55b3ca609f13c030141210aa0f614a58b9b6c3fb767829ed1192c81ac1")
    #expect(two.count == 2)
  }

  @Test func `equal inputs give equal outputs, whatever else was made in between`() throws {
    // B-38: no state is carried over.
    let before = try Self.seed([Self.first, Self.second])
    _ = try Self.seed([Self.second])
    _ = try? Self.seed([Part(bytes: [1])])
    #expect(try Self.seed([Self.first, Self.second]) == before)
  }

  @Test(arguments: 0..<28 as Range<UInt64>)
  func `any change of what went in changes the seed`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var parts = [Self.first, Self.second]
    let original = try Self.seed(parts)
    let index = Int.random(in: 0...1, using: &random)
    let change = Int.random(in: 0...6, using: &random)
    switch change {
    case 0: parts[index].source += "a"
    case 1: parts[index].sequence ^= 1 << UInt64.random(in: 0..<64, using: &random)
    case 2:
      parts[index].bytes[Int.random(in: 0..<56, using: &random)] ^=
        1 << UInt8.random(in: 0..<8, using: &random)
    case 3: parts[index].bytes.append(0)
    case 4: parts.reverse()
    case 5: parts.append(Part(source: "third", bytes: [7]))
    default:
      // The same bytes, cut at another place.
      let moved = parts[0].bytes.removeLast()
      parts[1].bytes.insert(moved, at: 0)
    }
    // One byte less would be 440 credited bits of the first; the second has 800.
    #expect(try Self.seed(parts) != original, "seed \(seed), change \(change)")
  }

  @Test func `bytes do not pass for frames`() throws {
    // Two contributions, and one whose bytes contain the frame of the second.
    let a = Self.line(60, 7, 1)
    let b = Self.line(60, 11, 3)
    func frame(_ value: Int) -> [UInt8] { (0..<8).map { UInt8(value >> (56 - 8 * $0) & 0xff) } }
    let inner = frame(1) + Array("b".utf8) + frame(0x0102_0304_0506) + frame(b.count) + b
    let two = try Self.additionalInput(
      "l", [Part(source: "a", bytes: a), Part(source: "b", sequence: 0x0102_0304_0506, bytes: b)])
    let one = try Self.additionalInput("l", [Part(source: "a", bytes: a + inner)])
    #expect(two.digest != one.digest)
    #expect(try Self.additionalInput("la", []).digest != Self.additionalInput("l", []).digest)
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `any change of additional input changes it`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var parts = [
      Part(source: "a", bytes: Self.line(Int.random(in: 0...70, using: &random), 3, 1)),
      Part(source: "b", bytes: Self.line(Int.random(in: 1...70, using: &random), 5, 2)),
    ]
    let original = try Self.additionalInput("label", parts).digest
    #expect(try Self.additionalInput("label", parts).digest == original)
    switch Int.random(in: 0...5, using: &random) {
    case 0: parts[0].source = "aa"
    case 1: parts[1].sequence += 1
    case 2: parts[1].bytes[0] ^= 0x80
    case 3: parts[0].bytes.append(0)
    case 4: parts.removeFirst()
    default: parts[0].bytes.append(parts[1].bytes.removeFirst())
    }
    #expect(try Self.additionalInput("label", parts).digest != original, "seed \(seed)")
  }

  @Test func `a seed of entropy and a seed of a generator differ for the same samples`() throws {
    let part = Part(bytes: Self.line(56, 7, 1))
    #expect(try Self.seed([part]) != Self.generatorSeed(part))
  }

  @Test func `public data keeps its first 64 KiB`() {
    let data = PublicData(source: "solar", sequence: 1, bytes: (0..<70_000).map { UInt8($0 & 0xff) })
    #expect(data.bytes.count == 65_536)
    #expect(data.bytes[65_535] == 0xff)
  }
}
