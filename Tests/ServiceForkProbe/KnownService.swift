// SPDX-License-Identifier: Apache-2.0
import Conditioning
import DRBG
import EntropySources
import RandomnessService
import SecretMemory
import Seeds
import TestSupport

/// A service all of whose inputs follow from a number, and the keys that it must have, computed beside it.
enum KnownService {
  /// Bytes of the pool that ``draw(_:)`` takes.
  static let pooledCount = 96
  static let secretCount = 32
  private static let poolCount = 4096
  private static let clockStart: UInt64 = 1_000_000_000

  private static func source(_ seed: UInt64) -> ScriptedSource {
    ScriptedSource(
      descriptor: .scripted(
        id: "getrandom", kind: .deterministicConditioned, independenceGroup: .kernel,
        conditioning: .opaque(by: "the kernel")), seed: seed)
  }

  /// What the operating system gives at the n-th draw.
  private static func fresh(_ seed: UInt64, _ draw: UInt64) -> [UInt8] {
    var stream = SplitMix64(seed: seed << 32 | draw)
    return stream.bytes(32)
  }

  /// Makes the service; everything happens on the threads that draw.
  static func make(_ seed: UInt64, isMixing: Bool) throws -> Randomness {
    let draws = Guarded<UInt64>(0)
    return try Randomness(
      Configuration(sources: [.getrandom], clones: isMixing ? .mix : .neverCloned),
      environment: ServiceEnvironment(
        clock: FakeClock(start: clockStart), today: { CalendarDate(secondsSince1970: 0) },
        makeSource: { _ throws(SourceError) in source(seed) }, readPublicFile: { _ in nil }, driver: .caller,
        freshRandomness: { bytes in
          let fresh = draws.withLock { draws -> [UInt8] in
            defer { draws += 1 }
            return Self.fresh(seed, draws)
          }
          for index in bytes.indices { bytes[index] = fresh[index] }
          return 0
        }))
  }

  /// Draws once of each kind, on the calling thread; the bytes are let go.
  static func draw(_ service: Randomness) throws {
    var bytes = [UInt8](repeating: 0, count: pooledCount)
    try service.fill(&bytes)
    var secret = [UInt8](repeating: 0, count: secretCount)
    var span = secret.mutableSpan
    try service.fillSecret(&span)
    _ = try service.nonce()
  }

  /// What must stand in the memory of a process after ``draw(_:)`` on so many of its threads, one after the other, and
  /// what must not any more.
  struct Secrets {
    typealias Needle = (name: String, bytes: [UInt8])
    /// Keys, values of V and what the pools still hold.
    var live: [Needle] = []
    /// Seeds, which were used up.
    var dead: [Needle] = []
  }

  static func secrets(_ seed: UInt64, isMixing: Bool, threads: Int) throws -> Secrets {
    var draws: UInt64 = 0
    func fresh() -> [UInt8] {
      guard isMixing else { return [] }
      defer { draws += 1 }
      return Self.fresh(seed, draws)
    }
    var secrets = Secrets()
    let (entropy, personalization) = try rootSeed(seed)
    secrets.dead.append(("the root's seed", entropy))
    var root = try self.root(entropy, personalization)
    for thread in 0..<threads {
      for (role, count) in [("general", poolCount), ("secret", secretCount), ("published", 12)] {
        let leafSeed = try root.generate(byteCount: 48, additionalInput: fresh())
        var leaf = try KnownAnswerDRBG(usesDerivationFunction: false)
        try leaf.instantiate(entropy: leafSeed, nonce: [], personalization: [])
        let name = "the \(role) leaf of thread \(thread)"
        secrets.dead.append(("the seed of \(name)", leafSeed))
        let (output, state) = try stateAfterRequest(of: count, &leaf, fresh())
        secrets.live += needles(name, state)
        guard role == "general" else { continue }
        // Here and there in what is unread; memchr(3), which looks for the first byte, passes over zeros slowly.
        for start in stride(from: pooledCount, to: poolCount - 32, by: 397) {
          let window = output[start...].drop { $0 == 0 }.prefix(16)
          secrets.live.append(("\(start) of the pool of thread \(thread)", Array(window)))
        }
      }
    }
    // With additional input, the derivation function is between it and the root's state.
    guard !isMixing else { return secrets }
    var twin = try self.root(entropy, personalization)
    for _ in 1..<(3 * threads) { _ = try twin.generate(byteCount: 48) }
    secrets.live += needles("the root", try stateAfterRequest(of: 48, &twin, []).state)
    return secrets
  }

  private static func root(_ entropy: [UInt8], _ personalization: [UInt8]) throws -> KnownAnswerDRBG {
    var root = try KnownAnswerDRBG(usesDerivationFunction: true)
    try root.instantiate(entropy: entropy, nonce: [], personalization: personalization)
    return root
  }

  /// Entropy input and personalization string of the root.
  private static func rootSeed(_ seed: UInt64) throws -> ([UInt8], [UInt8]) {
    let session = try source(seed).open(clock: FakeClock())
    _ = try session.collectBytes(sampleCount: 1024, deadline: .distantFuture)  // the start-up test
    let samples = try session.collectBytes(sampleCount: RBGSeed.byteCount, deadline: .distantFuture)
    let conditioned = try SeedAssembly.generatorSeed(
      of: testedSamples(of: "getrandom", samples), sequence: 1, strength: 256, origin: "getrandom")
    let label = "root generator \(Randomness.version), epoch \(clockStart), seed 1"
    let input = try AdditionalInput.Assembly(label: label).finish()
    let bytes = conditioned.withBytes { bytes in bytes.indices.map { bytes[$0] } }
    return (bytes ?? [], input.withBytes { bytes in bytes.indices.map { bytes[$0] } } ?? [])
  }

  /// The output of a request, and K and V behind it.
  ///
  /// The three blocks that CTR_DRBG_Update (SP 800-90A 10.2.1.2) takes are those that follow the output in the key
  /// stream: an instance that is asked for 48 bytes more gives them away, and the additional input is XORed to them.
  private static func stateAfterRequest(
    of count: Int, _ drbg: inout KnownAnswerDRBG, _ additionalInput: [UInt8]
  ) throws -> (output: [UInt8], state: [UInt8]) {
    let whole = (count + 15) & ~15
    var stream = try drbg.generate(byteCount: whole + 48, additionalInput: additionalInput)
    for index in additionalInput.indices { stream[whole + index] ^= additionalInput[index] }
    return (Array(stream[..<count]), Array(stream[whole...]))
  }

  private static func needles(_ name: String, _ state: [UInt8]) -> [Secrets.Needle] {
    var next = Array(state[32...])
    for index in next.indices.reversed() {
      next[index] &+= 1
      if next[index] != 0 { break }
    }
    // Halves, since a register that is spilled to the stack holds 16 bytes.
    return [
      ("left half of K of \(name)", Array(state[..<16])),
      ("right half of K of \(name)", Array(state[16..<32])),
      ("V of \(name)", Array(state[32...])), ("V + 1 of \(name)", next),
    ]
  }
}
