// SPDX-License-Identifier: Apache-2.0
import Primitives
import TestSupport
import Testing

@Suite struct AES256Tests {
  /// SP 800-38A, appendix F: the key of all AES-256 examples, and their plaintext.
  private static let key = "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"
  private static let plaintext =
    "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
    + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"

  @Test func `the blocks of SP 800-38A F.1.5 come out, and only the range is touched`() throws {
    let ciphertext =
      "f3eed1bdb5d2a03c064b5a7e3db181f8591ccb10d410ed26dc5ba74a31362870"
      + "b6ed21b99ca6f4f9f153e7b1beafed1d23304b7a39f9f3ff067d8d8f9e24ecc7"
    let key = try hex(Self.key)
    var cipher = try AES256(key: key.span)
    var bytes = try [1, 2, 3] + hex(Self.plaintext) + [4, 5]
    do {
      var span = bytes.mutableSpan
      try cipher.encrypt(&span, in: 3..<67)
    }
    #expect(try bytes == [1, 2, 3] + hex(ciphertext) + [4, 5])
    var nothing = bytes.mutableSpan
    try cipher.encrypt(&nothing, in: 5..<5)
  }

  @Test func `wrong lengths and ranges are refused`() throws {
    for count in [0, 16, 24, 31, 33] {
      let key = [UInt8](repeating: 1, count: count)
      #expect(throws: PrimitiveError.lengthNotSupported(operation: "AES-256 key", byteCount: count)) {
        _ = try AES256(key: key.span)
      }
    }
    let key = try hex(Self.key)
    var cipher = try AES256(key: key.span)
    for range in [0..<1, 0..<15, 0..<17, 0..<64, 40..<56, -16..<0] {
      #expect(throws: PrimitiveError.lengthNotSupported(operation: "AES-256", byteCount: range.count)) {
        try filled(48) { bytes throws(PrimitiveError) in try cipher.encrypt(&bytes, in: range) }
      }
    }
  }

  /// Both ways to the same bytes, and a change from one to the other.
  private static let modes: [AES256CounterStream.Mode] = [.blocks, .bulk]

  @Test(arguments: modes)
  func `the key stream of SP 800-38A F.5.5 comes out`(mode: AES256CounterStream.Mode) throws {
    let ciphertext =
      "601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5"
      + "2b0930daa23de94ce87017ba2d84988ddfc9c58db67aada613c2dd08457941a6"
    let stream = try zip(hex(Self.plaintext), hex(ciphertext)).map { $0 ^ $1 }
    // The standard's first counter block, less one: V is the last counter that was used.
    let material = try hex(Self.key + "f0f1f2f3f4f5f6f7f8f9fafbfcfdfefe")
    var counter = AES256CounterStream.Counter(material.span, at: 32)
    var cipher = AES256CounterStream()
    try cipher.rekey(material.span, keyAt: 0, counter: counter, mode: mode == .bulk ? .blocks : .bulk)
    try cipher.rekey(material.span, keyAt: 0, counter: counter, mode: mode)
    let first = try filled(16) { bytes throws(PrimitiveError) in
      try cipher.next(&bytes, in: 0..<16, counter: &counter)
    }
    let rest = try filled(64) { bytes throws(PrimitiveError) in
      try cipher.next(&bytes, in: 16..<64, counter: &counter)
    }
    #expect(first == Array(stream[0..<16]))
    #expect(Array(rest[16...]) == Array(stream[16...]))
    #expect(rest[0..<16].allSatisfy { $0 == 0xee })
    let written = try filled(16) { bytes in counter.write(to: &bytes, at: 0) }
    #expect(written == (try hex("f0f1f2f3f4f5f6f7f8f9fafbfcfdff02")))
  }

  // The counter has 128 bits (requirement A-2): behind ff..ff comes zero.
  @Test(arguments: modes)
  func `the counter wraps over all sixteen bytes`(mode: AES256CounterStream.Mode) throws {
    let key = try hex(Self.key)
    let material = key + [UInt8](repeating: 0xff, count: 15) + [0xfe]
    var counter = AES256CounterStream.Counter(material.span, at: 32)
    var cipher = AES256CounterStream()
    try cipher.rekey(material.span, keyAt: 0, counter: counter, mode: mode)
    let output = try filled(48) { bytes throws(PrimitiveError) in
      try cipher.next(&bytes, in: 0..<48, counter: &counter)
    }
    var expected = [UInt8](repeating: 0xff, count: 16) + [UInt8](repeating: 0, count: 31) + [1]
    var block = try AES256(key: key.span)
    do {
      var span = expected.mutableSpan
      try block.encrypt(&span, in: 0..<48)
    }
    #expect(output == expected)
  }

  @Test(arguments: modes)
  func `a long stretch equals its blocks, across the chunks it is made in`(
    mode: AES256CounterStream.Mode
  ) throws {
    let count = 3 * 16_384 + 48
    let key = try hex(Self.key)
    let material = key + [UInt8](repeating: 0xff, count: 16)
    var counter = AES256CounterStream.Counter(material.span, at: 32)
    var cipher = AES256CounterStream()
    try cipher.rekey(material.span, keyAt: 0, counter: counter, mode: mode)
    let output = try filled(count) { bytes throws(PrimitiveError) in
      try cipher.next(&bytes, in: 0..<count, counter: &counter)
    }
    var expected: [UInt8] = []
    for block in 0..<count / 16 {
      expected +=
        [UInt8](repeating: 0, count: 12) + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: block >> $0) }
    }
    var block = try AES256(key: key.span)
    do {
      var span = expected.mutableSpan
      try block.encrypt(&span, in: 0..<count)
    }
    #expect(output == expected)
  }

  @Test func `places and ranges outside the bytes are refused`() throws {
    var cipher = AES256CounterStream()
    let material = [UInt8](repeating: 1, count: 48)
    var counter = AES256CounterStream.Counter(material.span, at: 32)
    for key in [-1, 17, .max, .min] {
      #expect(throws: PrimitiveError.lengthNotSupported(operation: "AES-256 key", byteCount: 48)) {
        try cipher.rekey(material.span, keyAt: key, counter: counter, mode: .blocks)
      }
    }
    #expect(throws: PrimitiveError.lengthNotSupported(operation: "AES-256 key", byteCount: 10)) {
      try cipher.rekey(material.span.extracting(0..<10), keyAt: 0, counter: counter, mode: .bulk)
    }
    try cipher.rekey(material.span, keyAt: 0, counter: counter, mode: .blocks)
    for range in [0..<1, 0..<47, 32..<64, -16..<16] {
      #expect(throws: PrimitiveError.lengthNotSupported(operation: "AES-256-CTR", byteCount: range.count)) {
        try filled(48) { bytes throws(PrimitiveError) in
          try cipher.next(&bytes, in: range, counter: &counter)
        }
      }
    }
  }

  @Test func `one stream changes between its two ways and goes on with each new key`() throws {
    var generator = SplitMix64(seed: 11)
    var cipher = AES256CounterStream()
    for round in 0..<12 {
      let material = generator.bytes(48)
      var counter = AES256CounterStream.Counter(material.span, at: 32)
      let mode: AES256CounterStream.Mode = [.blocks, .bulk, .bulk, .blocks, .blocks][round % 5]
      try cipher.rekey(material.span, keyAt: 0, counter: counter, mode: mode)
      let output = try filled(64) { bytes throws(PrimitiveError) in
        try cipher.next(&bytes, in: 0..<64, counter: &counter)
      }
      var fresh = AES256CounterStream()
      var freshCounter = AES256CounterStream.Counter(material.span, at: 32)
      try fresh.rekey(material.span, keyAt: 0, counter: freshCounter, mode: .blocks)
      let expected = try filled(64) { bytes throws(PrimitiveError) in
        try fresh.next(&bytes, in: 0..<64, counter: &freshCounter)
      }
      #expect(output == expected)
      #expect(counter == freshCounter)
    }
  }

  @Test func `the counters of short requests carry over into every byte`() throws {
    // Runs of blocks that begin below a carry out of the last byte, of two bytes, and of all.
    let key = try hex(Self.key)
    for start in ["fe", "fff0", "fffffffffffffff9", "fffffffffffffffffffffffffffffffa"] {
      let v = try [UInt8](repeating: 0, count: 16 - start.count / 2) + hex(start)
      let material = key + v
      func stream(_ mode: AES256CounterStream.Mode) throws -> [UInt8] {
        var counter = AES256CounterStream.Counter(material.span, at: 32)
        var cipher = AES256CounterStream()
        try cipher.rekey(material.span, keyAt: 0, counter: counter, mode: mode)
        return try filled(600 * 16) { bytes throws(PrimitiveError) in
          try cipher.next(&bytes, in: 0..<600 * 16, counter: &counter)
        }
      }
      #expect(try stream(.blocks) == stream(.bulk))
    }
  }

  @Test func `a stream without key gives nothing`() throws {
    var cipher = AES256CounterStream()
    let zeros = [UInt8](repeating: 0, count: 16)
    var counter = AES256CounterStream.Counter(zeros.span, at: 0)
    #expect(throws: PrimitiveError.self) {
      try filled(16) { bytes throws(PrimitiveError) in
        try cipher.next(&bytes, in: 0..<16, counter: &counter)
      }
    }
  }
}
