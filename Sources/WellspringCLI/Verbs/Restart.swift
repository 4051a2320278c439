// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import EntropyAssessment

  /// `wellspring restart`.
  struct Restart: Verb {
    static let configuration = CommandConfiguration(
      "restart", "Test the samples of 1,000 restarts of a source (SP 800-90B 3.1.4).",
      """
      The file holds 1,000 samples of each of 1,000 restarts, restart after restart. No symbol may occur too often in a \
      restart, or at the same place of all restarts; the estimators then assess the samples in both orders. The result is \
      the least of these and of the entropy given. Cutoffs are exact; estimates are those of NIST's tool ea_restart 1.1.7.
      """,
      examples: [
        ("wellspring restart restarts.bin --entropy 2.7", "the last line is the result"),
        (
          "wellspring restart restarts.bin --entropy 2.7 --record noise.json",
          "the record that a source is credited by"
        ),
      ])

    @Argument(help: ArgumentHelp("A file of 1,000,000 samples, - for standard input.", valueName: "file"))
    var file: String

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "H_I: the min-entropy of a sample by the initial assessment, or the claim if that is less.",
        valueName: "bits"))
    var entropy: String

    @OptionGroup(title: "How samples lie") var samples: SampleOptions

    @Flag(help: "Samples are claimed to be independent and identically distributed: test that instead.")
    var iid = false

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "Estimate the cutoff by so many simulated rows, too, as NIST's tool does with 5000000.",
        valueName: "rows"))
    var simulate: String?

    @Option(parsing: .unconditional, help: "The seed of simulated rows and of permutations.")
    var seed: String?

    @Option(parsing: .unconditional, help: "Threads to spread the estimators over; two if not given.")
    var threads: String?

    @OptionGroup(title: "The record") var record: RecordOptions

    @OptionGroup var common: CommonOptions

    func perform(_ console: Console) throws(Failure) -> ExitStatus {
      let report = try report(console)
      console.note(report.warnings.map { "wellspring: \($0.text)" })
      let written = try record.write(report)
      if common.json {
        try console.document(report.document)
      } else {
        try console.result(lines: report.lines)
      }
      console.note(written)
      return report.isYes ? .yes : .no
    }

    private func report(_ console: Console) throws(Failure) -> RestartReport {
      let initial = try OptionValue.number(entropy, of: "--entropy", in: 0...8)
      let threads = try self.threads.map { text throws(Failure) in
        try OptionValue.integer(text, of: "--threads", in: 1...1024)
      }
      let rounds = try simulate.map { text throws(Failure) in
        try OptionValue.integer(text, of: "--simulate", in: 1...1_000_000_000)
      }
      let seed = try self.seed.map { text throws(Failure) in
        UInt64(try OptionValue.integer(text, of: "--seed", in: 0...(.max)))
      }
      let form = try samples.form()
      let slice = try samples.part()
      let bits = try samples.statedBits() ?? form.width
      try record.check()
      let progress = ProgressLine(console)
      defer { progress.end() }
      let start = System.monotonicNanoseconds
      progress.say("reading \(Console.oneLine(file))")
      let file = try SampleFile(self.file, form, slice)
      guard let matrix = RestartMatrix(file.symbols) else {
        throw Failure(
          .bad, code: "not-a-matrix", value: "\(file.symbols.count)", limit: "\(RestartMatrix.count) samples",
          problem:
            "\(file.name) holds \(file.symbols.count) samples, and 1000 restarts of 1000 samples are 1000000",
          fix: "capture them by wellspring capture --restarts 1000x1000")
      }
      progress.say("testing: \(file.name)")
      let fileSeed = file.facts.seed
      let assessment: RestartAssessment
      do throws(AssessmentError) {
        assessment = try RestartAssessment(
          matrix, initial: initial, width: bits,
          track: iid ? .iid(IIDOptions(seed: seed ?? fileSeed)) : .nonIID, threads: threads ?? 2)
      } catch { throw file.failure(error) }
      let simulation = rounds.map { rounds in
        let seed = seed ?? fileSeed
        return (
          RestartCutoff.simulated(minEntropy: initial, rounds: rounds, seed: seed), rounds, seed
        )
      }
      return RestartReport(
        account: FileAccount(
          path: self.file, facts: file.facts, form: form, slice: slice,
          seconds: Double(System.monotonicNanoseconds - start) / 1e9, peakMemoryBytes: System.peakMemoryBytes),
        assessment: assessment, simulation: simulation)
    }
  }
#endif
