// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

/// Where the secrets of a live generator stand, and that none is left.
///
/// The generator is in another process, the probe; K, V and the seed material are computed here from the formulas of
/// SP 800-90A, so that the probe's memory holds them only where its generator put them.
@Suite struct MemoryScanTests {
  @Test func `key and V stand in one place each, and nowhere after uninstantiate`() throws {
    var reference = try ReferenceCTRDRBG(
      usesDerivationFunction: true, entropy: HeldGenerator.entropy(0), nonce: HeldGenerator.nonce,
      personalization: HeldGenerator.personalization)
    let seedMaterial = try ReferenceCTRDRBG.blockCipherDF(
      HeldGenerator.entropy(0) + HeldGenerator.nonce + HeldGenerator.personalization)
    var needles = [("seed material", seedMaterial)]
    var probe = try ProbeProcess(.holdGenerator)
    #expect(try probe.line() == "none")
    probe.proceed()

    #expect(try probe.line() == "instantiated")
    needles += named("of the instantiation", reference)
    try expectLive("of the instantiation", in: probe.identifier, needles)
    probe.proceed()

    #expect(try probe.line() == "generated")
    needles.append(
      ("derived additional input", try ReferenceCTRDRBG.blockCipherDF(HeldGenerator.additionalInput)))
    _ = try reference.generate(HeldGenerator.requestByteCount, additionalInput: HeldGenerator.additionalInput)
    needles += named("of the request", reference)
    try expectLive("of the request", in: probe.identifier, needles)
    probe.proceed()

    #expect(try probe.line() == "reseeded")
    needles.append(("reseed material", try ReferenceCTRDRBG.blockCipherDF(HeldGenerator.entropy(1))))
    try reference.reseed(HeldGenerator.entropy(1))
    needles += named("of the reseed", reference)
    try expectLive("of the reseed", in: probe.identifier, needles)
    probe.proceed()

    #expect(try probe.line() == "uninstantiated")
    if let places = MemoryScan.places(of: needles, in: probe.identifier) {
      print("after uninstantiate: \(places.count) places")
      #expect(places.isEmpty, "\(places)")
    }
    probe.proceed()
    #expect(try probe.end().status == 0)
  }

  @Test func `a forked child that draws nothing has none of its parent's key`() throws {
    var reference = try ReferenceCTRDRBG(
      usesDerivationFunction: true, entropy: HeldGenerator.entropy(0), nonce: HeldGenerator.nonce,
      personalization: HeldGenerator.personalization)
    _ = try reference.generate(HeldGenerator.longRequestByteCount, additionalInput: [])
    var probe = try ProbeProcess(.holdChild)
    let child = try #require(Int32(probe.line()))
    if let inParent = MemoryScan.places(of: named("of the parent", reference), in: probe.identifier) {
      #expect(inParent.contains { $0.needle == "K of the parent" })
    }
    if let inChild = MemoryScan.places(of: named("of the parent", reference), in: child) {
      #expect(inChild.isEmpty, "\(inChild)")
    }
    probe.proceed()
    #expect(try probe.end().status == 0)
  }

  private func named(_ when: String, _ state: ReferenceCTRDRBG) -> [(name: String, bytes: [UInt8])] {
    var next = state.v
    for index in next.indices.reversed() {
      next[index] &+= 1
      if next[index] != 0 { break }
    }
    return [
      ("K \(when)", state.key), ("left half of K \(when)", Array(state.key[0..<16])),
      ("right half of K \(when)", Array(state.key[16..<32])), ("V \(when)", state.v), ("V + 1 \(when)", next),
    ]
  }

  /// K is at the start of libcrypto's key schedule, V in the instance's locked state memory. After a large request the
  /// context may also stand at V + 1, in its current and its original counter. Older keys and the seed material are
  /// nowhere.
  private func expectLive(
    _ when: String, in process: Int32, _ needles: [(name: String, bytes: [UInt8])]
  ) throws {
    guard let places = MemoryScan.places(of: needles, in: process) else {
      print("skipped: the kernel does not let this process read its child's memory")
      return
    }
    for place in places { print(place) }
    let keys = places.filter { $0.needle == "K \(when)" }
    // Halves, since a register that is spilled to the stack holds 16 bytes.
    let halves = places.filter { $0.needle.hasSuffix("half of K \(when)") }
    let states = places.filter { $0.needle == "V \(when)" }
    let counters = places.filter { $0.needle == "V + 1 \(when)" }
    #expect(keys.count == 1)
    #expect(halves.count == 2)
    #expect(states.count == 1)
    #expect(counters.count <= 2)
    #expect(keys.count + halves.count + states.count + counters.count == places.count, "\(places)")
    for place in keys + halves + counters {
      #expect(place.mapping.name == "[heap]" || place.mapping.name == "anonymous")
      #expect(!place.mapping.flags.contains("lo"), "libcrypto's heap is not our slab")
    }
    for place in states { #expect(place.mapping.flags.isSuperset(of: ["lo", "dd", "wf"]), "\(place)") }
  }
}
