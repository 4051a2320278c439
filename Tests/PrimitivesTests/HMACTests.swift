// SPDX-License-Identifier: Apache-2.0
import Primitives
import TestSupport
import Testing

@Suite struct HMACTests {
  /// Keys 00 01 02 ... below and above the block length, as in NIST's HMAC examples. CPython 3.11: hmac.HMAC (the
  /// construction in Python) over _sha3. The first is also NIST's "HMAC_SHA3-256.pdf", sample 1.
  @Test(arguments: [
    (
      Hash.Algorithm.sha3x256, 32, "Sample message for keylen<blocklen",
      "4fe8e202c4f058e8dddc23d8c34e467343e23555e24fc2f025d598f558f67205"
    ),
    (
      .sha3x256, 136, "Sample message for keylen=blocklen",
      "68b94e2e538a9be4103bebb5aa016d47961d4d1aa906061313b557f8af2c3faa"
    ),
    (
      .sha3x256, 168, "Sample message for keylen>blocklen",
      "9bcf2c238e235c3ce88404e813bd2f3a97185ac6f238c63d6229a00b07974258"
    ),
    (
      .sha3x384, 1, "k1",
      "72e0597cfb1552022ef98f455e972921999f3020dac08aa3aa4a50980e59652dd3bc30aa619150be7c87b73b1f8e9422"
    ),
    (
      .sha3x384, 168, "Sample message for keylen>blocklen",
      "c54e170d8934afb34bd0aba6ed533b3f69ce85c8383d7bdf6d85bf5f3f9a89ffb67b5972ceddb077711671b60f7e32d9"
    ),
    (
      .sha3x512, 1, "k1",
      "d268e1833977dd5dee44d078ab0453f2cdfe1e8e626d7714b8c5144a38617cfb"
        + "48e78f5e571f58d112f51558c9a5c8ee41ea64c3f06d09b3a1fdb38e5956cd1b"
    ),
    (
      .sha3x512, 168, "Sample message for keylen>blocklen",
      "e805a52e334d2dab3d5a627d11e3c888c3629152eea68d745ae8df71c21f08ac"
        + "60e60f349b9e937f60d87dff86b7ddf4375ec4c2122e69304a88fe691c8f5683"
    ),
  ])
  func `recorded tags come out, in one piece and in many`(
    algorithm: Hash.Algorithm, keyLength: Int, message: String, tag: String
  ) throws {
    let key = (0..<keyLength).map { UInt8($0) }
    for pieceLength in [1, 7, 1000] {
      var hmac = try HMAC(algorithm, key: key.span)
      #expect(hmac.tagByteCount == tag.count / 2)
      let bytes = Array(message.utf8)
      for start in stride(from: 0, to: bytes.count, by: pieceLength) {
        try hmac.update(bytes.span.extracting(start..<min(bytes.count, start + pieceLength)))
      }
      let output = try filled(tag.count / 2) { output throws(PrimitiveError) in
        try hmac.finalize(into: &output)
      }
      #expect(hexadecimal(output) == tag)
    }
  }

  @Test func `no key, no fixed length, no tag of another length`() throws {
    #expect(throws: PrimitiveError.lengthNotSupported(operation: "HMAC", byteCount: 0)) {
      _ = try HMAC(.sha3x256, key: Span())
    }
    #expect(throws: PrimitiveError.lengthNotSupported(operation: "HMAC", byteCount: 3)) {
      _ = try HMAC(.shake256, key: [1, 2, 3].span)
    }
    for count in [0, 31, 33] {
      var hmac = try HMAC(.sha3x256, key: [1].span)
      #expect(throws: PrimitiveError.lengthNotSupported(operation: "HMAC", byteCount: count)) {
        try filled(count) { output throws(PrimitiveError) in try hmac.finalize(into: &output) }
      }
    }
  }

  @Test func `nothing follows the end`() throws {
    var hmac = try HMAC(.sha3x384, key: [1].span)
    _ = try filled(48) { output throws(PrimitiveError) in try hmac.finalize(into: &output) }
    #expect(throws: PrimitiveError.alreadyFinished(operation: "HMAC")) {
      try filled(48) { output throws(PrimitiveError) in try hmac.finalize(into: &output) }
    }
    #expect(throws: PrimitiveError.alreadyFinished(operation: "HMAC")) { try hmac.update([1].span) }
  }
}
