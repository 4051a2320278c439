// SPDX-License-Identifier: Apache-2.0
import EntropySources
import RandomnessService
import Telemetry
import TestSupport
import Testing

/// Random walks through the states of sources and generator, with what must always be so checked after each step.
///
/// A failure names the seed and the steps so far.
@Suite struct RandomWalkTests {
  /// What the events say, kept apart from the service.
  struct Model {
    var lastSequence: UInt64 = 0
    var states: [String: SourceState] = [:]
    var phase = GeneratorPhase.unseeded
    /// The states of the sources at each seed.
    var statesAtSeed: [UInt64: [String: SourceState]] = [:]
    var ledgerSequence: UInt64 = 0
    var findings: [String] = []

    mutating func require(_ condition: Bool, _ sentence: String) {
      if !condition { findings.append(sentence) }
    }

    /// Takes in the events of one step.
    mutating func follow(_ events: [Event]) {
      for event in events where event.sequence > lastSequence {
        require(event.sequence == lastSequence + 1, "event \(lastSequence + 1) is missing")
        lastSequence = event.sequence
        switch event.kind {
        case .sourceChanged(let source, let from, let to, _):
          require(states[source] == from, "\(source) was \(String(describing: states[source])), not \(from)")
          require(SourceWalk.allowed[from]?.contains(to) == true, "\(source) went from \(from) to \(to)")
          states[source] = to
        case .generatorChanged(let from, let to, _):
          require(phase == from, "the generator was \(phase), not \(from)")
          require(StateTests.allowed[from]?.contains(to) == true, "the generator went from \(from) to \(to)")
          phase = to
        case .seeded(let sequence, _):
          require(sequence == ledgerSequence + 1, "seed \(sequence) follows \(ledgerSequence)")
          ledgerSequence = sequence
          statesAtSeed[sequence] = states
        default: break
        }
      }
    }
  }

  /// The state machine of a source (design, section 6).
  enum SourceWalk {
    static let allowed: [SourceState: Set<SourceState>] = [
      .starting: [.healthy, .unrated, .absent, .denied, .intermittent, .failed, .disabled],
      .healthy: [.starting, .unrated, .absent, .denied, .intermittent, .failed, .disabled],
      .unrated: [.starting, .healthy, .absent, .denied, .intermittent, .failed, .disabled],
      .absent: [.starting, .denied, .intermittent, .disabled],
      .denied: [.starting, .absent, .intermittent, .disabled],
      .intermittent: [.starting, .healthy, .unrated, .absent, .denied, .failed, .disabled],
      // Latched: only a reset leads out.
      .failed: [.starting, .disabled],
      .disabled: [.starting, .failed],
    ]
  }

  static func step(_ random: inout SeededGenerator) -> ScriptedStep {
    switch Int.random(in: 0...9, using: &random) {
    case 0: .noise(.stuck(at: random.byte()))
    case 1: .noise(.biased(towards: 3, probability: 0.3))
    case 2: .silent()
    case 3: .unplugged()
    case 4: .denied()
    case 5: .swapped(Bool.random(using: &random) ? .scripted : FailureModeTests.Loss.other)
    case 6: .shortReads(atMost: Int.random(in: 1...50, using: &random))
    case 7: .slow(samplesPerSecond: Int.random(in: 50...5000, using: &random))
    default: .noise(.uniform)
    }
  }

  @Test(arguments: 0..<24 as Range<UInt64>)
  func `nothing is served, credited or passed over that should not be`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let limit = UInt64.random(in: 1...6, using: &random)
    let policy = ReseedPolicy(requests: limit, seconds: 60)
    let configuration =
      Bool.random(using: &random)
      ? Configuration.certified([.quantum("a"), .quantum("b"), .getrandom], reseed: policy)
      : Configuration(sources: [.quantum("a"), .quantum("b"), .getrandom], reseed: policy)
    let bench = try Bench(configuration, seed: seed)
    var model = Model()
    for source in configuration.sources { model.states[source.id] = .starting }
    var steps: [String] = []

