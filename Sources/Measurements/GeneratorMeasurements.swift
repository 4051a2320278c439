// SPDX-License-Identifier: Apache-2.0
public import RandomnessService
internal import SecretMemory

/// The times of the generator and of its peers in one run, with the ratios that are asked of them.
public struct GeneratorMeasurements {
  /// One comparison: how many times faster than a peer the subject is.
  public struct Comparison {
    /// What is compared.
    public let subject: String
    /// With what.
    public let peer: String
    /// Median times in nanoseconds; `nil` for what is not available here.
    public let subjectNanoseconds: Double?, peerNanoseconds: Double?
    /// The ratio that is asked for; `nil` where there is none.
    public let goal: Double?

    /// peer / subject: how many times faster the subject is.
    public var ratio: Double? {
      guard let subjectNanoseconds, let peerNanoseconds else { return nil }
      return peerNanoseconds / subjectNanoseconds
    }
    /// Whether the goal is met; `nil` where it cannot be told.
    public var isMet: Bool? {
      guard let ratio, let goal else { return nil }
      return ratio >= goal
    }
  }

  /// One of the two ways in which leaves work.
  private struct Mode {
    let name: String
    let service: Randomness
    /// Chooses between the goals of the two.
    let isMixing: Bool
    func goal(_ mixing: Double, _ without: Double) -> Double { isMixing ? mixing : without }
  }

  /// Takes all times in one run, in interleaved rounds; about 20 s.
  ///
  /// - Parameter library: the shared library whose C functions are measured as well; `nil` for none.
  /// - Throws: ``RandomnessError`` where the generator gives nothing.
  public static func run(library: String? = nil, rounds: Int = 41) throws(RandomnessError) -> [Comparison] {
    let modes = [
      Mode(name: "mixing", service: try service(.mix), isMixing: true),
      Mode(name: "no mixing", service: try service(.neverCloned), isMixing: false),
    ]
    var pairs: [(subject: Measurement, peer: Measurement?, goal: Double?)] = []
    for mode in modes {
      let name = mode.name
      let swift32 = fill(32, mode.service, "32 B, Swift, \(name)")
      pairs += [
        (next(mode.service, "next(), \(name)"), Peers.systemGenerator(), mode.goal(120, 140)),
        (swift32, Peers.randBytes(32), mode.goal(50, 60)),
        (swift32, Peers.getrandom(32), mode.goal(30, 35)),
        (swift32, Peers.vdso(32), mode.goal(5, 6)),
        (secret(32, mode.service, "32 secret B, Swift, \(name)"), Peers.randBytes(32), mode.goal(1.8, 4)),
        (secretObject(32, mode.service, "secretBytes(32), \(name)"), Peers.randBytes(32), nil),
        (fill(4096, mode.service, "4 KiB, \(name)"), Peers.rawCounterMode(4096), mode.goal(0.55, 0.78)),
        (fill(65_536, mode.service, "64 KiB, \(name)"), Peers.rawCounterMode(65_536), 0.97),
        (fill(65_536, mode.service, "64 KiB, \(name)"), Peers.randBytes(65_536), 1.12),
        (fill(65_536, mode.service, "64 KiB, \(name)"), Peers.getrandom(65_536), 20),
      ]
    }
    let library = library.flatMap { CLibrary(path: $0) }
    for (isMixing, name) in [(true, "mixing"), (false, "no mixing")] {
      guard let library else { break }
      let c32 = library.fill(32, isMixing: isMixing, "32 B, C, \(name)")
      pairs += [
        (c32, Peers.randBytes(32), isMixing ? 50 : 60),
        (c32, Peers.getrandom(32), isMixing ? 30 : 35),
        (c32, Peers.vdso(32), isMixing ? 5 : 6),
        (
          library.secret(32, isMixing: isMixing, "32 secret B, C, \(name)"), Peers.randBytes(32),
          isMixing ? 1.8 : 4
        ),
      ]
    }
    return compare(pairs, rounds: rounds)
  }

  /// Medians of interleaved rounds; each name is measured once.
  private static func compare(
    _ pairs: [(subject: Measurement, peer: Measurement?, goal: Double?)], rounds: Int
  ) -> [Comparison] {
    var measurements: [Measurement] = []
    for measurement in pairs.flatMap({ [$0.subject, $0.peer] }) {
      guard let measurement, !measurements.contains(where: { $0.name == measurement.name }) else { continue }
      measurements.append(measurement)
    }
    let medians = Measurement.medians(of: measurements, rounds: rounds)
    func median(_ name: String?) -> Double? {
      measurements.firstIndex { $0.name == name }.map { medians[$0] }
    }
    return pairs.map { pair in
      Comparison(
        subject: pair.subject.name, peer: pair.peer?.name ?? "vDSO getrandom: not available here",
        subjectNanoseconds: median(pair.subject.name), peerNanoseconds: median(pair.peer?.name),
        goal: pair.goal)
    }
  }

  /// A service that draws on the operating system alone.
  static func service(_ clones: CloneRule) throws(RandomnessError) -> Randomness {
    let service = try Randomness(
      Configuration(sources: [.getrandom], clones: clones), environment: .live)
    try service.seed(deadline: .seconds(10))
    return service
  }

  // MARK: - Subjects

  private static func next(_ service: Randomness, _ name: String) -> Measurement {
    Measurement(name, byteCount: 8) { repetitions in
      var generator = service.generator()
      var sum: UInt64 = 0
      for _ in 0..<repetitions { sum &+= generator.next() }
      consume(sum)
    }
  }

  private static func fill(_ byteCount: Int, _ service: Randomness, _ name: String) -> Measurement {
    Measurement(name, byteCount: byteCount) { repetitions in
      var buffer = [UInt8](repeating: 0, count: byteCount)
      var output = buffer.mutableSpan
      for _ in 0..<repetitions { try? service.fill(&output) }
    }
  }

  private static func secret(_ byteCount: Int, _ service: Randomness, _ name: String) -> Measurement {
    Measurement(name, byteCount: byteCount) { repetitions in
      var buffer = [UInt8](repeating: 0, count: byteCount)
      var output = buffer.mutableSpan
      for _ in 0..<repetitions { try? service.fillSecret(&output) }
    }
  }

  private static func secretObject(_ byteCount: Int, _ service: Randomness, _ name: String) -> Measurement {
    Measurement(name, byteCount: byteCount) { repetitions in
      for _ in 0..<repetitions { _ = try? service.secretBytes(byteCount) }
    }
  }
}

/// Uses a value up where the optimizer cannot see it.
@inline(never)
func consume(_ value: UInt64) { withExtendedLifetime(value) {} }
