// SPDX-License-Identifier: Apache-2.0
import SecretMemory
import TestSupport
import Testing

/// What the kernel says of the mappings.
@Suite struct ProtectionTests {
  @Test(arguments: [32, 20_000])
  func `keys are locked, not dumped, and kept by a fork`(byteCount: Int) throws {
    let key = try SecretBytes(count: byteCount)
    let found = key.withBytes { MemoryMapping.containing(MemoryMapping.address(of: $0)) }
    let mapping = try #require(found)
    #expect(mapping.flags.contains("lo") || !MemoryProtection.current.isLocked, "\(mapping.flags)")
    #expect(mapping.flags.contains("dd"), "\(mapping.flags)")
    #expect(!mapping.flags.contains("wf"), "\(mapping.flags)")
    #expect(mapping.permissions == "rw-p")
  }

  @Test(arguments: [32, 20_000])
  func `generator state is locked, not dumped, and wiped by a fork`(byteCount: Int) throws {
    let state = try GeneratorState(byteCount: byteCount)
    let found = state.withBytes { MemoryMapping.containing(MemoryMapping.address(of: $0)) } ?? nil
    let mapping = try #require(found)
    #expect(mapping.flags.contains("lo") || !MemoryProtection.current.isLocked, "\(mapping.flags)")
    #expect(mapping.flags.isSuperset(of: ["dd", "wf"]), "\(mapping.flags)")
    #expect(mapping.permissions == "rw-p")
  }

  @Test func `the report agrees with the mappings`() throws {
    let state = try GeneratorState(byteCount: 1)
    #expect(MemoryProtection.current.isExcludedFromDumps)
    #expect(MemoryProtection.current.isWipedOnFork)
    if !MemoryProtection.current.isLocked {
      print("note: the kernel refused to lock memory here (RLIMIT_MEMLOCK)")
    }
    let isAlive = state.isAlive
    #expect(isAlive)
  }
}
