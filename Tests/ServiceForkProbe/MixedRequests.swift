// SPDX-License-Identifier: Apache-2.0
import EntropySources
import RandomnessService
import SecretMemory
import TestSupport

/// Eight threads that draw in every way from two services in turn, while an operator disturbs both.
///
/// The services differ in profile, sources and limits; a leaf that changes service begins anew. One of them is put into
/// its error state again and again, and reset.
enum MixedRequests {
  private static let threads = 8

  static func run(requests: Int) throws {
    let clock = ContinuousClock()
    let started = clock.now
    let isFailing = Switch()
    let services = [
      try Scenarios.service(), try certifiedService { isFailing.isOn ? "CTR_DRBG AES-256 df, reseed" : nil },
    ]
    let isOver = Flag()
    let operations = try startOperator(services, isFailing, isOver)
    let share = requests / threads
    let results = try Children.onThreads(threads) { thread in
      var client = Client(services: services, seed: UInt64(thread))
      for _ in 0..<share { try client.request() }
      return client
    }
    isOver.set()
    Children.join(operations.thread)
    var words = DistinctWords()
    for client in results { words.insert(client.prefixes) }
    let figure = try words.requireDistinct()
    let refused = results.reduce(0) { $0 + $1.refused }
    Children.say(
      "mixedRequests: \(threads) threads; \(figure); \(refused) requests refused in the error state and repeated;"
        + " \(operations.counts); \(clock.now - started)")
  }

  /// Something that can be switched on and off.
  private final class Switch: Sendable {
    private let state = Guarded(false)
    var isOn: Bool {
      get { state.withLock { $0 } }
      set { state.withLock { $0 = newValue } }
    }
  }

  private static func certifiedService(
    _ inducedSelfTestFailure: @escaping @Sendable () -> String?
  ) throws -> Randomness {
    var environment = ServiceEnvironment.live
    let descriptor = SourceDescriptor.scripted(id: "quantum")
    environment.makeSource = { _ throws(SourceError) in ScriptedSource(descriptor: descriptor, seed: 1) }
    environment.inducedSelfTestFailure = inducedSelfTestFailure
    let record = AssessmentRecord(
      source: "quantum", device: AssessmentRecord.Device(driver: "script", serial: nil),
      estimates: AssessmentRecord.Estimates(initial: 6, rows: 5, columns: 5.5), certificate: nil,
      sampleSHA256: String(repeating: "0123456789abcdef", count: 4), tool: "fixture",
      date: CalendarDate(secondsSince1970: 0), expires: CalendarDate(secondsSince1970: 1 << 36))
    let source = SourceConfiguration(
      id: "quantum",
      kind: .hardwareDevice(.init(path: "/dev/quantum", isRaw: true, isPhysical: true)), claim: 4,
      record: record)
    return try Randomness(
      Configuration(
        profile: .sp800x90c, sources: [source], reseed: ReseedPolicy(requests: 1000, seconds: 600),
        clones: .mix, deadlineMilliseconds: 10_000), environment: environment)
  }

  // MARK: - Who draws

  /// One thread's requests.
  private struct Client: Sendable {
    private let services: [Randomness]
    private var service: Int
    private var choices: SplitMix64
    /// The first word of each request.
    private(set) var prefixes = DistinctWords()
    private(set) var refused = 0

    init(services: [Randomness], seed: UInt64) {
      self.services = services
      choices = SplitMix64(seed: seed)
      service = Int(seed) % services.count
    }

    /// One request; in the error state, as many as it takes.
    mutating func request() throws {
      if choices.integer(in: 0...127) == 0 { service = (service + 1) % services.count }
      let kind = choices.integer(in: 0...999)
      let length = choices.integer(in: 8...64)
      while true {
        do throws(RandomnessError) {
          prefixes.insert(try draw(kind, length))
          return
        } catch {
          switch error {
          // Only this service gets a failing self-test.
          case .generatorFailed where service == 1, .selfTestFailed where service == 1: refused += 1
          default: throw error
          }
          Children.rest()
        }
      }
    }

    private func draw(_ kind: Int, _ length: Int) throws(RandomnessError) -> UInt64 {
      let randomness = services[service]
      switch kind {
      case 0 where service == 1:
        return try word(32) { bytes throws(RandomnessError) in
          try randomness.fill(&bytes, predictionResistance: true)
        }
      case ..<50: return try word(5000) { bytes throws(RandomnessError) in try randomness.fill(&bytes) }
      case ..<150: return try word(1024) { bytes throws(RandomnessError) in try randomness.fill(&bytes) }
      case ..<300:
        let secret = try randomness.secretBytes(length)
        return secret.withBytes { secret in DistinctWords.word((0..<8).map { secret[$0] }, at: 0) }
      case ..<400:
        let nonce = try randomness.nonce()
        return DistinctWords.word((0..<8).map { nonce[$0] }, at: 0)
      // It ends the process where there is an error.
      case ..<700 where service == 0:
        var generator = randomness.generator()
        return generator.next()
      default: return try word(length) { bytes throws(RandomnessError) in try randomness.fill(&bytes) }
      }
    }

    private func word(
      _ count: Int, _ fill: (inout MutableSpan<UInt8>) throws(RandomnessError) -> Void
    ) throws(RandomnessError) -> UInt64 {
      var bytes = [UInt8](repeating: 0, count: count)
      var span = bytes.mutableSpan
      try fill(&span)
      return DistinctWords.word(bytes, at: 0)
    }
  }

  // MARK: - Who disturbs

  private final class Counts: Sendable, CustomStringConvertible {
    private let counts = Guarded((reseeds: 0, ticks: 0, errors: 0))
    func add(reseeds: Int = 0, ticks: Int = 0, errors: Int = 0) {
      counts.withLock { counts in
        counts.reseeds += reseeds
        counts.ticks += ticks
        counts.errors += errors
      }
    }
    var description: String {
      counts.withLock { "\($0.reseeds) reseeds, \($0.ticks) ticks, \($0.errors) errors with reset" }
    }
  }

  private static func startOperator(
    _ services: [Randomness], _ isFailing: Switch, _ isOver: Flag
  ) throws -> (thread: Children.Thread, counts: Counts) {
    let counts = Counts()
    let thread = try Children.startThread {
      var round = 0
      while !isOver.isSet {
        round += 1
        for service in services {
          service.tick()
          counts.add(ticks: 1)
          if round.isMultiple(of: 5), (try? service.reseed()) != nil { counts.add(reseeds: 1) }
        }
        if round.isMultiple(of: 3) {
          isFailing.isOn = true
          if (try? services[1].reset()) == nil { counts.add(errors: 1) }
          isFailing.isOn = false
          // Another one would leave the threads in the error state for ever.
          do { try services[1].reset() } catch {
            Children.exit(with: 1, saying: "the reset failed: \(error)")
          }
        }
        // Often in a short run, and not most of the time in a long one.
        Children.rest(microseconds: round < 100 ? 500 : 20_000)
      }
    }
    return (thread, counts)
  }
}
