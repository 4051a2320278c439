// SPDX-License-Identifier: Apache-2.0
public import RandomnessService

/// The generator against its peers: libcrypto, the system call, the vDSO and Swift's system generator.
///
/// Once with randomness of the operating system in every request of a leaf, as it works where clones of the machine are not
/// counted, and once without. Goals are ratios; nanoseconds are shown and not judged.
public enum GeneratorMeasurements {
  /// Takes all times; about half a minute.
  ///
  /// - Parameters:
  ///   - library: path of libwellspring.so, whose C functions are then measured as well.
  ///   - rounds: of which medians are taken, each over all subjects and peers in turn.
  /// - Throws: ``RandomnessError`` where the generator gives nothing.
  public static func run(library: String? = nil, rounds: Int = 41) throws(RandomnessError) -> [Comparison] {
    let library = library.flatMap { CLibrary(path: $0) }
    var comparisons: [Comparison] = []
    for isMixing in [true, false] {
      comparisons += try run(isMixing: isMixing, library: library, rounds: rounds)
    }
    return comparisons
  }

  /// Whether there is a libwellspring.so at this path; it stays loaded.
  public static func canLoad(_ library: String) -> Bool { CLibrary(path: library) != nil }

  private static func run(
    isMixing: Bool, library: CLibrary?, rounds: Int
  ) throws(RandomnessError) -> [Comparison] {
    let mode = isMixing ? "mixing" : "no mixing"
    let clones: CloneRule = isMixing ? .mix : .neverCloned
    let service = try service(clones)
    func goal(_ mixing: Double, _ without: Double) -> Double { isMixing ? mixing : without }

    var pairs: [(subject: Measurement, peer: Measurement?, goal: Double?)] = [
      (next(service, "next(), \(mode)"), Peers.systemGenerator(), goal(120, 140))
    ]
    func add32(_ subject: Measurement) {
      pairs += [
        (subject, Peers.randBytes(32), goal(50, 60)), (subject, Peers.getrandom(32), goal(30, 35)),
        (subject, Peers.vdso(32), goal(5, 6)),
      ]
    }
    add32(fill(32, service, "32 B, Swift, \(mode)"))
    let isStarted = library?.start(clones: clones.rawValue) ?? false
    defer { if isStarted { library?.shutDown() } }
    if isStarted, let library { add32(library.fill(32, "32 B, C, \(mode)")) }
    pairs.append(
      (secret(32, service, "32 secret B, Swift, \(mode)"), Peers.randBytes(32), goal(1.8, 4)))
    if isStarted, let library {
      pairs.append((library.secret(32, "32 secret B, C, \(mode)"), Peers.randBytes(32), goal(1.8, 4)))
    }
    let long = fill(65_536, service, "64 KiB, \(mode)")
    pairs += [
      // The same bytes in memory of their own, which is taken, locked and wiped for them: no goal is set for that.
      (secretObject(32, service, "secretBytes(32), \(mode)"), Peers.randBytes(32), nil),
      (fill(4096, service, "4 KiB, \(mode)"), Peers.rawCounterMode(4096), goal(0.55, 0.78)),
      (long, Peers.rawCounterMode(65_536), 0.97),
      (long, Peers.randBytes(65_536), nil),
      (long, Peers.getrandom(65_536), nil),
    ]
    var comparisons = compare(pairs, rounds: rounds)
    // A second thread on the same service: 2 / ratio of the times of as much work in each.
    for subject in [
      next(service, "next(), \(mode)"), fill(32, service, "32 B, Swift, \(mode)"),
      secret(32, service, "32 secret B, Swift, \(mode)"),
    ] {
      comparisons.append(subject.twoThreads(rounds: rounds))
    }
    comparisons.append(
      Comparison(
        subject: "first byte of a new thread, \(mode)", peer: "",
        subjectNanoseconds: firstByteOfThread(service), peerNanoseconds: nil, goal: nil))
    return comparisons
  }

  /// Medians of interleaved rounds; what has one name is measured once.
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
  private static func service(_ clones: CloneRule) throws(RandomnessError) -> Randomness {
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

  /// Median of 101 threads: from the first call to its return, with the leaf made and seeded in it.
  private static func firstByteOfThread(_ service: Randomness) -> Double {
    Measurement.median(
      (0..<101).map { _ in
        ThreadTimes.measure(threads: 1) {
          var byte = InlineArray<1, UInt8>(repeating: 0)
          var output = byte.mutableSpan
          try? service.fill(&output)
        }
      })
  }
}

/// Uses a value up where the optimizer cannot see it.
@inline(never)
func consume(_ value: UInt64) { withExtendedLifetime(value) {} }
