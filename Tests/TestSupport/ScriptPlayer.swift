// SPDX-License-Identifier: Apache-2.0
internal import EntropySources

/// Plays the steps of a ``ScriptedSource``: pure, without clock or lock.
struct ScriptPlayer: Sendable {
  /// What the device behind the source does when it is asked for samples.
  enum Answer {
    /// These samples, after so many nanoseconds; ask again for more.
    case samples([UInt8], afterNanoseconds: UInt64)
    /// No more for this collection.
    case pause
    /// Nothing before the deadline.
    case silence
    case failure(SourceError)
  }

  private(set) var identity: DeviceIdentity
  /// Counts the devices that were lost; a session of an older one cannot come back.
  private(set) var generation = 0
  private let path: String
  private let bitsPerSample: Int
  private var steps: ArraySlice<ScriptedStep>
  private var maker: NoiseMaker?
  private var samplesOfStep = 0
  private var attemptsOfStep = 0
  private var samplesOfCollection = 0
  private var entered = false
  private var lossOfLastGeneration: SourceError?
  private var seeds: SeededGenerator

  init(steps: [ScriptedStep], identity: DeviceIdentity, path: String, bitsPerSample: Int, seed: UInt64) {
    self.steps = steps[...]
    self.identity = identity
    self.path = path
    self.bitsPerSample = bitsPerSample
    seeds = SeededGenerator(seed: seed)
  }

  mutating func replaceSteps(_ steps: [ScriptedStep]) {
    self.steps = steps[...]
    leaveStep()
  }

  /// Answers a probe or an opening.
  mutating func availability() -> SourceAvailability {
    passEvents()
    switch steps.first {
    case .unplugged(let attempts):
      countAttempt(of: attempts)
      return .absent(reason: .absent(path: path, reason: .errno(.noSuchFile)))
    case .denied(let attempts):
      countAttempt(of: attempts)
      return .denied(reason: denial)
    default: return .present
    }
  }

  mutating func beginCollection() { samplesOfCollection = 0 }

  /// Answers a session that was opened in `generation`.
  mutating func answer(wanted: Int, nanosecondsLeft: UInt64, generation: Int) -> Answer {
    passEvents()
    guard generation == self.generation else {
      if case .unplugged(let attempts)? = steps.first { countAttempt(of: attempts) }
      return .failure(lossOfLastGeneration ?? .closed)
    }
    guard let step = steps.first else { return .silence }
    switch step {
    case .noise(let noise, let samples):
      return give(noise, wanted, limit: samples, nanoseconds: 0)
    case .shortReads(let noise, let atMost, let samples):
      let allowed = min(wanted, atMost - samplesOfCollection)
      return allowed > 0 ? give(noise, allowed, limit: samples, nanoseconds: 0) : .pause
    case .slow(let noise, let rate, let samples):
      let (ticks, overflow) = nanosecondsLeft.multipliedReportingOverflow(by: UInt64(max(1, rate)))
      let inTime = overflow ? wanted : Int(min(ticks / 1_000_000_000, UInt64(wanted)))
      guard inTime > 0 else { return .silence }
      return give(noise, inTime, limit: samples, nanoseconds: 1_000_000_000 / UInt64(max(1, rate)))
    case .silent(let attempts):
      countAttempt(of: attempts)
      return .silence
    case .fails(let error, let attempts):
      countAttempt(of: attempts)
      return .failure(error)
    case .denied(let attempts):
      countAttempt(of: attempts)
      return .failure(denial)
    case .unplugged, .swapped: return .silence  // not reached: both begin a new generation
    }
  }

  private var denial: SourceError {
    .denied(path: path, errno: .accessDenied, fix: "let this script take its next step")
  }

  private mutating func give(
    _ noise: ScriptedNoise, _ wanted: Int, limit: Int?, nanoseconds: UInt64
  ) -> Answer {
    let count = min(wanted, (limit ?? .max) - samplesOfStep)
    guard count > 0 else {
      leaveStep(andDrop: true)
      return .samples([], afterNanoseconds: 0)
    }
    var maker =
      self.maker
      ?? NoiseMaker(noise, bitsPerSample: bitsPerSample, generator: SeededGenerator(seed: seeds.next()))
    let samples = maker.samples(count)
    self.maker = maker
    samplesOfStep += count
    samplesOfCollection += count
    if samplesOfStep == limit { leaveStep(andDrop: true) }
    return .samples(samples, afterNanoseconds: nanoseconds * UInt64(count))
  }

  /// Takes the steps that happen rather than last, and notes the loss of the device.
  private mutating func passEvents() {
    while let step = steps.first {
      switch step {
      case .swapped(let other):
        lose(.identityChanged(from: identity, to: other))
        identity = other
        leaveStep(andDrop: true)
      case .unplugged:
        if !entered { lose(.gone(path: path, reason: .errno(.inputOutput))) }
        entered = true
        return
      default: return
      }
    }
  }

  private mutating func lose(_ loss: SourceError) {
    generation += 1
    lossOfLastGeneration = loss
  }

  private mutating func countAttempt(of attempts: Int?) {
    attemptsOfStep += 1
    if let attempts, attemptsOfStep >= attempts { leaveStep(andDrop: true) }
  }

  private mutating func leaveStep(andDrop: Bool = false) {
    if andDrop { steps = steps.dropFirst() }
    maker = nil
    samplesOfStep = 0
    attemptsOfStep = 0
    entered = false
  }
}
