// SPDX-License-Identifier: Apache-2.0
import EntropySources
import RandomnessService
import SecretMemory
import Synchronization
import Telemetry
import TestSupport
import Testing

/// The service of a process, on the machine's own sources.
@Suite struct StartTests {
  /// The test process can have one only, and other suites start it too.
  static let configuration = Configuration.default

  @Test func `the lines of the readme`() throws {
    let randomness = try Randomness.start(Self.configuration, deadline: .seconds(5))
    var generator = randomness.generator()
    #expect((1...6).contains(Int.random(in: 1...6, using: &generator)))
    var buffer = [UInt8](repeating: 0, count: 100)
    try randomness.fill(&buffer)
    #expect(Set(buffer).count > 20)
    let key = try randomness.secretBytes(32)
    #expect(key.count == 32)
    #expect(throws: RandomnessError.self) { try randomness.fill(&buffer, predictionResistance: true) }
    #expect(buffer == [UInt8](repeating: 0, count: 100))
    #expect(randomness.snapshot().phase == .seeded)
  }

  @Test func `starting again gives the same service, from however many threads`() async throws {
    let first = try Randomness.start(Self.configuration, deadline: .seconds(5))
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<16 {
        group.addTask { (try? Randomness.start(Self.configuration, deadline: .seconds(5))) === first }
      }
      for await isSame in group { #expect(isSame) }
    }
  }

  @Test func `another configuration is refused while it runs, and so is a bad one`() throws {
    _ = try Randomness.start(Self.configuration, deadline: .seconds(5))
    var other = Self.configuration
    other.reseed.requests = 7
    #expect(throws: RandomnessError.alreadyStarted) { _ = try Randomness.start(other) }
    other.deadlineMilliseconds = 0
    #expect(throws: RandomnessError.alreadyStarted) { _ = try Randomness.start(other) }
    #expect(throws: RandomnessError.invalidConfiguration(.deadlineOutOfRange(milliseconds: 0))) {
      _ = try Bench(other)
    }
  }

  @Test func `a source that cannot be set up is a bad configuration`() throws {
    let environment = ServiceEnvironment(
      clock: FakeClock(), today: { Bench.today },
      makeSource: { _ throws(SourceError) in
        throw .notACharacterDevice(path: "/dev/x", kind: .directory)
      }, readPublicFile: { _ in nil }, driver: .caller)
    do throws(RandomnessError) {
      _ = try Randomness(Configuration(sources: [.quantum("x")]), environment: environment)
      Issue.record("set up")
    } catch {
      #expect("\(error)".contains("/dev/x is a directory, not a character device"))
    }
  }

  @Test func `a start waits no longer than its deadline, nor for a negative one`() throws {
    let bench = try Bench(.certified(), scripts: ["quantum": [.silent()]])
    for (deadline, milliseconds) in [(Duration.milliseconds(300), 300), (.zero, 0), (.seconds(-5), 0)] {
      let started = bench.clock.now()
      #expect(throws: RandomnessError.self) { try bench.service.seed(deadline: deadline) }
      #expect(bench.clock.now().nanoseconds(since: started) == UInt64(milliseconds) * 1_000_000)
    }
    // Ten minutes at the most.
    let started = bench.clock.now()
    #expect(throws: RandomnessError.self) { try bench.service.seed(deadline: .seconds(1_000_000)) }
    #expect(bench.clock.now().nanoseconds(since: started) == 600_000_000_000)
  }
}
