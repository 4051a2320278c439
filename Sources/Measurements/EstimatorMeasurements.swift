// SPDX-License-Identifier: Apache-2.0

/// The command `wellspring assess` against the other implementations of the estimators of SP 800-90B 6.3, process against
/// process: reading the file, all estimators, and the output.
public struct EstimatorMeasurements: Sendable {
  /// Why nothing can be measured.
  public struct Problem: Error, CustomStringConvertible {
    /// One sentence.
    public let description: String
    init(_ description: String) { self.description = description }
  }

  /// How time and memory grow with the length of a file.
  public struct Growth: Sendable {
    /// Symbols of the file.
    public let symbols: Int
    /// Of one thread, and of two.
    public let nanoseconds: (Double, Double)
    /// The most memory that the command had at once, with two threads.
    public let peakBytes: Int
  }

  let command: String
  /// NIST's ea_non_iid, and Theseus's non-iid-main; `nil` where they are not installed.
  let nist: String?, theseus: String?

  /// Measures a command.
  ///
  /// - Parameters:
  ///   - command: the path of `wellspring`.
  ///   - nistFolder: the folder of `ea_non_iid`, if it is installed.
  ///   - theseus: the path of Theseus's `non-iid-main`, if it is installed.
  public init(command: String, nistFolder: String?, theseus: String?) {
    self.command = command
    nist = nistFolder.map { "\($0)/ea_non_iid" }
    self.theseus = theseus
  }

  private static let seed: UInt64 = 0x5745_4c4c
  private static let symbols = 1_000_000

  /// Kinds of files, each with goals of its own.
  private enum Kind: String, CaseIterable {
    case uniformBytes = "uniform bytes"
    case uniformBits = "uniform bits"
    /// 0 four times out of five, else any byte: as biased-random-bytes, which comes with NIST's tool.
    case biasedBytes = "biased bytes"

    func samples(_ count: Int, seed: UInt64) -> [UInt8] {
      var generator = SplitMix64(state: seed)
      return (0..<count).map { _ in
        let word = generator.next()
        switch self {
        case .uniformBytes: return UInt8(truncatingIfNeeded: word)
        case .uniformBits: return UInt8(truncatingIfNeeded: word & 1)
        case .biasedBytes:
          return word % 5 == 0 ? UInt8(truncatingIfNeeded: word >> 56) : 0
        }
      }
    }

    /// The ratios asked for: to NIST on one thread and on two, to Theseus on two.
    var goals: (Double?, Double?, Double?) {
      switch self {
      case .uniformBytes: (25, 50, 16)
      case .uniformBits: (10, nil, nil)
      case .biasedBytes: (nil, 25, nil)
      }
    }
  }

  /// One million symbols of each kind of file: medians of interleaved rounds.
  public func run(rounds: Int = 3) throws(Problem) -> [Comparison] {
    var folder = try SampleFolder()
    var comparisons: [Comparison] = []
    for kind in Kind.allCases {
      let file = try folder.write(kind.samples(Self.symbols, seed: Self.seed), as: "\(kind)")
      let peers = [nist, theseus].map { $0.map { ($0, [file]) } }
      let times = try medians(of: [ours([file], threads: 1), ours([file], threads: 2)] + peers, rounds)
      let subjects = ["\(kind.rawValue), one thread", "\(kind.rawValue), two threads"]
      let goals = kind.goals
      for (subject, peer, goal) in [(0, 2, goals.0), (1, 2, goals.1), (0, 3, nil), (1, 3, goals.2)] {
        comparisons.append(
          Comparison(
            subject: subjects[subject], peer: peer == 2 ? "ea_non_iid" : "Theseus",
            subjectNanoseconds: times[subject], peerNanoseconds: times[peer], goal: goal))
      }
    }
    return comparisons
  }

  /// 200 files of 1 Mbit in one call, against NIST's tool on two processors by `xargs -P2`.
  public func runMany(files count: Int = 200) throws(Problem) -> [Comparison] {
    var folder = try SampleFolder()
    var files: [String] = []
    for index in 0..<count {
      let samples = Kind.uniformBits.samples(Self.symbols, seed: Self.seed &+ UInt64(index))
      files.append(try folder.write(samples, as: "\(index)"))
    }
    let script = "printf '%s\\n' \"$@\" | xargs -P2 -n1 \"$0\""
    let peer = nist.map { ("/bin/sh", ["-c", script, $0] + files) }
    let times = try medians(
      of: [(command, ["assess", "--jsonl", "--threads", "2"] + files), peer], 1)
    return [
      Comparison(
        subject: "\(count) files of 1 Mbit", peer: "xargs -P2 ea_non_iid",
        subjectNanoseconds: times[0], peerNanoseconds: times[1], goal: 10)
    ]
  }

  /// Uniform bytes, from 10^5 symbols on, ten times more each time.
  public func runGrowth(upTo most: Int = 100_000_000) throws(Problem) -> [Growth] {
    var growth: [Growth] = []
    var symbols = 100_000
    while symbols <= most {
      var folder = try SampleFolder()
      let file = try folder.write(Kind.uniformBytes.samples(symbols, seed: Self.seed), as: "\(symbols)")
      let runs = try (1...2).map { threads throws(Problem) in try run(ours([file], threads: threads)) }
      growth.append(
        Growth(
          symbols: symbols, nanoseconds: (runs[0].nanoseconds, runs[1].nanoseconds),
          peakBytes: runs[1].peakBytes))
      symbols *= 10
    }
    return growth
  }

  private typealias Call = (program: String, arguments: [String])

  private func ours(_ files: [String], threads: Int) -> Call {
    (command, ["assess", "--json", "--threads", "\(threads)"] + files)
  }

  private func run(_ call: Call) throws(Problem) -> ProcessRun {
    guard let run = ProcessRun.of(call.program, call.arguments) else {
      throw Problem("\(call.program) cannot be started")
    }
    guard run.exitCode == 0 else { throw Problem("\(call.program) ended with \(run.exitCode)") }
    return run
  }

  /// Each call in turn, round after round; `nil` for what is not installed.
  private func medians(of calls: [Call?], _ rounds: Int) throws(Problem) -> [Double?] {
    var times = calls.map { _ in [Double]() }
    for _ in 0..<rounds {
      for (index, call) in calls.enumerated() {
        if let call { times[index].append(try run(call).nanoseconds) }
      }
    }
    return times.map { $0.isEmpty ? nil : Measurement.median($0) }
  }
}
