// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import SecretMemory

@Suite struct SecretBytesTests {
  @Test func `a secret starts as zero and keeps what is written`() throws {
    var secret = try SecretBytes(count: 32)
    #expect(secret.withBytes { bytes in bytes.indices.allSatisfy { bytes[$0] == 0 } })
    secret.withMutableBytes { bytes in for i in bytes.indices { bytes[i] = UInt8(i) } }
    #expect(secret.withBytes { bytes in bytes.indices.allSatisfy { bytes[$0] == UInt8($0) } })
  }
}
