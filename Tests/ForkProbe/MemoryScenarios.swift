// SPDX-License-Identifier: Apache-2.0
import DRBG
import SecretMemory
import TestSupport

/// What secret memory does when it is given back, and when there is none.
enum MemoryScenarios {
  static func releasedMemoryIsWiped() throws {
    // Two of each, so that the slab stays in use; one slot of each class, and mappings of their own.
    for byteCount in [1, 64, 65, 1000, 8192, 8193, 100_000] {
      try require(try residue(ofSecretWith: byteCount), "a released secret of \(byteCount) bytes can be read")
      try require(try residue(ofStateWith: byteCount), "a released state of \(byteCount) bytes can be read")
    }
    // The scan that finds nothing above finds what is there.
    let key = try filledSecret(byteCount: 64)
    let address = key.withBytes { MemoryMapping.address(of: $0) }
    try require(
      Processes.bytes(at: address, count: 64)?.contains(0xc3) == true, "a live secret cannot be read")
    try require(key.count == 64, "the secret lives until here")
  }

  private static func filledSecret(byteCount: Int) throws -> SecretBytes {
    var secret = try SecretBytes(count: byteCount)
    secret.withMutableBytes { bytes in for index in bytes.indices { bytes[index] = 0xc3 } }
    return secret
  }

  private static func residue(ofSecretWith byteCount: Int) throws -> Bool {
    func use() throws -> UInt {
      try filledSecret(byteCount: byteCount).withBytes { MemoryMapping.address(of: $0) }
    }
    return isGone(try use(), byteCount)
  }

  private static func residue(ofStateWith byteCount: Int) throws -> Bool {
    func use() throws -> UInt {
      var state = try GeneratorState(byteCount: byteCount)
      _ = state.withMutableBytes { bytes in for index in bytes.indices { bytes[index] = 0xc3 } }
      return state.withBytes { MemoryMapping.address(of: $0) } ?? 0
    }
    return isGone(try use(), byteCount)
  }

  private static func isGone(_ address: UInt, _ byteCount: Int) -> Bool {
    guard let bytes = Processes.bytes(at: address, count: byteCount) else { return true }
    return bytes.allSatisfy { $0 == 0 }
  }

  static func refusedLockingIsReported() throws {
    try Processes.limitLockedMemory(to: 0)
    guard Processes.isHeldToLockLimit() else {
      Processes.say("note: this process may lock without limit, so no refusal was seen")
      return
    }
    try require(MemoryProtection.current.isLocked, "a protection is refused before anything is mapped")
    var secret = try SecretBytes(count: 1 << 24)
    secret.withMutableBytes { bytes in bytes[bytes.count - 1] = 1 }
    try require(!MemoryProtection.current.isLocked, "the refused locking is not reported")
    try require(MemoryProtection.current.isExcludedFromDumps, "refused locking stopped the other protections")
    let small = try SecretBytes(count: 32)
    try require(small.count == 32, "no small secret could be had")
  }

  static func noMemoryIsAnError() throws {
    let drbg = try KnownAnswerDRBG(usesDerivationFunction: false)
    try Processes.limitAddressSpace(room: 1 << 20)
    do throws(SecretMemoryError) {
      _ = try SecretBytes(count: 1 << 24)
      throw SecretMemoryError.byteCountOutOfRange(byteCount: 1 << 24, limit: 0)
    } catch {
      try require(
        error == .mappingRefused(byteCount: 1 << 24, errno: 12), "a large secret without memory: \(error)")
    }
    // Small states come from a slab that is there already; fill it up.
    var failure: DRBGError?
    var generators: [Holder] = []
    while failure == nil && generators.count < 100_000 {
      do throws(DRBGError) {
        generators.append(Holder(try KnownAnswerDRBG(usesDerivationFunction: false)))
      } catch { failure = error }
    }
    switch failure {
    case .outOfMemory, .primitiveFailed: try require(failure?.isCatastrophic == true, "not catastrophic")
    default: throw Finding(description: "\(generators.count) generators, then \(String(describing: failure))")
    }
    try require(drbg.reseedCounter == 0, "the first generator lives until here")
  }

  private final class Holder {
    let drbg: KnownAnswerDRBG
    init(_ drbg: consuming KnownAnswerDRBG) { self.drbg = drbg }
  }
}
