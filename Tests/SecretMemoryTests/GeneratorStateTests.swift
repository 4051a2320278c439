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
