// SPDX-License-Identifier: Apache-2.0
import RandomnessService
import SecretMemory
import Telemetry

/// Copies of this process that go on beside it, as clones of a virtual machine do.
///
/// The copy is one of the whole process: no fork handler runs, and the pages that a fork would wipe are copied too, so
/// leaves, root, key schedules and counters are the same in both. Each then asks the same operating system for bytes and
/// gets others, as a clone does whose kernel has reseeded. What differs from a machine: threads are not copied, so the
/// sources' cranks are turned by who waits; and the state of the vDSO's getrandom is new in the copy, where in a clone
/// the kernel's generation makes it so.
enum CopiedMachine {
  private enum Protection: CaseIterable {
    /// None: the control, in which everything comes out twice.
    case none
    /// Bytes of the operating system in every request.
    case mixing
    /// The counter of clones, and nothing mixed in.
    case counter
  }

  /// What a machine gives after it was copied.
  private enum Part: Int, CaseIterable {
    /// More than two pools.
    case pooled
    /// From a leaf that the machine had before.
    case secrets
    /// From one that it made later; the first words of nonces.
    case nonces
    /// From the pool behind a reseed of the root.
    case reseeded

    var byteCount: Int {
      switch self {
      case .pooled: 9216
      case .secrets, .reseeded: 1024
      case .nonces: 256
      }
    }
  }

  private static let poolCount = 4096
  private static let pooledBefore = 96

  static func run(copies: Int) throws {
    let clock = ContinuousClock()
    let started = clock.now
    for _ in 0..<copies {
      for protection in Protection.allCases { try copy(protection) }
    }
    Children.say(
      "copiedMachine: \(copies) copies with each protection; mixing: the \(poolCount - pooledBefore) bytes that the pool"
        + " held are equal, nothing else is; counter: nothing is; neither: everything is, up to a reseed;"
        + " \(clock.now - started)")
  }

  private static func copy(_ protection: Protection) throws {
    let device = protection == .counter ? try CloneDevice() : nil
    var environment = ServiceEnvironment.live
    environment.driver = .caller
    environment.cloneCounter = device.flatMap { CloneCounter(path: $0.path) }
    let randomness = try Randomness(
      Configuration(sources: [.getrandom], clones: protection == .mixing ? .mix : .neverCloned),
      environment: environment)
    let told = randomness.snapshot().generator.leaves.cloneProtection
    try require(told == "\(protection)", "the service's protection is \(told)")
    var drawn = [UInt8](repeating: 0, count: pooledBefore)
    try randomness.fill(&drawn)
    _ = try randomness.secretBytes(32)

    let answer = try MachineCopy.answer {
      // The file is the same for both: both are started from the snapshot, and both see that they were.
      device?.count(8)
      return try output(of: randomness)
    }
    let mine = try output(of: randomness)
    try require(answer.count == mine.count, "the copy gave \(answer.count) bytes")
    var start = 0
    for part in Part.allCases {
      let range = start..<start + part.byteCount
      try compare(Array(mine[range]), Array(answer[range]), part, protection)
      start = range.upperBound
    }
  }

  private static func compare(
    _ mine: [UInt8], _ others: [UInt8], _ part: Part, _ protection: Protection
  ) throws {
    let shared =
      switch (part, protection) {
      case (.reseeded, _), (_, .counter): 0
      case (_, .none): part.byteCount
      case (.pooled, .mixing): poolCount - pooledBefore
      case (_, .mixing): 0
      }
    try require(mine[..<shared] == others[..<shared], "\(part), protection \(protection): it is no copy")
    var words = DistinctWords()
    words.insert(Array(mine[shared...]))
    words.insert(Array(others[shared...]))
    do { _ = try words.requireDistinct() } catch {
      throw Finding(description: "\(part), protection \(protection): \(error)")
    }
  }

  private static func output(of randomness: Randomness) throws -> [UInt8] {
    var output: [UInt8] = []
    while output.count < Part.pooled.byteCount {
      var bytes = [UInt8](repeating: 0, count: 32)
      try randomness.fill(&bytes)
      output += bytes
    }
    for _ in 0..<Part.secrets.byteCount / 32 {
      let secret = try randomness.secretBytes(32)
      secret.withBytes { bytes in for index in bytes.indices { output.append(bytes[index]) } }
    }
    for _ in 0..<Part.nonces.byteCount / 8 {
      let nonce = try randomness.nonce()
      output += (0..<8).map { nonce[$0] }
    }
    try randomness.reseed()
    var bytes = [UInt8](repeating: 0, count: Part.reseeded.byteCount)
    try randomness.fill(&bytes)
    return output + bytes
  }
}
