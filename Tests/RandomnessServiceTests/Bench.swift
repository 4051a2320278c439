// SPDX-License-Identifier: Apache-2.0
import EntropySources
import HealthTests
import RandomnessService
import SecretMemory
import Telemetry
import TestSupport

/// A service with scripted sources, virtual time, and a day, files and self-tests that a test may change.
///
/// With driver `.caller` whoever waits turns the cranks, so that everything happens in one order on one thread.
final class Bench: Sendable {
  let clock = FakeClock()
  let sources: [String: ScriptedSource]
  let service: Randomness
  private let world: World

  /// What the service is told of the world.
  private final class World: Sendable {
    struct State {
      var today = Bench.today
      var failingTest: String?
      var files: [String: [UInt8]] = [:]
      /// What the operating system gives to leaves, by a formula; all of it so far, or why it gives none.
      var freshRandomness: [[UInt8]] = []
      var freshRandomnessErrno: Int32 = 0
    }
    let state = Guarded(State())

    /// The n-th draw is the SplitMix64 stream of n, so that no two are equal and each can be made again.
    func drawFreshRandomness(_ bytes: inout MutableSpan<UInt8>) -> Int32 {
      let count = bytes.count
      let (fresh, errno) = state.withLock { state -> ([UInt8], Int32) in
        guard state.freshRandomnessErrno == 0 else { return ([], state.freshRandomnessErrno) }
        var stream = SplitMix64(seed: UInt64(state.freshRandomness.count))
        state.freshRandomness.append(stream.bytes(count))
        return (state.freshRandomness[state.freshRandomness.count - 1], 0)
      }
      for index in fresh.indices { bytes[index] = fresh[index] }
      return errno
    }
  }

  /// 2027-03-31.
  static let today = day(20_908)
  static func day(_ daysSince1970: Int) -> CalendarDate {
    CalendarDate(secondsSince1970: daysSince1970 * 86_400)
  }

  /// - Parameters:
  ///   - scripts: of the sources by id; uniform noise for ever where there is none.
  ///   - identities: of the devices by id; `DeviceIdentity.scripted` where there is none.
  ///   - seed: of the noise.
  init(
    _ configuration: Configuration, scripts: [String: [ScriptedStep]] = [:],
    identities: [String: DeviceIdentity] = [:], files: [String: [UInt8]] = [:], seed: UInt64 = 1,
    driver: ServiceEnvironment.Driver = .caller, clock other: (any MonotonicClock)? = nil,
    cloneCounter: CloneCounter? = nil, leafPolicy: LeafPolicy? = nil
  ) throws {
    var sources: [String: ScriptedSource] = [:]
    for source in configuration.sources {
      guard let descriptor = Self.descriptor(of: source) else { continue }
      sources[source.id] = ScriptedSource(
        descriptor: descriptor, identity: identities[source.id] ?? .scripted, seed: seed,
        script: scripts[source.id] ?? [.noise(.uniform)])
    }
    self.sources = sources
    let world = World()
    world.state.withLock { $0.files = files }
    self.world = world
    service = try Randomness(
      configuration,
      environment: ServiceEnvironment(
        clock: other ?? clock, today: { world.state.withLock { $0.today } },
        makeSource: { [sources] configured throws(SourceError) in
          guard let source = sources[configured.id] else {
            throw .invalidDescriptor(field: "id", value: configured.id, limit: "a scripted source")
          }
          return source
        }, readPublicFile: { path in world.state.withLock { $0.files[path] } }, driver: driver,
        cloneCounter: cloneCounter, freshRandomness: { bytes in world.drawFreshRandomness(&bytes) },
        leafPolicy: leafPolicy,
        inducedSelfTestFailure: { world.state.withLock { $0.failingTest } }))
  }

  static func descriptor(of source: SourceConfiguration) -> SourceDescriptor? {
    switch source.kind {
    case .publicFile, .solar: nil
    case .cpuTiming:
      .scripted(
        id: source.id, kind: .nonPhysical, independenceGroup: IndependenceGroup(rawValue: "cpu-timing"),
        conditioning: .raw, samplesPerSecond: 1 << 20, claim: source.claim.flatMap { MinEntropy(bits: $0) })
    case .operatingSystem:
      .scripted(
        id: source.id, kind: .deterministicConditioned, independenceGroup: .kernel,
        conditioning: .opaque(by: "the kernel"), samplesPerSecond: 1 << 20)
    case .hardwareDevice(let device):
      .scripted(
        id: source.id, kind: device.isPhysical ? .physical : .nonPhysical,
        independenceGroup: IndependenceGroup(rawValue: device.independenceGroup),
        bitsPerSample: device.bitsPerSample, conditioning: device.isRaw ? .raw : .opaque(by: "its driver"),
        samplesPerSecond: device.samplesPerSecond, claim: source.claim.flatMap { MinEntropy(bits: $0) })
    }
  }

  // MARK: - The world changes

  var today: CalendarDate {
    get { world.state.withLock { $0.today } }
    set { world.state.withLock { $0.today = newValue } }
  }

  /// The known-answer test that fails from now on.
  func failTest(_ name: String?) { world.state.withLock { $0.failingTest = name } }

