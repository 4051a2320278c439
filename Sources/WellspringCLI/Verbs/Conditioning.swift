// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import EntropyAssessment
  internal import OperatorStatus
  internal import RandomnessService
  internal import Telemetry

  /// `wellspring conditioning`.
  struct Conditioning: Verb {
    static let configuration = CommandConfiguration(
      "conditioning", "Compute the min-entropy of a conditioning component's output (SP 800-90B 3.1.5).",
      """
      A vetted component's output has the entropy that its widths allow. One that is not vetted has at most 0.999 of its \
      width, and not more than its output is assessed at: give that by --per-bit, or the output itself by --data. The \
      numbers are those of NIST's tool ea_conditioning 1.1.7.
      """,
      examples: [
        ("wellspring conditioning 512 256 256 320", "a vetted component, such as a hash function"),
        ("wellspring conditioning --non-vetted --data out.bin 64 32 32 20", "another one, with its output"),
      ])

    @Argument(help: "n_in: bits of an input.")
    var inputBits: String

    @Argument(help: "n_out: bits of an output.")
    var outputBits: String

    @Argument(help: "nw: bits of the narrowest internal width.")
    var narrowestBits: String

    @Argument(help: "h_in: min-entropy of an input, in bits.")
    var inputEntropy: String

    @Flag(help: "The component is not one of those that SP 800-90B vets.")
    var nonVetted = false

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("h': the assessed min-entropy of the output, in bits a bit.", valueName: "entropy"))
    var perBit: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("Assess this file of output for h', all of its bits.", valueName: "file"))
    var data: String?

    @OptionGroup(title: "How samples lie in the file") var samples: SampleOptions

    @Option(parsing: .unconditional, help: "Threads to spread the estimators over; two if not given.")
    var threads: String?

    @OptionGroup var common: CommonOptions

    func perform(_ console: Console) throws(Failure) -> ExitStatus {
      let entropy = OutputEntropy(try component())
      let perBit = try assessed(console)
      let result = perBit.map { entropy.nonVetted(perBit: LongDouble($0)) } ?? entropy.vetted
      if common.json {
        try console.document(document(entropy, perBit: perBit, result))
      } else {
        try console.result(lines: lines(entropy, perBit: perBit, result))
      }
      return .yes
    }

    private func component() throws(Failure) -> OutputEntropy.Component {
      let range = 1...Int(UInt32.max)
      let input = try OptionValue.integer(inputBits, of: "n_in", in: range)
      let output = try OptionValue.integer(outputBits, of: "n_out", in: range)
      let narrowest = try OptionValue.integer(narrowestBits, of: "nw", in: range)
      guard let value = LongDouble(inputEntropy),
        let component = OutputEntropy.Component(
          inputBits: input, outputBits: output, narrowestBits: narrowest, inputEntropy: value)
      else {
        let text = Console.oneLine(inputEntropy, limit: 80)
        throw Failure(
          .bad, code: "option-value", value: text, limit: "above 0 and up to \(input)",
          problem: "h_in \"\(text)\" is not a number above 0 and up to n_in, \(input)", fix: "give one")
      }
      return component
    }

    /// h' of a component that is not vetted.
    private func assessed(_ console: Console) throws(Failure) -> Double? {
      guard nonVetted else {
        if let option = perBit != nil ? "--per-bit" : data != nil ? "--data" : nil {
          throw .usage(
            option, limit: "with --non-vetted",
            problem: "\(option) is about the output of a component that is not vetted",
            fix: "give --non-vetted, too")
        }
        return nil
      }
      switch (perBit, data) {
      case (let text?, nil): return try OptionValue.number(text, of: "--per-bit", in: 0...1)
      case (nil, let path?):
        var request = AssessmentRequest()
        request.form = try samples.form()
        request.slice = try samples.part()
        request.options.width = try samples.statedBits()
        request.options.track = .conditioned
        request.options.threads =
          try threads.map { text throws(Failure) in
            try OptionValue.integer(text, of: "--threads", in: 1...1024)
          } ?? 2
        let progress = ProgressLine(console)
        defer { progress.end() }
        let report = try request.report(on: path, progress)
        console.note(report.warnings.map { "wellspring: \($0.text)" })
        return (report as? AssessmentReport)?.assessment.hBitstring
      case (nil, nil):
        throw .usage(
          "--non-vetted", limit: "--per-bit or --data",
          problem: "the output of a component that is not vetted has to be assessed",
          fix: "give the assessed entropy by --per-bit, or a file of output by --data")
      case (_?, _?): throw SampleOptions.clash("--per-bit", "--data", fix: "give one of them")
      }
    }

    private func lines(_ entropy: OutputEntropy, perBit: Double?, _ result: LongDouble) -> [String] {
      let component = entropy.component
      var lines = [
        "n_in \(component.inputBits), n_out \(component.outputBits), nw \(component.narrowestBits), h_in \(component.inputEntropy)",
        "output entropy \(entropy.vettedText) bits",
      ]
      for (name, bound, exponent) in [
        ("n_out", LongDouble(component.outputBits), entropy.outputExponent),
        ("h_in", component.inputEntropy, entropy.inputExponent),
        ("nw", LongDouble(component.narrowestBits), entropy.narrowestExponent),
      ] where entropy.vetted > 0.999 * bound {
        lines.append("  = \(name) (1 - 2^-\(exponent))")
      }
      if let perBit {
        lines.append("0.999 n_out \(OutputEntropy.product(0.999, component.outputBits)) bits")
        lines.append(
          "h' n_out \(OutputEntropy.product(LongDouble(perBit), component.outputBits)) bits, h' \(perBit)")
        lines.append("h_out: \(result) bits, not vetted: the lowest of these")
      } else {
        lines.append(
          "h_out: \(entropy.vettedText) bits, vetted"
            + (entropy.isFull
              ? "; full entropy by FIPS 140-3 IG D.K, resolution 19, if the component's security strength is "
                + "\(component.outputBits) bits or more" : "; not full entropy"))
      }
      return lines
    }

    private func document(_ entropy: OutputEntropy, perBit: Double?, _ result: LongDouble) -> JSON {
      let component = entropy.component
      var members: [JSON.Member] = [
        JSON.Member("schema_version", Snapshot.schemaVersion),
        JSON.Member("version", .string(Randomness.version)),
        JSON.Member("n_in", JSON(component.inputBits)), JSON.Member("n_out", JSON(component.outputBits)),
        JSON.Member("nw", JSON(component.narrowestBits)),
        JSON.Member("h_in", .number(Double(component.inputEntropy))),
        JSON.Member("vetted", .bool(!nonVetted)),
        JSON.Member("output_entropy", .string(entropy.vettedText)),
        JSON.Member("epsilon_exponent_n_out", .number(Double(entropy.outputExponent))),
        JSON.Member("epsilon_exponent_h_in", .number(Double(entropy.inputExponent))),
        JSON.Member("epsilon_exponent_nw", .number(Double(entropy.narrowestExponent))),
      ]
      if let perBit { members.append(JSON.Member("h_prime", .number(perBit))) }
      members += [
        JSON.Member("h_out", .number(Double(result))),
        JSON.Member("full_entropy", .bool(!nonVetted && entropy.isFull)),
      ]
      return .object(members)
    }
  }
#endif
