// SPDX-License-Identifier: Apache-2.0
import SecretMemory
import Testing

@Suite struct GeneratorStateTests {
  @Test(arguments: [1, 63, 64, 65, 1000, 8128, 8129, 100_001])
  func `state starts alive and zero, also in a slot used before`(byteCount: Int) throws {
    for _ in 0..<10 {
      var state = try GeneratorState(byteCount: byteCount)
      let isAlive = state.isAlive
      #expect(isAlive)
      let hasLength = state.byteCount == byteCount
      #expect(hasLength)
      let lendsLength = state.withBytes { $0.count } == byteCount
      #expect(lendsLength)
      let startsZero = state.withBytes(isZero) == true
      #expect(startsZero)
      let written: Void? = state.withMutableBytes { bytes in
        for index in bytes.indices { bytes[index] = 0xff }
      }
      #expect(written != nil)
      let keepsBytes = state.withBytes(isZero) == false
      #expect(keepsBytes)
    }
  }

  @Test func `wiping leaves it alive and zero`() throws {
    var state = try GeneratorState(byteCount: 200)
    var seen = 0
    _ = state.withMutableBytes(and: &seen) { seen, bytes in
      bytes[0] = 1
      bytes[199] = 2
      seen = bytes.count
    }
    #expect(seen == 200)
    state.wipe()
    let isAlive = state.isAlive
    #expect(isAlive)
    let isWiped = state.withBytes(isZero) == true
    #expect(isWiped)
  }

  @Test func `states within a page are apart, and leave it zero behind them`() throws {
    let page = try GeneratorPage(byteCount: 1024)
    func fill(_ state: inout GeneratorState, _ value: UInt8) {
      state.withMutableBytes { bytes in for index in bytes.indices { bytes[index] = value } }
    }
    do {
      var one = GeneratorState(in: page, at: 0, byteCount: 100)
      do {
        var other = GeneratorState(in: page, at: 192, byteCount: 1024 - 192 - GeneratorState.overhead)
        fill(&one, 0xff)
        fill(&other, 0xee)
        let isOwn = one.withBytes { bytes in bytes.indices.allSatisfy { bytes[$0] == 0xff } }
        #expect(isOwn == true)
        let isAlive = one.isAlive && other.isAlive
        #expect(isAlive)
      }
      // In a place that was used before it starts zero.
      let again = GeneratorState(in: page, at: 192, byteCount: 100)
      let startsZero = again.withBytes(isZero) == true
      #expect(startsZero)
    }
    let left = unsafe UnsafeRawBufferPointer(start: page.start, count: page.byteCount).contains { $0 != 0 }
    #expect(!left)
  }

  @Test func `a page of no bytes or more than a slot is refused`() {
    for byteCount in [0, -1, 8193, .max] {
      #expect(throws: SecretMemoryError.byteCountOutOfRange(byteCount: byteCount, limit: 8192)) {
        _ = try GeneratorPage(byteCount: byteCount)
      }
    }
  }

  @Test func `a length outside 1 byte to 16 MiB less the header is refused`() {
    let limit = (1 << 24) - 64
    for byteCount in [0, -1, .min, limit + 1, .max] {
      #expect(throws: SecretMemoryError.byteCountOutOfRange(byteCount: byteCount, limit: limit)) {
        _ = try GeneratorState(byteCount: byteCount)
      }
    }
  }

  private func isZero(_ bytes: Span<UInt8>) -> Bool { bytes.indices.allSatisfy { bytes[$0] == 0 } }
}
