// SPDX-License-Identifier: Apache-2.0
import Primitives
import TestSupport
import Testing

@Suite struct HashTests {
  /// NIST's examples for the empty message and for 1,600 bits (200 bytes of 0xa3), csrc.nist.gov, "Example values";
  /// recomputed with CPython 3.11's _sha3, which is not libcrypto's. SHA-256 of the same messages is Python 3.11's hashlib's.
  static let examples: [(Hash.Algorithm, [UInt8], String)] = [
    (.sha3x256, [], "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a"),
    (.sha3x256, a3, "79f38adec5c20307a98ef76e8324afbfd46cfd81b22e3973c65fa1bd9de31787"),
    (
      .sha3x384, [],
      "0c63a75b845e4f7d01107d852e4c2485c51a50aaaa94fc61995e71bbee983a2ac3713831264adb47fb6bd1e058d5f004"
    ),
    (
      .sha3x384, a3,
      "1881de2ca7e41ef95dc4732b8f5f002b189cc1e42b74168ed1732649ce1dbcdd76197a31fd55ee989f2d7050dd473e8f"
    ),
    (
      .sha3x512, [],
      "a69f73cca23a9ac5c8b567dc185a756e97c982164fe25859e0d1dcc1475c80a6"
        + "15b2123af1f5f94c11e3e9402c3ac558f500199d95b6d3e301758586281dcd26"
    ),
    (
      .sha3x512, a3,
      "e76dfad22084a8b1467fcf2ffa58361bec7628edf5f3fdc0e4805dc48caeeca8"
        + "1b7c13c30adf52a3659584739a2df46be589c51ca1a4a8416df6545a1ce8ba00"
    ),
    (
      .shake256, [],
      "46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f"
        + "d75dc4ddd8c0f200cb05019d67b592f6fc821c49479ab48640292eacb3b7c4be"
    ),
    (
      .shake256, a3,
      "cd8a920ed141aa0407a22d59288652e9d9f1a7ee0c1e7c1ca699424da84a904d"
        + "2d700caae7396ece96604440577da4f3aa22aeb8857f961c4cd8e06f0ae6610b"
    ),
    (.sha256, [], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    (.sha256, a3, "8edfea24cad8f0e6da7fb5ebde442300fdf913be8a3bdfce06557e34d8f4efa3"),
  ]
  private static let a3 = [UInt8](repeating: 0xa3, count: 200)

  @Test(arguments: examples.indices)
  func `published digests come out`(example: Int) throws {
    let (algorithm, message, digest) = Self.examples[example]
    #expect(try hexadecimal(Self.digest(algorithm, message, digest.count / 2)) == digest)
  }

  private static func digest(_ algorithm: Hash.Algorithm, _ message: [UInt8], _ count: Int) throws -> [UInt8]
  {
    var hash = try Hash(algorithm)
    try hash.update(message.span)
    return try filled(count) { output throws(PrimitiveError) in try hash.finalize(into: &output) }
  }

  /// SHAKE256("wellspring"): first bytes and last 16, from CPython 3.11's _sha3. 136 bytes is the rate.
  @Test(arguments: [
    (1, "a6"), (31, "a6432e61f6e038059ddb595841e095ac22edd56f20359b3ec8e429c1ddc2a8"),
    (136, "b714e05d12f46c7f82bb7f6664b5d494"), (137, "14e05d12f46c7f82bb7f6664b5d49412"),
    (512, "8b0c6dd2dafd2d773f0733e9356f1de8"),
  ])
  func `SHAKE256 gives any length`(count: Int, ending: String) throws {
    let output = try Self.digest(.shake256, Array("wellspring".utf8), count)
    #expect(hexadecimal(output).hasSuffix(ending))
    #expect(try Array(Self.digest(.shake256, Array("wellspring".utf8), 600).prefix(count)) == output)
  }

  @Test(arguments: Hash.Algorithm.allCases)
  func `chunked updates equal one update`(algorithm: Hash.Algorithm) throws {
    let seed: UInt64 = 41
    var generator = SplitMix64(seed: seed)
    let message = generator.bytes(1000)
    let count = algorithm.digestByteCount ?? 77
    let whole = try Self.digest(algorithm, message, count)
    for _ in 0..<20 {
      var hash = try Hash(algorithm)
      var start = 0
      while start < message.count {
        let end = min(message.count, start + generator.integer(in: 0...200))
        try hash.update(message.span.extracting(start..<end))
        start = end
      }
      let output = try filled(count) { output throws(PrimitiveError) in try hash.finalize(into: &output) }
      #expect(output == whole, "seed \(seed)")
    }
  }

  @Test func `framing puts lengths and big-endian integers in front`() throws {
    var framed = try Hash(.sha3x256)
    try framed.update(framed: "naïve")
    try framed.update(bigEndian: 0x0102_0304_0506_0708)
    let output = try filled(32) { output throws(PrimitiveError) in try framed.finalize(into: &output) }
    let message = [0, 0, 0, 0, 0, 0, 0, 6] + Array("naïve".utf8) + [1, 2, 3, 4, 5, 6, 7, 8]
    #expect(try output == Self.digest(.sha3x256, message, 32))
  }

  @Test(arguments: [(Hash.Algorithm.sha3x256, 32), (.sha3x384, 48), (.sha3x512, 64), (.sha256, 32)])
  func `a digest of another length is refused`(algorithm: Hash.Algorithm, length: Int) throws {
    for count in [0, 1, length - 1, length + 1] {
      var hash = try Hash(algorithm)
      #expect(throws: PrimitiveError.lengthNotSupported(operation: algorithm.rawValue, byteCount: count)) {
        try filled(count) { output throws(PrimitiveError) in try hash.finalize(into: &output) }
      }
      // The refusal did not end the computation.
      let output = try filled(length) { output throws(PrimitiveError) in try hash.finalize(into: &output) }
      #expect(try output == Self.digest(algorithm, [], length))
    }
  }

  @Test(arguments: Hash.Algorithm.allCases)
  func `nothing follows the end`(algorithm: Hash.Algorithm) throws {
    let count = algorithm.digestByteCount ?? 20
    var hash = try Hash(algorithm)
    _ = try filled(count) { output throws(PrimitiveError) in try hash.finalize(into: &output) }
    #expect(throws: PrimitiveError.alreadyFinished(operation: algorithm.rawValue)) {
      try filled(count) { output throws(PrimitiveError) in try hash.finalize(into: &output) }
    }
    #expect(throws: PrimitiveError.alreadyFinished(operation: algorithm.rawValue)) {
      try hash.update([1].span)
    }
    #expect(throws: PrimitiveError.alreadyFinished(operation: algorithm.rawValue)) {
      try hash.update(bigEndian: 1)
    }
  }
}