    for _ in 0..<60 {
      let id = ["a", "b", "getrandom"][Int.random(in: 0...2, using: &random)]
      let before = bench.service.snapshot().generator
      var served = 0
      switch Int.random(in: 0...11, using: &random) {
      case 0...1:
        let first = Self.step(&random)
        steps.append("\(id) becomes \(first)")
        bench.sources[id]?.become(first, .noise(.uniform))
      case 2:
        let seconds = Double.random(in: 0...150, using: &random)
        steps.append("\(seconds) s")
        bench.pass(seconds: seconds)
      case 3:
        steps.append("reseed")
        try? bench.service.reseed()
      case 4:
        let actions = Randomness.SourceAction.allCases
        let action = actions[Int.random(in: 0..<actions.count, using: &random)]
        steps.append("\(action) \(id)")
        try bench.service.act(action, on: id)
      case 5:
        steps.append("reset")
        try? bench.service.reset()
      case 6:
        steps.append("settle")
        bench.service.settle()
      case 7:
        steps.append("self-test fails")
        bench.failTest(Bool.random(using: &random) ? nil : "SHA3-384")
      case 8:
        steps.append("draw with prediction resistance")
        served = Self.draw(bench, predictionResistance: true, &model)
      default:
        steps.append("draw")
        served = Self.draw(bench, predictionResistance: false, &model)
      }
      Self.check(bench, policy, before: before, served: served, &model)
      guard model.findings.isEmpty else {
        Issue.record("seed \(seed): \(model.findings) after \(steps)")
        return
      }
    }
  }

  /// Draws; returns how many requests were served.
  static func draw(_ bench: Bench, predictionResistance: Bool, _ model: inout Model) -> Int {
    let seeds = bench.service.snapshot().generator.seeds
    guard let failure = bench.failure(predictionResistance: predictionResistance) else {
      let snapshot = bench.service.snapshot()
      model.require([.seeded, .degraded].contains(snapshot.phase), "served while \(snapshot.phase)")
      model.require(snapshot.generator.strength == 256, "served at strength \(snapshot.generator.strength)")
      if predictionResistance {
        model.require(snapshot.generator.seeds > seeds, "no seed for prediction resistance")
        guard case .entropy? = snapshot.ledger.last?.worth else {
          model.findings.append("prediction resistance out of \(String(describing: snapshot.ledger.last))")
          return 1
        }
      }
      return 1
    }
    model.require(failure.isZero, "a failed request left bytes")
    model.require(failure.milliseconds <= 2000, "a failure took \(failure.milliseconds) ms")
    return 0
  }

  static func check(
    _ bench: Bench, _ policy: ReseedPolicy, before: Snapshot.GeneratorReport, served: Int,
    _ model: inout Model
  ) {
    let snapshot = bench.service.snapshot()
    model.follow(snapshot.events)
    model.require(model.phase == snapshot.phase, "events say \(model.phase), the state is \(snapshot.phase)")
    model.require(
      snapshot.generator.requests == before.requests + UInt64(served),
      "\(snapshot.generator.requests) requests")
    model.require(snapshot.generator.requestsSinceReseed <= policy.requests * 2, "the hard limit was passed")
    model.require(
      snapshot.generator.seeds == model.ledgerSequence, "the ledger has \(snapshot.generator.seeds)")
    for source in snapshot.sources {
      model.require(
        model.states[source.id] == source.state, "events do not say that \(source.id) is \(source.state)")
      let hasCredit = source.creditPerSample > 0 || source.strength != nil
      model.require(!hasCredit || source.state == .healthy, "\(source.id) is \(source.state) and credited")
      let mayHold = source.state == .healthy || source.state == .unrated
      model.require(mayHold || source.samplesReady == 0, "\(source.id) is \(source.state) and holds samples")
    }
    for record in snapshot.ledger {
      let states = model.statesAtSeed[record.sequence] ?? [:]
      var credited = 0.0
      for part in record.contributions {
        model.require(states[part.source] == .healthy, "seed \(record.sequence) counts \(part.source)")
        credited += part.creditedBits
      }
      switch record.worth {
      case .entropy(let bits, _, 384, _):
        model.require(bits >= 448 && bits == credited, "seed \(record.sequence) of \(bits) bits")
      case .strength(256, let origin):
        model.require(origin == "getrandom" && credited == 0, "a strength of \(origin)")
        model.require(bench.service.configuration.profile == .standard, "a strength seeds in sp800-90c")
      default: model.findings.append("seed \(record.sequence) is worth \(record.worth)")
      }
      for part in record.additionalInput {
        model.require(part.creditedBits == 0, "additional input of \(part.source) is credited")
      }
    }
  }
}
