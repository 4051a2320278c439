// SPDX-License-Identifier: Apache-2.0
import SolarSource

/// A store with one fresh observation after the other, and a log of who used them.
struct ClaimRig {
  /// What must not happen.
  enum Failure: Error {
    case usedTwice(digest: String)
    case notUsed(round: Int)
    case damaged(String)
    case child(status: Int32)
  }

  private let folder: String
  private let store: SolarStore
  private let log: String
  private static let product = SolarProduct.primaryXRays6Hour
  private static let start = SolarTime(seconds: 1_786_065_840)

  init(folder: String) throws {
    self.folder = folder
    log = folder + "/log"
    store = try Self.open(folder) { _ in 0 }
  }

  private static func open(
    _ folder: String, faultPoint: @escaping @Sendable (StaticString) -> Int32
  ) throws -> SolarStore {
    try SolarStore(
      directory: folder + "/solar", keyFile: folder + "/key", patience: 10_000, faultPoint: faultPoint)
  }

  /// In each round a process is killed at one of its system calls from the claim to the use, at each in turn; then another
  /// one tries to claim the same.
  func killAtEveryStep(rounds: Int) throws {
    // How many calls there are.
    try offer(round: 0)
    let calls = try Processes.count { count in
      let store = try Self.open(folder) { _ in
        _ = count.next()
        return 0
      }
      count.begin()
      try claim(from: store, round: 0)
    }
    var killed = 0
    var lost = 0
    for round in 1...rounds {
      try offer(round: round)
      let place = (round - 1) % calls + 1
      let status = try Processes.status { count in
        let store = try Self.open(folder) { _ in
          if count.next() + 1 == place { Processes.kill() }
          return 0
        }
        count.begin()
        try claim(from: store, round: round)
      }
      if status != 0 { killed += 1 }
      let after = try Processes.status { _ in try claim(from: try Self.open(folder) { _ in 0 }, round: round)
      }
      guard after == 0 else { throw Failure.child(status: after) }
      let uses = Processes.lines(of: log).filter { $0 == "\(round)" }.count
      guard uses <= 1 else { throw Failure.usedTwice(digest: "\(round)") }
      if uses == 0 { lost += 1 }
      if round.isMultiple(of: 100), let problem = try store.verify().first {
        throw Failure.damaged("\(problem)")
      }
    }
    let uses = Processes.lines(of: log)
    guard Set(uses).count == uses.count else { throw Failure.usedTwice(digest: "some") }
    try store.prune(before: Self.start.adding(seconds: 60 * (rounds + 1)).adding(seconds: 86_400).day)
    Processes.say(
      "\(rounds) rounds, \(calls) calls each: \(killed) killed, \(lost) lost, \(uses.count) used, none twice")
  }

  /// In each round two processes claim at once.
  func race(rounds: Int) throws {
    for round in 1...rounds {
      try offer(round: round)
      try Processes.atOnce(2) { try claim(from: try Self.open(folder) { _ in 0 }, round: round) }
      let uses = Processes.lines(of: log).filter { $0 == "\(round)" }.count
      guard uses <= 1 else { throw Failure.usedTwice(digest: "\(round)") }
      guard uses == 1 else { throw Failure.notUsed(round: round) }
    }
    Processes.say("\(rounds) rounds of two: one won each")
  }

  /// Claims what is fresh, and uses it: the use is a line in the log.
  private func claim(from store: SolarStore, round: Int) throws {
    guard let observation = try store.claim(Self.product, at: time(of: round)) else { return }
    Processes.append("\(round)\n", to: log)
    try store.spend(observation)
  }

  private func time(of round: Int) -> SolarTime { Self.start.adding(seconds: 60 * round) }

  /// Makes an observation that nobody has had.
  private func offer(round: Int) throws {
    let bytes = (0..<SolarDigest.byteCount).map { UInt8(truncatingIfNeeded: round >> (8 * ($0 & 3))) }
    guard let digest = SolarDigest(bytes) else { return }
    let observation = SolarObservation(
      product: Self.product, observed: time(of: round), fetched: time(of: round),
      corroboration: .uncorroborated,
      digest: digest)
    try store.accept(Self.product, []) { $0.accepted = observation }
  }
}
