// SPDX-License-Identifier: Apache-2.0
import RandomnessService
import Telemetry
import TestSupport
import Testing

/// The clone counter: a file with the layout of the VMClock device stands for it.
@Suite struct CloneTests {
  static func bench(
    _ device: FakeCloneDevice, _ sources: [SourceConfiguration] = [.getrandom]
  ) throws -> Bench {
    let counter = try #require(CloneCounter(path: device.path))
    return try Bench(
      Configuration(sources: sources, reseed: ReseedPolicy(requests: 1000, seconds: 6000)),
      cloneCounter: counter)
  }

  @Test func `a clone is noticed by the next draw of every kind, and the root is seeded anew first`() throws {
    let device = try FakeCloneDevice()
    let bench = try Self.bench(device)
    try bench.fill()
    try bench.secret(32)
    device.clone(counter: 8)
    try bench.fill()
    #expect(bench.ledger.map(\.purpose) == ["instantiate", "reseed: clone of the machine"])
    #expect(bench.service.snapshot().generator.leaves.seeds == 3)
    device.clone(counter: 9)
    try bench.secret(32)
    #expect(bench.ledger.count == 3)
    device.clone(counter: 10)
    var generator = bench.service.generator()
    _ = generator.next()
    #expect(bench.ledger.count == 4)
    device.clone(counter: 11)
    try bench.draw()
    #expect(bench.ledger.count == 5)
  }

  @Test func `what was collected before a clone seeds nothing after it`() throws {
    let device = try FakeCloneDevice()
    let bench = try Self.bench(device, [.quantum()])
    try bench.fill()
    bench.service.settle()
    #expect(bench.report("quantum")?.samplesReady == 112)
    device.clone(counter: 8)
    try bench.fill()
    let dropped = Event.Kind.samplesDropped(
      source: "quantum", samples: 112, reason: "older than the clone of the machine")
    #expect(bench.events.contains { $0.kind == dropped })
    #expect(bench.ledger.count == 2)
  }

  @Test func `a clone whose sources are gone gets an error and no byte`() throws {
    let device = try FakeCloneDevice()
    let counter = try #require(CloneCounter(path: device.path))
    let bench = try Bench(
      Configuration(sources: [.quantum()], deadlineMilliseconds: 50),
      scripts: ["quantum": [.noise(.uniform, samples: 1024 + 112), .unplugged()]], cloneCounter: counter)
    try bench.fill()
    device.clone(counter: 8)
    var bytes = [UInt8](repeating: 0xaa, count: 16)
    #expect(throws: RandomnessError.self) { try bench.service.fill(&bytes) }
    #expect(bytes == [UInt8](repeating: 0, count: 16))
    #expect(throws: RandomnessError.self) { try bench.secret(32) }
  }

  @Test func `what is done against clones follows the rule, and the status tells`() throws {
    let device = try FakeCloneDevice()
    let counter = try #require(CloneCounter(path: device.path))
    for (clones, counter, protection) in [
      (CloneRule.mix, counter, "counter and mixing"), (.mix, nil, "mixing"),
      (.neverCloned, counter, "counter"), (.neverCloned, nil, "none"),
    ] as [(CloneRule, CloneCounter?, String)] {
      let bench = try Bench(Configuration(sources: [.getrandom], clones: clones), cloneCounter: counter)
      try bench.secret(32)
      // The root's request for the seed, and the leaf's own.
      #expect(bench.freshRandomness.count == (clones == .mix ? 2 : 0))
      #expect(bench.service.snapshot().generator.leaves.cloneProtection == protection)
    }
  }

  @Test func `what is no VMClock device with a counter is not taken for one`() throws {
    #expect(CloneCounter(path: "/nonexistent/vmclock0") == nil)
    #expect(CloneCounter(path: "/dev/null") == nil)
    #expect(CloneCounter(path: "/tmp") == nil)
    let wrong: [(inout [UInt8]) -> Void] = [
      { $0[0] = 0 }, { $0[4] = 104 }, { $0[25] = 0 }, { $0 = [] }, { $0 = Array($0[..<111]) },
    ]
    for (index, change) in wrong.enumerated() {
      let device = try FakeCloneDevice(change)
      withExtendedLifetime(device) { #expect(CloneCounter(path: device.path) == nil, "case \(index)") }
    }
    let device = try FakeCloneDevice()
    withExtendedLifetime(device) { #expect(CloneCounter(path: device.path) != nil) }
  }
}
