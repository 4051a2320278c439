// SPDX-License-Identifier: Apache-2.0
import Primitives
import TestSupport
import Testing

@Suite struct AES256KeyWrapTests {
  private static let wrappingKey = (0..<32).map { UInt8(0x40 + $0) }

  /// Keys whose byte i is 7 i + length, wrapped with CPython's cryptography 48, whose RFC 5649 is written in Python
  /// over single AES blocks. A key of up to eight bytes is one block.
  @Test(arguments: [
    (1, "d5a11d16e6ea47471f12b6523db197c9"), (7, "edb44a5b67c860c3ce6faa960c599507"),
    (8, "ae38176f17bfa53dbeffe23f3014b56e"), (9, "efadec9b471edd653d6d06d16b9c90dd4cfae5bf8b64fa31"),
    (16, "4e7c013f5a3f9fb39b6897b91b3f5fdde050099964812cd7"),
    (31, "2513d91c57488728d4af9b957e74205735b4752468b34b772adf5869c15549ebeff75da0db68feb0"),
    (32, "d1cd5a1555973e826cc0b6f7c6a12bec6261f5543e72a4a6f6aadcace8c1bc1f636237d57e268e80"),
    (
      100,
      "5e15d88472f61f800aed28d3ba8fa4c667d163d7b5ee6d627d0db85bf37a4d965bf93adb8d4fd6feb0aac4bdc6a1d03b"
        + "9350987779408c5eff14a4e447a414cdaf2d90acbac33cf691d5a96739decdf98b43d287fe23a9b8c820296fc927754f"
        + "ac845049e0aaaf5ca82cab619db40035"
    ),
  ])
  func `recorded wrappings come out and open again`(length: Int, wrapped: String) throws {
    let key = (0..<length).map { UInt8(truncatingIfNeeded: 7 * $0 + length) }
    let made = try wrap(key)
    #expect(hexadecimal(made) == wrapped)
    #expect(try unwrap(made, length: length) == key)
  }

  @Test func `the longest key goes through`() throws {
    var generator = SplitMix64(seed: 5649)
    let key = generator.bytes(AES256KeyWrap.keyLimit)
    let made = try wrap(key)
    #expect(made.count == AES256KeyWrap.keyLimit + 8)
    #expect(try unwrap(made, length: key.count) == key)
  }

  @Test func `a changed bit is refused, and nothing is written`() throws {
    for length in [5, 32] {
      let made = try wrap([UInt8](repeating: 9, count: length))
      for bit in 0..<made.count * 8 {
        var changed = made
        changed[bit / 8] ^= 1 << (bit % 8)
        try expectAuthenticationFailure(changed, length: length)
      }
    }
  }

  @Test func `another key or another length is refused`() throws {
    let made = try wrap([UInt8](repeating: 9, count: 30))
    // 25 to 32 bytes have wrappings of the same length; only 30 is right.
    for length in 25...32 where length != 30 { try expectAuthenticationFailure(made, length: length) }
    var otherKey = Self.wrappingKey
    otherKey[31] ^= 1
    #expect(throws: PrimitiveError.authenticationFailed) { try unwrap(made, length: 30, under: otherKey) }
  }

  @Test func `lengths that do not go together are refused`() throws {
    #expect([1, 7, 8, 9, 32].map(AES256KeyWrap.wrappedByteCount) == [16, 16, 16, 24, 40])
    for count in [0, 16, 31, 33] {
      let wrong = [UInt8](repeating: 1, count: count)
      let error = PrimitiveError.lengthNotSupported(operation: "AES-256-KWP key", byteCount: count)
      #expect(throws: error) { try wrap([1, 2, 3], under: wrong) }
      #expect(throws: error) { try unwrap([UInt8](repeating: 0, count: 16), length: 3, under: wrong) }
    }
    for (keyLength, room) in [(0, 8), (16, 16), (16, 32), ((1 << 16) + 1, (1 << 16) + 16)] {
      let key = [UInt8](repeating: 1, count: keyLength)
      #expect(throws: PrimitiveError.lengthNotSupported(operation: "AES-256-KWP", byteCount: keyLength)) {
        try wrap(key, room: room)
      }
    }
    for (length, wrappedLength) in [
      (0, 8), (16, 16), (16, 23), (16, 32), (3, 0), ((1 << 16) + 1, (1 << 16) + 16),
    ] {
      #expect(throws: PrimitiveError.lengthNotSupported(operation: "AES-256-KWP", byteCount: wrappedLength)) {
        try unwrap([UInt8](repeating: 0, count: wrappedLength), length: length)
      }
    }
  }

  private func wrap(
    _ key: [UInt8], under wrappingKey: [UInt8] = wrappingKey, room: Int? = nil
  ) throws(PrimitiveError) -> [UInt8] {
    try filled(room ?? AES256KeyWrap.wrappedByteCount(of: key.count)) { output throws(PrimitiveError) in
      try AES256KeyWrap.wrap(key.span, under: wrappingKey.span, into: &output)
    }
  }

  @discardableResult
  private func unwrap(
    _ wrapped: [UInt8], length: Int, under wrappingKey: [UInt8] = wrappingKey
  ) throws(PrimitiveError) -> [UInt8] {
    try filled(length) { output throws(PrimitiveError) in
      try AES256KeyWrap.unwrap(wrapped.span, under: wrappingKey.span, into: &output)
    }
  }

  /// The comment of `unwrap` says "leaves it wiped": no byte of a key that does not verify.
  private func expectAuthenticationFailure(_ wrapped: [UInt8], length: Int) throws {
    var output = [UInt8](repeating: 0xee, count: length)
    var thrown: PrimitiveError?
    do throws(PrimitiveError) {
      var span = output.mutableSpan
      try AES256KeyWrap.unwrap(wrapped.span, under: Self.wrappingKey.span, into: &span)
    } catch { thrown = error }
    #expect(thrown == .authenticationFailed)
    #expect(output.allSatisfy { $0 == 0 }, "the output is not wiped")
  }
}