  /// From now on the operating system gives nothing to leaves, for this reason; 0 for none.
  func failFreshRandomness(errno: Int32) { world.state.withLock { $0.freshRandomnessErrno = errno } }

  /// What the operating system has given to leaves so far.
  var freshRandomness: [[UInt8]] { world.state.withLock { $0.freshRandomness } }

  func setFile(_ path: String, _ bytes: [UInt8]?) { world.state.withLock { $0.files[path] = bytes } }

  func pass(seconds: Double) { clock.advance(nanoseconds: UInt64(seconds * 1e9)) }

  // MARK: - Looking

  /// Draws `count` bytes from the root, whose policy and states most tests are about; throws what the service throws.
  @discardableResult
  func draw(_ count: Int = 32, predictionResistance: Bool = false) throws(RandomnessError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var span = bytes.mutableSpan
    try service.fillFromRoot(&span, predictionResistance: predictionResistance)
    return bytes
  }

  /// Draws `count` bytes as a program does: from the leaf of the calling thread.
  @discardableResult
  func fill(_ count: Int = 32) throws(RandomnessError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    try service.fill(&bytes)
    return bytes
  }

  /// The error of a draw, its virtual duration in ms and whether the buffer was left all zero; `nil` when bytes came.
  func failure(
    predictionResistance: Bool = false
  ) -> (error: RandomnessError, milliseconds: UInt64, isZero: Bool)? {
    var bytes = [UInt8](repeating: 0xaa, count: 32)
    let started = clock.now()
    do throws(RandomnessError) {
      var span = bytes.mutableSpan
      try service.fillFromRoot(&span, predictionResistance: predictionResistance)
      return nil
    } catch {
      return (error, clock.now().nanoseconds(since: started) / 1_000_000, bytes.allSatisfy { $0 == 0 })
    }
  }

  var phase: GeneratorPhase { service.snapshot().phase }
  var ledger: [SeedRecord] { service.snapshot().ledger }
  var events: [Event] { service.snapshot().events }

  func report(_ id: String) -> SourceReport? { service.snapshot().sources.first { $0.id == id } }
  func state(_ id: String) -> SourceState? { report(id)?.state }

  /// The states that a source has gone through, its first one included.
  func path(of id: String) -> [SourceState] {
    var path: [SourceState] = []
    for case .sourceChanged(let source, let from, let to, _) in events.map(\.kind) where source == id {
      if path.isEmpty { path.append(from) }
      path.append(to)
    }
    return path
  }

  /// The states that the generator has gone through.
  var phases: [GeneratorPhase] {
    var path: [GeneratorPhase] = []
    for case .generatorChanged(let from, let to, _) in events.map(\.kind) {
      if path.isEmpty { path.append(from) }
      path.append(to)
    }
    return path
  }
}

// MARK: - Configurations

extension SourceConfiguration {
  /// A raw physical device with a record, credited at `claim` bits per sample of 8 bits.
  static func quantum(
    _ id: String = "quantum", claim: Double? = 4, record: AssessmentRecord?? = nil, isRaw: Bool = true,
    isPhysical: Bool = true, group: String? = nil, isEnabled: Bool = true
  ) -> SourceConfiguration {
    SourceConfiguration(
      id: id,
      kind: .hardwareDevice(
        HardwareDevice(path: "/dev/\(id)", isRaw: isRaw, isPhysical: isPhysical, independenceGroup: group)),
      isEnabled: isEnabled, claim: claim, record: record ?? .fixture(for: id))
  }
}

extension SourceConfiguration {
  /// Public data that the test offers.
  static let solar = SourceConfiguration(id: "solar", kind: .solar(SolarConfiguration()))
}

extension AssessmentRecord {
  /// A record of the device behind a scripted source.
  static func fixture(
    for id: String = "quantum", driver: String? = "script", serial: String? = nil, initial: Double = 6,
    rows: Double = 5, columns: Double = 5.5, certificate: Certificate? = nil,
    date: CalendarDate = Bench.day(20_000), expires: CalendarDate = Bench.day(21_000)
  ) -> AssessmentRecord {
    AssessmentRecord(
      source: id, device: Device(driver: driver, serial: serial),
      estimates: certificate == nil ? Estimates(initial: initial, rows: rows, columns: columns) : nil,
      certificate: certificate,
      sampleSHA256: certificate == nil ? String(repeating: "0123456789abcdef", count: 4) : "",
      tool: "fixture 1",
      date: date, expires: expires)
  }
}

extension AssessmentRecord.Certificate {
  /// A certificate for 7 bits per byte.
  static let fixture = AssessmentRecord.Certificate(
    number: "E123", issuer: "fixture", operatingEnvironment: "test", minEntropyPerSample: 7)
}

extension Configuration {
  /// Profile sp800-90c with one credited device, four requests for each seed.
  static func certified(
    _ sources: [SourceConfiguration] = [.quantum()], allowsUncertified: Bool = false,
    reseed: ReseedPolicy = ReseedPolicy(requests: 4, seconds: 600), deadlineMilliseconds: UInt64 = 2000
  ) -> Configuration {
    Configuration(
      profile: .sp800x90c, allowsUncertified: allowsUncertified, sources: sources, reseed: reseed,
      deadlineMilliseconds: deadlineMilliseconds)
  }
}
