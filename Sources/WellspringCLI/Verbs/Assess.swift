// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import EntropyAssessment

  /// `wellspring assess`.
  struct Assess: Verb {
    static let configuration = CommandConfiguration(
      "assess", "Estimate the min-entropy of files of samples (SP 800-90B 6.3).",
      """
      A sample is one byte, of which the lowest bits count, unless the options say otherwise. Samples are taken as noise \
      that need not be independent; their symbols and their bits are both assessed, and the lowest of all estimates \
      counts. The numbers are those of NIST's tools ea_non_iid and, with --iid, ea_iid 1.1.7.
      """,
      examples: [
        ("wellspring assess samples.bin", "a table of the estimates; the last line is the result"),
        (
          "wellspring assess --claim 6.5 --jsonl *.bin",
          "a document a line; exit status 1 when less is assessed"
        ),
      ])

    @Argument(help: ArgumentHelp("Files of samples, - for standard input.", valueName: "file"))
    var files: [String]

    @OptionGroup(title: "How samples lie") var samples: SampleOptions

    @Flag(help: "The samples are noise: symbols and bits are assessed (the default).")
    var initial = false

    @Flag(help: "The samples are output of a conditioning component: only their bits are assessed.")
    var conditioned = false

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("Look at so many bits of the bit string at most.", valueName: "count"))
    var truncateBits: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "Ask these alone: \(Estimator.allCases.map(\.rawValue).joined(separator: ",")). The result is partial.",
        valueName: "list"))
    var estimators: String?

    @Flag(
      help:
        "Test whether samples are independent and identically distributed (SP 800-90B 5); exit status 1 if a test says no."
    )
    var iid = false

    @Option(
      parsing: .unconditional,
      help: "With --iid, the seed of the permutations; a part of the file's SHA-256 if not given.")
    var seed: String?

    @Flag(help: "With --iid, make all 10,000 permutations for every statistic.")
    var full = false

    @Flag(
      help:
        "With --iid, end when a statistic is out of reach of permutations, so that it fails with a probability of all but 1e-8."
    )
    var failFast = false

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("Say no, by exit status 1, when less is assessed.", valueName: "entropy"))
    var claim: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "Assess each block of so many samples for itself, one in memory at a time.", valueName: "samples"))
    var blocks: String?

    @Option(parsing: .unconditional, help: "Threads to spread the estimators over; two if not given.")
    var threads: String?

    @Flag(help: "Print a JSON document for each file, one a line.")
    var jsonl = false

    @OptionGroup var common: CommonOptions

    var isJSON: Bool { common.json || jsonl }

    func perform(_ console: Console) throws(Failure) -> ExitStatus {
      let request = try request()
      try checkFiles()
      var worst = ExitStatus.yes
      // Who has heard enough has heard only a part; the exit status tells of all.
      var isRead = true
      func say(_ what: () throws(Failure) -> Void) throws(Failure) {
        guard isRead else { return }
        do throws(Failure) { try what() } catch {
          guard error == .closedPipe else { throw error }
          isRead = false
        }
      }
      for (index, file) in files.enumerated() {
        let outcome = Self.outcome(of: file, request, console)
        switch outcome {
        case .failure(let failure):
          // The only answer is the answer of the command.
          guard files.count > 1 || jsonl else { throw failure }
          console.complain(failure)
          worst = max(worst, failure.status)
          if jsonl {
            try say { () throws(Failure) in try console.document(failure.document(file: file)) }
          }
        case .success(let report):
          worst = max(worst, report.isYes ? .yes : .no)
          console.note(report.warnings.map { "wellspring: \($0.text)" })
          try say { () throws(Failure) in
            if files.count > 1, index > 0, !isJSON { try console.result("\n") }
            if isJSON {
              try console.document(report.document)
            } else {
              try console.result(lines: report.lines)
            }
          }
        }
      }
      return worst
    }

    private static func outcome(
      of file: String, _ request: AssessmentRequest, _ console: Console
    ) -> Result<any FileReport, Failure> {
      let progress = ProgressLine(console)
      defer { progress.end() }
      do throws(Failure) { return .success(try request.report(on: file, progress)) } catch {
        return .failure(error)
      }
    }

    private func checkFiles() throws(Failure) {
      if common.json, jsonl { throw SampleOptions.clash("--json", "--jsonl", fix: "give one of them") }
      guard files.count > 1 else { return }
      if common.json {
        throw .usage(
          "--json", limit: "one file",
          problem: "--json prints one document, and \(files.count) files are given",
          fix: "give --jsonl, which prints one a line")
      }
      guard files.count(where: { $0 == "-" }) < 2 else {
        throw .usage(
          "-", limit: "once", problem: "standard input can be read only once", fix: "name - once")
      }
    }

    private func request() throws(Failure) -> AssessmentRequest {
      var request = AssessmentRequest()
      request.form = try samples.form()
      request.slice = try samples.part()
      request.options.width = try samples.statedBits()
      if initial, conditioned {
        throw SampleOptions.clash("--initial", "--conditioned", fix: "give one of them")
      }
      if let blocks {
        request.blockSamples = try OptionValue.integer(blocks, of: "--blocks", in: 1...Assessment.lengthLimit)
        if request.slice != nil { throw SampleOptions.clash("--blocks", "--slice", fix: "give one of them") }
        if estimators != nil {
          throw SampleOptions.clash(
            "--blocks", "--estimators",
            fix: "leave out --estimators: the value of a block is what all of them say")
        }
      }
      if conditioned { request.options.track = .conditioned }
      request.iid = try iidTest()
      if let truncateBits {
        request.options.bitLimit = try OptionValue.integer(
          truncateBits, of: "--truncate-bits", in: 1...(.max))
      }
      if let threads {
        request.options.threads = try OptionValue.integer(threads, of: "--threads", in: 1...1024)
      } else {
        request.options.threads = 2
      }
      if let estimators { request.options.estimators = try Self.estimators(estimators) }
      if let claim {
        guard estimators == nil else {
          throw SampleOptions.clash(
            "--claim", "--estimators", fix: "leave out --estimators: a claim is on what all of them say")
        }
        request.claim = try OptionValue.number(claim, of: "--claim", in: 0...8)
      }
      return request
    }

    private func iidTest() throws(Failure) -> AssessmentRequest.IIDTest? {
      let others = [("--seed", seed != nil), ("--full", full), ("--fail-fast", failFast)]
      guard iid else {
        if let other = others.first(where: \.1) {
          throw .usage(
            other.0, limit: "with --iid", problem: "\(other.0) says how the tests of --iid are made",
            fix: "give --iid, too")
        }
        return nil
      }
      for other in [("--blocks", blocks), ("--estimators", estimators)] where other.1 != nil {
        throw SampleOptions.clash("--iid", other.0, fix: "give one of them")
      }
      if full, failFast { throw SampleOptions.clash("--full", "--fail-fast", fix: "give one of them") }
      var test = AssessmentRequest.IIDTest()
      test.ending = full ? .never : failFast ? .whenHopeless : .whenDecided
      if let seed { test.seed = UInt64(try OptionValue.integer(seed, of: "--seed", in: 0...(.max))) }
      return test
    }

    private static func estimators(_ list: String) throws(Failure) -> Set<Estimator> {
      var asked = Set<Estimator>()
      for word in list.split(separator: ",", omittingEmptySubsequences: false) {
        guard let estimator = Estimator(rawValue: String(word)) else {
          let word = Console.oneLine(String(word), limit: 80)
          let all = Estimator.allCases.map(\.rawValue).joined(separator: ",")
          throw Failure(
            .bad, code: "option-value", value: word, limit: all,
            problem: "--estimators names \"\(word)\", which is none of \(all)", fix: "choose some of them")
        }
        asked.insert(estimator)
      }
      return asked
    }
  }
#endif
