// SPDX-License-Identifier: Apache-2.0
import EntropySources
import RandomnessService
import SecretMemory
import Synchronization
import Telemetry
import TestSupport

/// What a service does in a forked child (requirement A-36).
enum Scenarios {
  static func service(
    deadlineMilliseconds: UInt64 = 5000, _ change: (inout ServiceEnvironment) -> Void = { _ in }
  ) throws -> Randomness {
    var environment = ServiceEnvironment.live
    change(&environment)
    return try Randomness(
      Configuration(sources: [.getrandom], deadlineMilliseconds: deadlineMilliseconds),
      environment: environment)
  }

  static func draw(_ randomness: Randomness) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 32)
    try randomness.fill(&bytes)
    try require(Set(bytes).count > 10, "the bytes are not random: \(bytes)")
    return bytes
  }

  static func childDrawsItsOwnBytes() throws {
    let randomness = try service()
    var seen: Set<[UInt8]> = [try draw(randomness)]
    let parentEpoch = randomness.snapshot().events[0].epoch
    for _ in 0..<8 {
      let answer = try Children.answer {
        let own = try draw(randomness)
        let snapshot = randomness.snapshot()
        try require(snapshot.phase == .seeded, "the child is \(snapshot.phase)")
        try require(
          snapshot.events.allSatisfy { $0.epoch != parentEpoch }, "the child's events are the parent's")
        try require(
          snapshot.events.enumerated().allSatisfy { $1.sequence == UInt64($0 + 1) }, "events are missing")
        try require(snapshot.ledger.map(\.sequence) == [1], "the ledger: \(snapshot.ledger)")
        try require(snapshot.ledger[0].purpose == "instantiate", "the ledger: \(snapshot.ledger)")
        try require(snapshot.generator.requests == 1, "the child counts the parent's requests")
        let grandchild = try Children.answer { try draw(randomness) }
        return own + grandchild + (try draw(randomness))
      }
      for start in [0, 32, 64] {
        let bytes = Array(answer[start..<(start + 32)])
        try require(seen.insert(bytes).inserted, "the same bytes were given twice")
      }
      try require(seen.insert(try draw(randomness)).inserted, "the parent gave bytes that a child has")
    }
    let snapshot = randomness.snapshot()
    try require(snapshot.events[0].epoch == parentEpoch, "the parent began a new epoch")
    try require(snapshot.ledger.count == 1, "the parent seeded itself anew")
  }

  static func forkWhileThreadsDraw() throws {
    let randomness = try service()
    var seen = try warmUp {
      try randomness.reseed()
      _ = randomness.snapshot()
      _ = try randomness.secretBytes(48)
      return try draw(randomness)
    }
    let drawn = Atomic<Int>(0)
    for _ in 0..<2 {
      try Children.startThread {
        while (try? randomness.secretBytes(48)) != nil {
          drawn.add(1, ordering: .relaxed)
          Children.rest()
        }
      }
    }
    try Children.startThread {
      while true {
        _ = randomness.snapshot()
        Children.rest()
      }
    }
    while drawn.load(ordering: .relaxed) < 10 { Children.rest() }
    for index in 0..<200 {
      let bytes = try Children.answer {
        if index % 8 == 0 { try randomness.reseed() }
        return try draw(randomness)
      }
      try require(seen.insert(bytes).inserted, "child \(index) gave the bytes of another")
    }
  }

  static func childWithoutSources() throws {
    let parent = Children.process
    let randomness = try service(deadlineMilliseconds: 200) { environment in
      environment.makeSource = { _ throws(SourceError) in
        if Children.process == parent { return GetrandomSource() }
        return ScriptedSource(descriptor: .scripted(id: "getrandom"), seed: 1, script: [.unplugged()])
      }
    }
    _ = try draw(randomness)
    _ = try Children.answer {
      var bytes = [UInt8](repeating: 0xaa, count: 32)
      let clock = ContinuousClock()
      let started = clock.now
      var failure: RandomnessError?
      do throws(RandomnessError) { try randomness.fill(&bytes) } catch { failure = error }
      guard case .sourcesUnavailableAfterFork(let sources, let waited) = failure else {
        throw Finding(description: "the child said: \(String(describing: failure))")
      }
      try require(sources.map(\.id) == ["getrandom"] && sources[0].state == .absent, "\(sources)")
      try require((150...400).contains(waited), "it waited \(waited) ms")
      try require(clock.now - started < .seconds(1), "it took \(clock.now - started)")
      try require(bytes == [UInt8](repeating: 0, count: 32), "the buffer is not zero")
      try require(randomness.snapshot().phase == .unseeded, "it is \(randomness.snapshot().phase)")
      return []
    }
    _ = try draw(randomness)
  }

  static func childOfUnseededParent() throws {
    let randomness = try service { $0.driver = .caller }
    let first = try Children.answer { try draw(randomness) }
    let second = try Children.answer { try draw(randomness) }
    try require(Set([first, second, try draw(randomness)]).count == 3, "the same bytes were given twice")
  }

  static func childOfFailedParent() throws {
    let failing = Atomic<Bool>(true)
    let randomness = try service { environment in
      environment.inducedSelfTestFailure = {
        failing.load(ordering: .relaxed) ? "CTR_DRBG AES-256 df, reseed" : nil
      }
    }
    try require((try? draw(randomness)) == nil, "bytes in spite of a failed self-test")
    failing.store(false, ordering: .relaxed)
    _ = try Children.answer {
      do { _ = try draw(randomness) } catch RandomnessError.generatorFailed {
        try randomness.reset()
        return try draw(randomness)
      }
      throw Finding(description: "the child gave bytes in the error state")
    }
    try require((try? draw(randomness)) == nil, "the child's reset reset the parent")
  }

  static func processServiceInChild() throws {
    let configuration = Configuration(sources: [.getrandom])
    func bytes() throws -> [UInt8] {
      var generator = try Randomness.start(configuration).generator()
      return (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }
    var seen: Set<[UInt8]> = try warmUp(bytes)
    for _ in 0..<2 {
      try Children.startThread {
        while true {
          _ = try? Randomness.start(configuration)
          Children.rest()
        }
      }
    }
    for _ in 0..<25 {
      try require(seen.insert(try Children.answer(bytes)).inserted, "two children gave the same bytes")
    }
  }

  /// Runs a child's work once in this process and once in a child, while there is one thread of ours.
  ///
  /// The Swift runtime makes the metadata of a generic type at its first use, under a lock that is not released in the
  /// child of a fork: where another thread is at such a first use at the moment of a fork, the child waits for ever as
  /// soon as it comes to one itself. No library can mend that. What has been used once needs no lock.
  private static func warmUp(_ work: () throws -> [UInt8]) throws -> Set<[UInt8]> {
    [try work(), try Children.answer(work)]
  }
}
