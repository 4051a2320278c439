// SPDX-License-Identifier: Apache-2.0
import DRBG
import SecretMemory
import TestSupport

/// What keys, generator state and their allocator do in a forked child.
enum ForkScenarios {
  static func keySurvivesFork() throws {
    var key = try SecretBytes(count: 32)
    key.withMutableBytes { bytes in for index in bytes.indices { bytes[index] = UInt8(0x40 + index) } }
    let isLocked = MemoryProtection.current.isLocked
    try Processes.inChild {
      try require(
        key.withBytes { bytes in bytes.indices.allSatisfy { bytes[$0] == UInt8(0x40 + $0) } },
        "the key changed in the child")
      let mapping = key.withBytes { MemoryMapping.containing(MemoryMapping.address(of: $0)) }
      guard let mapping else { throw Finding(description: "no mapping holds the key") }
      try require(
        !isLocked || mapping.flags.contains("lo"), "the key is not locked in the child: \(mapping.flags)")
      try require(mapping.flags.contains("dd"), "the key would be dumped in the child: \(mapping.flags)")
    }
    try require(
      key.withBytes { bytes in bytes.indices.allSatisfy { bytes[$0] == UInt8(0x40 + $0) } },
      "the key changed in the parent")
    if !isLocked {
      Processes.say("note: the kernel refused locking here, so it was not looked at in the child")
    }
  }

  static func stateDiesInChild() throws {
    var state = try GeneratorState(byteCount: 100)
    _ = state.withMutableBytes { bytes in for index in bytes.indices { bytes[index] = 0xa5 } }
    let isLocked = MemoryProtection.current.isLocked
    try Processes.inChild {
      try require(!state.isAlive, "the state is alive in the child")
      try require(state.withBytes { $0.count } == nil, "the state was lent in the child")
      var fresh = try GeneratorState(byteCount: 100)
      try require(fresh.isAlive, "state made in the child is dead there")
      let isZero = fresh.withMutableBytes { bytes -> Bool in
        defer { for index in bytes.indices { bytes[index] = 0x5a } }
        return bytes.indices.allSatisfy { bytes[$0] == 0 }
      }
      try require(isZero == true, "state made in the child is not zero at first")
      let mapping = fresh.withBytes { MemoryMapping.containing(MemoryMapping.address(of: $0)) } ?? nil
      guard let mapping else { throw Finding(description: "no mapping holds the child's state") }
      try require(
        !isLocked || mapping.flags.contains("lo"), "the child's state is not locked: \(mapping.flags)")
      try require(mapping.flags.contains("wf"), "the child's state would survive a fork: \(mapping.flags)")
      try Processes.inChild {
        try require(!fresh.isAlive, "the child's state is alive in the grandchild")
        try require(!state.isAlive, "the state came back to life in the grandchild")
      }
    }
    try require(state.isAlive, "the state died in the parent")
    let isWhole = state.withBytes { bytes in bytes.indices.allSatisfy { bytes[$0] == 0xa5 } }
    try require(isWhole == true, "the state changed in the parent")
  }

  static func stateNeverLendsZeros() throws {
    var states = try [64, 4000, 100_000].map { try Box($0) }
    var drbg = try KnownAnswerDRBG(usesDerivationFunction: true, predictionResistance: true)
    try drbg.instantiate(entropy: HeldGenerator.entropy(0), nonce: HeldGenerator.nonce, personalization: [])
    try Processes.inChild {
      for index in states.indices {
        var calls = 0
        var other = 0
        _ = states[index].state.withBytes { _ in calls += 1 }
        _ = states[index].state.withMutableBytes { _ in calls += 1 }
        _ = states[index].state.withMutableBytes(and: &other) { _, _ in calls += 1 }
        try require(calls == 0, "a dead state of \(states[index].state.byteCount) bytes was lent")
        states[index].state.wipe()
        try require(!states[index].state.isAlive, "wiping brought a dead state back to life")
      }
      for _ in 0..<2 { try expectLost(&drbg) }
      // Released in the child, the slots serve new states, and the dead one stays dead.
      states.removeAll()
      let fresh = try Box(64)
      try require(fresh.state.isAlive, "a slot that a dead state gave back makes a dead state")
      drbg.uninstantiate()
      try expectLost(&drbg)
    }
    _ = try drbg.generate(byteCount: 16)
  }

  private static func expectLost(_ drbg: inout KnownAnswerDRBG) throws {
    do throws(DRBGError) {
      _ = try drbg.generate(byteCount: 16)
    } catch .lostByFork {
      do throws(DRBGError) {
        try drbg.reseed(entropy: HeldGenerator.entropy(1))
      } catch .lostByFork { return } catch { throw Finding(description: "reseed in the child: \(error)") }
      throw Finding(description: "the child's generator reseeded")
    } catch { throw Finding(description: "generate in the child: \(error)") }
    throw Finding(description: "the child's generator gave bytes")
  }

  static func allocationAfterForkFromBusyProcess() throws {
    try Processes.startThread {
      while true {
        // Sizes of two classes and a mapping of its own, so that the thread is in every path of the allocator.
        for byteCount in [32, 5000, 20_000] {
          _ = try? SecretBytes(count: byteCount)
          _ = try? GeneratorState(byteCount: byteCount)
        }
      }
    }
    for _ in 0..<200 {
      try Processes.inChild {
        for byteCount in [32, 5000, 20_000] {
          let key = try SecretBytes(count: byteCount)
          let state = try GeneratorState(byteCount: byteCount)
          try require(
            key.withBytes { bytes in bytes.indices.allSatisfy { bytes[$0] == 0 } },
            "a key is not zero at first")
          try require(
            state.withBytes { bytes in bytes.indices.allSatisfy { bytes[$0] == 0 } } == true,
            "a state is not zero at first, or dead")
        }
      }
    }
  }

  /// A state in an array.
  private final class Box {
    var state: GeneratorState
    init(_ byteCount: Int) throws { state = try GeneratorState(byteCount: byteCount) }
  }
}
