// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import EntropyAssessment
  internal import OperatorStatus
  internal import Telemetry

  /// `wellspring assess`.
  struct Assess: Verb {
    static let configuration = CommandConfiguration(
      "assess", "Estimate the min-entropy of a file of samples (SP 800-90B 6.3).",
      """
      A sample is one byte, of which the lowest bits count. Samples are taken as noise that need not be independent; their \
      symbols and their bits are both assessed, and the lowest of all estimates counts. The numbers are those of NIST's \
      tool ea_non_iid 1.1.7.
      """,
      examples: [
        ("wellspring assess samples.bin", "a table of the estimates; the last line is the result"),
        ("wellspring assess --claim 6.5 --json samples.bin", "exit status 1 when less is assessed"),
      ])

    @Argument(help: ArgumentHelp("A file of samples, - for standard input.", valueName: "file"))
    var file: String

    @Option(help: "Bits of a sample, 1 to 8; as many as the highest one has, if not given.")
    var bits: Int?

    @Flag(help: "The samples are output of a conditioning component: only their bits are assessed.")
    var conditioned = false

    @Option(
      help: ArgumentHelp("Look at so many bits of the bit string at most.", valueName: "count"))
    var truncateBits: Int?

    @Option(help: ArgumentHelp("Say no, by exit status 1, when less is assessed.", valueName: "entropy"))
    var claim: Double?

    @Option(help: "Threads to spread the estimators over; two if not given.")
    var threads = 2

    @OptionGroup var common: CommonOptions

    /// What a file may hold at most.
    private static let byteLimit = 1 << 30

    func perform(_ console: Console) throws(Failure) -> ExitStatus {
      let options = try options()
      let samples = try System.contents(of: file, limit: Self.byteLimit)
      let assessment: Assessment
      do throws(AssessmentError) { assessment = try Assessment(samples, options) } catch {
        throw Failure(error, file: file)
      }
      let report = AssessmentReport(assessment, file: Console.oneLine(file), claim: claim)
      if assessment.sampleCount < Assessment.requiredSamples {
        console.note(["wellspring: \(report.shortageWarning)"])
      }
      if common.json {
        try console.document(report.document)
      } else {
        try console.result(lines: report.lines)
      }
      return report.meetsClaim ? .yes : .no
    }

    private func options() throws(Failure) -> AssessmentOptions {
      var options = AssessmentOptions()
      if let bits {
        guard (1...8).contains(bits) else {
          throw .usage(
            "\(bits)", limit: "1 to 8", problem: "a sample cannot have \(bits) bits", fix: "give 1 to 8")
        }
        options.width = bits
      }
      if let truncateBits {
        guard truncateBits > 0 else {
          throw .usage(
            "\(truncateBits)", limit: "1 or more", problem: "\(truncateBits) bits cannot be assessed",
            fix: "give 1 or more")
        }
        options.bitLimit = truncateBits
      }
      if let claim, !(claim.isFinite && claim >= 0 && claim <= 8) {
        throw .usage(
          "\(claim)", limit: "0 to 8", problem: "\(claim) bits cannot be claimed of a sample",
          fix: "give 0 to 8")
      }
      guard (1...1024).contains(threads) else {
        throw .usage(
          "\(threads)", limit: "1 to 1024", problem: "\(threads) threads cannot be used",
          fix: "give 1 to 1024")
      }
      options.threads = threads
      if conditioned { options.track = .conditioned }
      return options
    }
  }

  extension Failure {
    /// Samples cannot be assessed.
    fileprivate init(_ error: AssessmentError, file: String) {
      let name = Console.oneLine(file)
      switch error {
      case .empty:
        self.init(
          .bad, code: "no-samples", value: name, limit: "one sample", problem: "\(name) holds no sample",
          fix: "capture some")
      case .oneSymbol(let symbol, let samples):
        self.init(
          .bad, code: "one-symbol", value: "\(symbol)", limit: "two symbols",
          problem: "all \(samples) samples of \(name) are \(symbol), which has no entropy",
          fix: "check how they were captured")
      case .tooLong(let length, let limit):
        self.init(
          .bad, code: "too-long", value: "\(length)", limit: "\(limit)",
          problem: "\(name) makes a sequence of \(length) symbols, and at most \(limit) are counted",
          fix: "split it, or limit the bits by --truncate-bits")
      case .symbolTooWide(let symbol, let position, let width):
        self.init(
          .bad, code: "symbol-too-wide", value: "\(symbol)", limit: "\(width) bits",
          problem: "sample \(position) of \(name) is \(symbol), which does not fit into \(width) bits",
          fix: "give more --bits, or none")
      }
    }
  }
#endif
