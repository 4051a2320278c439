// SPDX-License-Identifier: Apache-2.0
internal import DRBG
internal import SecretMemory
internal import Seeds

/// The times of the generator and of its peers, with the ratios that are asked of them.
public struct GeneratorMeasurements {
  /// One comparison: how many times faster than a peer the subject is.
  public struct Comparison {
    /// What is compared.
    public let subject: String
    /// With what.
    public let peer: String
    /// Median times in nanoseconds.
    public let subjectNanoseconds: Double, peerNanoseconds: Double
    /// The ratio that is asked for.
    public let goal: Double

    /// peer / subject: how many times faster the subject is.
    public var ratio: Double { peerNanoseconds / subjectNanoseconds }
    /// Whether the goal is met.
    public var isMet: Bool { ratio >= goal }
  }

  /// Takes all times in one run.
  public static func run() -> [Comparison] {
    let pairs: [(Measurement, Measurement, Double)] = [
      (strictGenerate(32), Peers.randBytes(32), 4),
      (strictGenerate(32), Peers.getrandom(32), 2),
      // At this length the one change of key that every request pays for is a third of the time.
      (strictGenerate(4096), Peers.rawCounterMode(4096), 0.65),
      (strictGenerate(65_536), Peers.rawCounterMode(65_536), 0.95),
      (strictGenerate(65_536), Peers.randBytes(65_536), 1.1),
    ]
    let medians = Measurement.medians(of: pairs.flatMap { [$0.0, $0.1] })
    return pairs.indices.map { index in
      Comparison(
        subject: pairs[index].0.name, peer: pairs[index].1.name, subjectNanoseconds: medians[2 * index],
        peerNanoseconds: medians[2 * index + 1], goal: pairs[index].2)
    }
  }

  /// One Generate_function of SP 800-90A: output, then a new key.
  private static func strictGenerate(_ byteCount: Int) -> Measurement {
    let instance = Instance()
    return Measurement("strict generate \(byteCount) B", byteCount: byteCount) { repetitions in
      var buffer = [UInt8](repeating: 0, count: byteCount)
      var output = buffer.mutableSpan
      for _ in 0..<repetitions { instance.generate(into: &output) }
    }
  }

  /// An instance for measuring; its seed is a constant, and its output goes nowhere.
  private final class Instance {
    private var drbg: CTRDRBG?

    init() {
      guard
        let passed = try? DRBGSelfTest.run(),
        var drbg = try? CTRDRBG(passed, reseedInterval: 1 << 48),
        var state = try? GeneratorState(byteCount: RBGSeed.byteCount)
      else { return }
      state.withMutableBytes { bytes in for index in bytes.indices { bytes[index] = UInt8(index) } }
      try? drbg.instantiate(RBGSeed(strength: CTRDRBG.strength, origin: "measurement", state: state))
      self.drbg = consume drbg
    }

    func generate(into output: inout MutableSpan<UInt8>) { try? drbg?.generate(into: &output) }
  }
}
