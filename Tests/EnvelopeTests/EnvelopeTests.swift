// SPDX-License-Identifier: Apache-2.0
@testable import Envelope
import SecretMemory
import TestSupport
import Testing

@Suite struct EnvelopeTests {
  static let context = EnvelopeContext(purpose: "test", ["product": "x", "sequence": "7"])
  static let message = Array("Sample message for keylen<blocklen".utf8)
  /// Made with the Python package cryptography (AES key wrap with padding, AESGCM) and hashlib, from the key 00 to 1f, the
  /// data key 64 to 83, and the message and context above.
  static let known =
    TestSupport.bytes(
      hexadecimal:
        "77656c6c656e7601ca4098268c30bc8165df7d4f6f3b053e60ac7eeb2c4b430eaea26762c37533463d5c9cb23f4ef7e5"
        + "1941a15e66825d32ca7b123f22bdc4f40f0696e21cf08f10223928a9869910259351126968c734ff475e49e725f825cc"
        + "d3f9e23ccbde0c2cf535dea1eeec911fcc97") ?? []

  static func key(_ first: UInt8 = 0) throws -> KeyEncryptionKey {
    var bytes = try SecretBytes(count: 32)
    bytes.withMutableBytes { bytes in for index in bytes.indices { bytes[index] = first &+ UInt8(index) } }
    return try KeyEncryptionKey(bytes)
  }

  static func sealed(
    _ message: [UInt8], _ context: EnvelopeContext = context
  ) throws(EnvelopeError) -> [UInt8] {
    guard let key = try? key() else { throw .wrongKey }
    return try Envelope.seal(message.span, for: context, under: key, random: .counting)
  }

  /// The message; what is left of it where it does not open has to be zero.
  static func opened(
    _ file: [UInt8], _ context: EnvelopeContext = context, key first: UInt8 = 0
  ) throws(EnvelopeError) -> [UInt8] {
    guard let key = try? key(first) else { throw .wrongKey }
    var message = [UInt8](repeating: 0xaa, count: try Envelope.messageByteCount(of: file.span))
    var failure: EnvelopeError?
    do {
      var span = message.mutableSpan
      do throws(EnvelopeError) { try Envelope.open(file.span, for: context, under: key, into: &span) } catch {
        failure = error
      }
    }
    if let failure {
      #expect(message.allSatisfy { $0 == 0 })
      throw failure
    }
    return message
  }

  @Test func `it is what another implementation makes of the same`() throws {
    #expect(try Self.sealed(Self.message) == Self.known)
    #expect(try Self.opened(Self.known) == Self.message)
  }

  @Test(arguments: [0, 1, 15, 16, 17, 100_000])
  func `a message of any length comes back`(count: Int) throws {
    var random = SplitMix64(seed: UInt64(count))
    let message = random.bytes(count)
    let file = try Self.sealed(message)
    #expect(file.count == count + Envelope.overhead)
    #expect(try Self.opened(file) == message)
  }

  @Test func `a file of one flipped bit is refused`() throws {
    for bit in 0..<(Self.known.count * 8) {
      var file = Self.known
      file[bit / 8] ^= 1 << (bit % 8)
      let expected: EnvelopeError = bit < 64 ? .notAnEnvelope : bit < 192 ? .wrongKey : .changed
      #expect(throws: expected) { try Self.opened(file) }
    }
  }

  @Test func `a file of any other length is refused`() throws {
    for count in 0..<Self.known.count {
      let expected: EnvelopeError = count < Envelope.overhead ? .truncated(byteCount: count) : .changed
      #expect(throws: expected) { try Self.opened(Array(Self.known.prefix(count))) }
    }
    #expect(throws: EnvelopeError.changed) { try Self.opened(Self.known + [0]) }
  }

  @Test(arguments: [
    EnvelopeContext(purpose: "test"), EnvelopeContext(purpose: "tes", ["tproduct": "x", "sequence": "7"]),
    EnvelopeContext(purpose: "test", ["product": "x", "sequence": "8"]),
    EnvelopeContext(purpose: "test", ["sequence": "7", "product": "x"]),
    EnvelopeContext(purpose: "test", ["product": "xsequence", "": "7"]),
  ])
  func `another context is refused`(context: EnvelopeContext) {
    #expect(throws: EnvelopeError.changed) { try Self.opened(Self.known, context) }
  }

  @Test func `another key is named as such`() {
    #expect(throws: EnvelopeError.wrongKey) { try Self.opened(Self.known, key: 1) }
  }

  @Test func `two envelopes of one message have nothing in common but the head`() throws {
    let key = try Self.key()
    let files = try (0..<2).map { _ in
      try Envelope.seal(Self.message.span, for: Self.context, under: key, random: .system)
    }
    #expect(files[0].prefix(24) == files[1].prefix(24))
    #expect(files[0].dropFirst(24).prefix(40) != files[1].dropFirst(24).prefix(40))
    #expect(files[0].suffix(50) != files[1].suffix(50))
    #expect(try files.map { file in try Self.opened(file) } == [Self.message, Self.message])
  }

  @Test func `without randomness nothing is sealed`() throws {
    let key = try Self.key()
    #expect(throws: EnvelopeError.noRandomness(errno: 38)) {
      try Envelope.seal(
        Self.message.span, for: Self.context, under: key,
        random: RandomFill { _ throws(EnvelopeError) in throw .noRandomness(errno: 38) })
    }
  }

  @Test func `what is too long is refused before it is read`() throws {
    let key = try Self.key()
    let long = [UInt8](repeating: 0, count: Envelope.messageLimit + 1)
    #expect(throws: EnvelopeError.tooLarge(byteCount: long.count, limit: Envelope.messageLimit)) {
      try Envelope.seal(long.span, for: Self.context, under: key, random: .system)
    }
    #expect(throws: EnvelopeError.self) { try Self.opened(long + [UInt8](repeating: 0, count: 100)) }
  }
}

extension RandomFill {
  /// 100, 101, 102 ...
  static let counting = RandomFill { bytes throws(EnvelopeError) in
    for index in bytes.indices { bytes[index] = UInt8(truncatingIfNeeded: 100 + index) }
  }
}
