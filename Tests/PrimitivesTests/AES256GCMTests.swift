// SPDX-License-Identifier: Apache-2.0
import Primitives
import TestSupport
import Testing

@Suite struct AES256GCMTests {
  /// Test case 16 of McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B.
  private static let key = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"
  private static let nonce = "cafebabefacedbaddecaf888"
  private static let header = "feedfacedeadbeeffeedfacedeadbeefabaddad2"
  private static let plaintext =
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
  private static let ciphertext =
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
  private static let tag = "76fc6ece0f4e1768cddf8853bb2d551b"

  private func seal(
    _ message: [UInt8], key: [UInt8], nonce: [UInt8], header: [UInt8], tagLength: Int = 16
  ) throws(PrimitiveError) -> (message: [UInt8], tag: [UInt8]) {
    var message = message
    var tag = [UInt8](repeating: 0, count: tagLength)
    var cipher = try AES256GCM()
    var messageSpan = message.mutableSpan
    var tagSpan = tag.mutableSpan
    try cipher.seal(
      &messageSpan, key: key.span, nonce: nonce.span, authenticating: header.span, tag: &tagSpan)
    return (message, tag)
  }

  private func open(
    _ message: inout [UInt8], key: [UInt8], nonce: [UInt8], header: [UInt8], tag: [UInt8]
  ) throws(PrimitiveError) {
    var cipher = try AES256GCM()
    var span = message.mutableSpan
    try cipher.open(&span, key: key.span, nonce: nonce.span, authenticating: header.span, tag: tag.span)
  }

  /// The second is test case 13; the third was made with CPython's cryptography 48.
  @Test(arguments: [
    (key, nonce, header, plaintext, ciphertext, tag),
    (
      String(repeating: "0", count: 64), String(repeating: "0", count: 24), "", "", "",
      "530f8afbc74536b9a963b4f1c4cb738b"
    ),
    (key, nonce, header, "", "", "9f6be07603c0b0bd1272854063e9c9ba"),
  ])
  func `published ciphertexts come out and open again`(
    key: String, nonce: String, header: String, plaintext: String, ciphertext: String, tag: String
  ) throws {
    var (message, made) = try seal(hex(plaintext), key: hex(key), nonce: hex(nonce), header: hex(header))
    #expect(hexadecimal(message) == ciphertext)
    #expect(hexadecimal(made) == tag)
    try open(&message, key: hex(key), nonce: hex(nonce), header: hex(header), tag: made)
    #expect(hexadecimal(message) == plaintext)
  }

  @Test func `a bit changed anywhere is refused, and the message wiped`() throws {
    enum Region: CaseIterable { case message, tag, header, nonce, key }
    for region in Region.allCases {
      for bit in [0, 7, 95] {
        var message = try hex(Self.ciphertext)
        var tag = try hex(Self.tag)
        var header = try hex(Self.header)
        var nonce = try hex(Self.nonce)
        var key = try hex(Self.key)
        let mask = UInt8(1 << (bit % 8))
        switch region {
        case .message: message[bit / 8] ^= mask
        case .tag: tag[bit / 8] ^= mask
        case .header: header[bit / 8] ^= mask
        case .nonce: nonce[bit / 8] ^= mask
        case .key: key[bit / 8] ^= mask
        }
        var thrown: PrimitiveError?
        do throws(PrimitiveError) {
          try open(&message, key: key, nonce: nonce, header: header, tag: tag)
        } catch { thrown = error }
        #expect(thrown == .authenticationFailed, "\(region), bit \(bit)")
        #expect(message.allSatisfy { $0 == 0 }, "\(region), bit \(bit)")
      }
    }
    // A header or a message that was cut short.
    var message = try hex(Self.ciphertext)
    #expect(throws: PrimitiveError.authenticationFailed) {
      try open(
        &message, key: hex(Self.key), nonce: hex(Self.nonce), header: Array(hex(Self.header).dropLast()),
        tag: hex(Self.tag))
    }
    var cut = try Array(hex(Self.ciphertext).dropLast())
    #expect(throws: PrimitiveError.authenticationFailed) {
      try open(&cut, key: hex(Self.key), nonce: hex(Self.nonce), header: hex(Self.header), tag: hex(Self.tag))
    }
  }

  @Test func `keys, nonces and tags of another length are refused`() throws {
    let key = try hex(Self.key)
    let nonce = try hex(Self.nonce)
    let tag = try hex(Self.tag)
    for count in [0, 16, 31, 33] {
      let wrong = [UInt8](repeating: 1, count: count)
      let error = PrimitiveError.lengthNotSupported(operation: "AES-256-GCM key", byteCount: count)
      var message: [UInt8] = [1, 2, 3]
      #expect(throws: error) { _ = try seal(message, key: wrong, nonce: nonce, header: []) }
      #expect(throws: error) { try open(&message, key: wrong, nonce: nonce, header: [], tag: tag) }
      #expect(message == [1, 2, 3])
    }
    for count in [0, 8, 11, 13, 16] {
      let wrong = [UInt8](repeating: 1, count: count)
      let error = PrimitiveError.lengthNotSupported(operation: "AES-256-GCM nonce", byteCount: count)
      var message: [UInt8] = [1, 2, 3]
      #expect(throws: error) { _ = try seal(message, key: key, nonce: wrong, header: []) }
      #expect(throws: error) { try open(&message, key: key, nonce: wrong, header: [], tag: tag) }
    }
    for count in [0, 4, 12, 15, 17] {
      let error = PrimitiveError.lengthNotSupported(operation: "AES-256-GCM tag", byteCount: count)
      var message: [UInt8] = [1, 2, 3]
      #expect(throws: error) { _ = try seal(message, key: key, nonce: nonce, header: [], tagLength: count) }
      #expect(throws: error) {
        try open(&message, key: key, nonce: nonce, header: [], tag: [UInt8](repeating: 0, count: count))
      }
    }
  }
}
