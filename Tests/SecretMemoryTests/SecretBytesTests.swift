// SPDX-License-Identifier: Apache-2.0
import SecretMemory
import TestSupport
import Testing

@Suite struct SecretBytesTests {
  /// Both ends of several size classes, and mappings of their own.
  static let byteCounts = [1, 2, 63, 64, 65, 128, 129, 1000, 4096, 8191, 8192, 8193, 65_536, 100_001]

  @Test(arguments: byteCounts)
  func `a secret starts as zero and keeps what is written`(byteCount: Int) throws {
    var secret = try SecretBytes(count: byteCount)
    #expect(secret.count == byteCount)
    let lendsLength = secret.withBytes { $0.count } == byteCount
    #expect(lendsLength)
    let startsZero = secret.withBytes(isZero)
    #expect(startsZero)
    secret.withMutableBytes { bytes in
      for index in bytes.indices { bytes[index] = UInt8(truncatingIfNeeded: index &* 7 &+ 1) }
    }
    let keepsBytes = secret.withBytes { bytes in
      bytes.indices.allSatisfy { bytes[$0] == UInt8(truncatingIfNeeded: $0 &* 7 &+ 1) }
    }
    #expect(keepsBytes)
  }

  @Test(arguments: byteCounts)
  func `a slot that is used again holds nothing of its last secret`(byteCount: Int) throws {
    for _ in 0..<20 {
      var secret = try SecretBytes(count: byteCount)
      let startsZero = secret.withBytes(isZero)
      #expect(startsZero)
      secret.withMutableBytes { bytes in for index in bytes.indices { bytes[index] = 0xff } }
    }
  }

  @Test func `secrets that live together do not touch each other`() throws {
    final class Box {
      var secret: SecretBytes
      init(_ count: Int) throws { secret = try SecretBytes(count: count) }
    }
    // More than one slab of 64-byte slots.
    let boxes = try (0..<2500).map { try Box(1 + $0 % 64) }
    for (index, box) in boxes.enumerated() {
      box.secret.withMutableBytes { bytes in
        for place in bytes.indices { bytes[place] = UInt8(truncatingIfNeeded: index) }
      }
    }
    for (index, box) in boxes.enumerated() {
      let isUntouched = box.secret.withBytes { bytes in
        bytes.indices.allSatisfy { bytes[$0] == UInt8(truncatingIfNeeded: index) }
      }
      #expect(isUntouched)
      let isAligned = box.secret.withBytes { MemoryMapping.address(of: $0) % 64 == 0 }
      #expect(isAligned)
    }
  }

  @Test(arguments: [0, -1, .min, (1 << 24) + 1, .max])
  func `a length outside 1 byte to 16 MiB is refused`(byteCount: Int) {
    #expect(throws: SecretMemoryError.byteCountOutOfRange(byteCount: byteCount, limit: 1 << 24)) {
      _ = try SecretBytes(count: byteCount)
    }
  }

  @Test func `equality looks at every byte and at the length`() throws {
    let length = 100
    func secret(_ count: Int, changing changed: Int? = nil) throws -> SecretBytes {
      var secret = try SecretBytes(count: count)
      secret.withMutableBytes { bytes in
        for index in bytes.indices { bytes[index] = UInt8(index) }
        if let changed { bytes[changed] ^= 0x80 }
      }
      return secret
    }
    let original = try secret(length)
    let same = try secret(length)
    let areEqual = original == same
    #expect(areEqual)
    for index in 0..<length {
      let other = try secret(length, changing: index)
      let equal = original == other
      #expect(!equal, "byte \(index)")
    }
    // The slots are equally long and the longer one's tail is zero, as the shorter one's unused rest is.
    let shorter = try secret(length - 1)
    let zeros = try SecretBytes(count: 65)
    let moreZeros = try SecretBytes(count: 66)
    let equalPrefix = original == shorter
    let equalZeros = zeros == moreZeros
    #expect(!equalPrefix)
    #expect(!equalZeros)
  }

  @Test func `an error thrown by the borrower comes out as it is`() throws {
    struct Refusal: Error {}
    var secret = try SecretBytes(count: 8)
    #expect(throws: Refusal.self) { try secret.withMutableBytes { _ throws(Refusal) in throw Refusal() } }
    #expect(throws: Refusal.self) { try secret.withBytes { _ throws(Refusal) in throw Refusal() } }
  }

  private func isZero(_ bytes: Span<UInt8>) -> Bool { bytes.indices.allSatisfy { bytes[$0] == 0 } }
}
