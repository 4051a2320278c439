// SPDX-License-Identifier: Apache-2.0

/// The commands `wellspring assess --iid` and `wellspring restart` against NIST's ea_iid and ea_restart, process against process.
public struct IIDMeasurements: Sendable {
  let command: String
  /// The folder of NIST's tools; `nil` where they are not installed.
  let nistFolder: String?

  /// Measures a command.
  public init(command: String, nistFolder: String?) {
    (self.command, self.nistFolder) = (command, nistFolder)
  }

  private static let seed: UInt64 = 0x5745_4c4c
  private static let symbols = 1_000_000

  /// Files of one million independent samples, and restarts: medians of interleaved rounds.
  ///
  /// How long a test takes depends on the permutations, which are other ones in each round, with NIST's tool too. A file that fails
  /// costs 10,000 of them; NIST's tool takes most of an hour for it, so it is measured on ours alone.
  public func run(rounds: Int = 7) throws(EstimatorMeasurements.Problem) -> [Comparison] {
    var folder = try SampleFolder()
    var generator = SplitMix64(state: Self.seed)
    let bytes = (0..<Self.symbols).map { _ in UInt8(truncatingIfNeeded: generator.next() >> 56) }
    let bits = bytes.map { $0 & 1 }
    // A sample repeats the one before once in twenty times.
    var last: UInt8 = 0
    let sticky = bytes.map { byte in
      if !generator.next().isMultiple(of: 20) { last = byte }
      return last
    }
    let byteFile = try folder.write(bytes, as: "bytes")
    let bitFile = try folder.write(bits, as: "bits")
    let stickyFile = try folder.write(sticky, as: "sticky")
    var comparisons: [Comparison] = []
    for (subject, file, goal) in [("iid, uniform bytes", byteFile, 8.0), ("iid, uniform bits", bitFile, 25)] {
      comparisons.append(
        try compare(
          subject, "ea_iid", goal, rounds,
          ours: { ["assess", "--iid", "--seed", "\($0)", "--threads", "2", file] },
          theirs: ["-i", file]))
    }
    comparisons.append(
      try compare(
        "restart, uniform bytes", "ea_restart", 100, min(rounds, 3),
        ours: { _ in ["restart", byteFile, "--entropy", "7", "--threads", "2"] },
        theirs: ["-n", byteFile, "8", "7"]))
    for (subject, options) in [
      ("iid, bytes that fail", [String]()), ("the same, --fail-fast", ["--fail-fast"]),
    ] {
      comparisons.append(
        try compare(
          subject, nil, nil, 1,
          ours: { ["assess", "--iid", "--seed", "\($0)", "--threads", "2", stickyFile] + options },
          theirs: []))
    }
    return comparisons
  }

  private func compare(
    _ subject: String, _ tool: String?, _ goal: Double?, _ rounds: Int, ours: (Int) -> [String],
    theirs: [String]
  ) throws(EstimatorMeasurements.Problem) -> Comparison {
    var (own, other) = ([Double](), [Double]())
    for round in 1...rounds {
      own.append(try time(command, ours(round)))
      if let nistFolder, let tool { other.append(try time("\(nistFolder)/\(tool)", theirs)) }
    }
    return Comparison(
      subject: subject, peer: tool ?? "ea_iid", subjectNanoseconds: Measurement.median(own),
      peerNanoseconds: other.isEmpty ? nil : Measurement.median(other), goal: goal)
  }

  /// A run; the answer may be no.
  private func time(
    _ program: String, _ arguments: [String]
  ) throws(EstimatorMeasurements.Problem) -> Double {
    guard let run = ProcessRun.of(program, arguments) else {
      throw EstimatorMeasurements.Problem("\(program) cannot be started")
    }
    guard run.exitCode <= 1 else {
      throw EstimatorMeasurements.Problem("\(program) ended with \(run.exitCode)")
    }
    return run.nanoseconds
  }
}
