// SPDX-License-Identifier: Apache-2.0

/// Known answers of every primitive that the module has.
package enum PrimitiveSelfTest {
  /// The tests, in the order in which they run.
  package static let tests = [
    // Digests of "abc": the NIST examples for FIPS 202.
    hash(.sha3x256, "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532"),
    hash(
      .sha3x384,
      "ec01498288516fc926459f58e2c6ad8df9b473cb0fc08c2596da7cf0e49be4b298d88cea927ac7f539f1edf228376d25"),
    hash(
      .sha3x512,
      "b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e"
        + "10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0"),
    hash(
      .shake256,
      "483366601360a8771c6863080cc4114d8db44530f8f1e1ee4f94ea37e78b5739"
        + "d5a15bef186a5386c75744c0527e1faa9f8726e462a12a4feb06bd8801e751e4"),
    // The same for FIPS 180-4.
    hash(.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    hmac, aes256, counterStream(.blocks), counterStream(.bulk), aes256GCM, aes256KeyWrap,
  ]

  private static func hash(_ algorithm: Hash.Algorithm, _ answer: String) -> KnownAnswerTest {
    KnownAnswerTest(algorithm.rawValue) { flipped in
      matches(answer) { output throws(PrimitiveError) in
        var hash = try Hash(algorithm)
        try hash.update(Array(flipped ? "`bc".utf8 : "abc".utf8).span)
        try hash.finalize(into: &output)
      }
    }
  }

  /// The answer is CPython's hmac module's, which shares no code with libcrypto's SHA-3.
  private static let hmac = KnownAnswerTest("HMAC-SHA3-384") { flipped in
    matches(
      "d588a3c51f3f2d906e8298c1199aa8ff6296218127f6b38a90b6afe2c5617725bc99987f79b22a557b6520db710b7f42"
    ) {
      output throws(PrimitiveError) in
      var hmac = try HMAC(.sha3x384, key: counting(48, flipped: flipped).span)
      try hmac.update(Array("Sample message for keylen<blocklen".utf8).span)
      try hmac.finalize(into: &output)
    }
  }

  /// FIPS 197, appendix C.3.
  private static let aes256 = KnownAnswerTest("AES-256") { flipped in
    matches("8ea2b7ca516745bfeafc49904b496089") { output throws(PrimitiveError) in
      let plaintext = knownBytes("00112233445566778899aabbccddeeff")
      for index in plaintext.indices { output[index] = plaintext[index] }
      var cipher = try AES256(key: counting(32, flipped: flipped).span)
      try cipher.encrypt(&output, in: 0..<AES256.blockByteCount)
    }
  }

  /// The SHA3-256 digest of 20,480 bytes of key stream, in either way of making it: more than one of libcrypto's chunks,
  /// and a counter that wraps over all 16 bytes behind the first block. The answer was made of single AES blocks by the
  /// Python package cryptography and of hashlib's SHA-3.
  private static func counterStream(_ mode: AES256CounterStream.Mode) -> KnownAnswerTest {
    KnownAnswerTest("AES-256 key stream, \(mode)") { flipped in
      matches("9e752fceebf5ed5158ed62f26ba0da906248b4df3558fe62af64ba11d197caa5") {
        output throws(PrimitiveError) in
        var bytes = [UInt8](repeating: 0, count: 20_480)
        let material = counting(32, flipped: flipped) + [UInt8](repeating: 0xff, count: 15) + [0xfe]
        var counter = AES256CounterStream.Counter(material.span, at: 32)
        var stream = AES256CounterStream()
        try stream.rekey(material.span, keyAt: 0, counter: counter, mode: mode)
        do {
          var span = bytes.mutableSpan
          try stream.next(&span, in: 0..<20_480, counter: &counter)
        }
        var hash = try Hash(.sha3x256)
        try hash.update(bytes.span)
        try hash.finalize(into: &output)
      }
    }
  }

  /// Test case 14 of the GCM specification: ciphertext and tag of 16 zero bytes under a zero key and a zero nonce; and
  /// a changed tag must be refused.
  private static let aes256GCM = KnownAnswerTest("AES-256-GCM") { flipped in
    matches("cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919") {
      output throws(PrimitiveError) in
      let key = [flipped ? 1 : 0] + [UInt8](repeating: 0, count: 31)
      let nonce = [UInt8](repeating: 0, count: AES256GCM.nonceByteCount)
      var message = [UInt8](repeating: 0, count: 16)
      var tag = [UInt8](repeating: 0, count: AES256GCM.tagByteCount)
      var cipher = try AES256GCM()
      do {
        var messageSpan = message.mutableSpan
        var tagSpan = tag.mutableSpan
        try cipher.seal(
          &messageSpan, key: key.span, nonce: nonce.span, authenticating: Span(), tag: &tagSpan)
      }
      for index in 0..<16 {
        output[index] = message[index]
        output[16 + index] = tag[index]
      }
      tag[0] ^= 1
      var opened = message
      var openedSpan = opened.mutableSpan
      do throws(PrimitiveError) {
        try cipher.open(
          &openedSpan, key: key.span, nonce: nonce.span, authenticating: Span(), tag: tag.span)
      } catch { return }
      throw .operationFailed(operation: "refusal of a changed tag")
    }
  }

  /// The answer is the Python package cryptography's, which does RFC 5649 in Python over single AES blocks; and a
  /// changed ciphertext must be refused.
  private static let aes256KeyWrap = KnownAnswerTest("AES-256-KWP") { flipped in
    matches("f5129e80e156263174db3eb593dca415b34a59ac30626fd4157e7241c590b6b4") {
      output throws(PrimitiveError) in
      let wrappingKey = counting(32, flipped: flipped)
      let key = (100..<120).map { UInt8($0) }
      try AES256KeyWrap.wrap(key.span, under: wrappingKey.span, into: &output)
      var changed = output.span.indices.map { output[$0] }
      changed[0] ^= 1
      var unwrapped = [UInt8](repeating: 0, count: key.count)
      var unwrappedSpan = unwrapped.mutableSpan
      do throws(PrimitiveError) {
        try AES256KeyWrap.unwrap(changed.span, under: wrappingKey.span, into: &unwrappedSpan)
      } catch { return }
      throw .operationFailed(operation: "refusal of a changed ciphertext")
    }
  }

  /// 00 01 02 ..., the first bit flipped on request.
  private static func counting(_ count: Int, flipped: Bool) -> [UInt8] {
    (0..<count).map { UInt8($0) ^ (flipped && $0 == 0 ? 1 : 0) }
  }

  /// Whether `compute` fills a buffer of the answer's length with the answer.
  private static func matches(
    _ answer: String, _ compute: (inout MutableSpan<UInt8>) throws(PrimitiveError) -> Void
  ) -> Bool {
    let answer = knownBytes(answer)
    var output = [UInt8](repeating: 0, count: answer.count)
    do throws(PrimitiveError) {
      var span = output.mutableSpan
      try compute(&span)
    } catch { return false }
    return !answer.isEmpty && output == answer
  }
}
