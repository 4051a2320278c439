// SPDX-License-Identifier: Apache-2.0
internal import EntropyAssessment
internal import OperatorStatus

/// ea_non_iid: the estimators of SP 800-90B 6.3.
enum NonIIDTool {
  static func run(_ arguments: [String], _ output: NISTOutput) throws(NISTEnd) {
    let request = try NISTRequest(.nonIID, arguments, isIID: false, output)
    let samples = try request.samples(output)
    let verbosity = request.verbosity
    request.introduce(
      samples, binaryName: "Number of Binary Symbols", translated: "Symbols have been translated.", output)
    var options = AssessmentOptions()
    options.width = samples.width
    options.track = request.track
    options.bitLimit = request.bitLimit
    options.threads = System.processors
    let assessment: Assessment
    do throws(AssessmentError) { assessment = try Assessment(samples.raw, options) } catch {
      output.line("Error: \(error)")
      request.run.fail("\(error)")
      throw .failed
    }
    if verbosity == 1 || verbosity == 2 {
      output.text("\nRunning non-IID tests...\n\n")
      output.line("Running Most Common Value Estimate...")
    }
    let passes: [(pass: Pass, lines: EstimateLines, isLiteral: Bool)] = [
      (assessment.bitstring, false), (assessment.literal, true),
    ].compactMap { pass, isLiteral in
      pass.map {
        (
          $0, EstimateLines(output: output, verbosity: verbosity, label: isLiteral ? "Literal" : "Bitstring"),
          isLiteral
        )
      }
    }
    /// The result of a test, and what the document has of it.
    func report(
      _ test: String, _ estimator: Estimator, _ name: String, isOfBits: Bool = false,
      _ names: (bits: String, symbols: String) = ("hBitstring", "hOriginal"),
      and more: [(String, JSON?)] = [],
      _ lines: (Pass, EstimateLines) -> Void
    ) {
      var values: [(name: String, value: JSON?)] = []
      for (pass, line, isLiteral) in passes {
        lines(pass, line)
        guard let value = pass.minEntropy(estimator) else { continue }
        if verbosity == 2 {
          let width = isLiteral && !isOfBits ? samples.width : 1
          output.line(
            "\t\(test) Estimate\(isLiteral ? "" : " (bit string)") = \(NISTNumber.decimals(value)) / \(width) bit(s)"
          )
        }
        values.append((isLiteral ? names.symbols : names.bits, .number(value)))
      }
      request.run.add(name, values + more.map { (name: $0.0, value: $0.1) })
    }
    let last = passes.last?.pass.mostCommonValue?.estimate
    report(
      "Most Common Value", .mostCommonValue, "Most Common Value",
      and: [
        ("mcvEstimateMode", last.map { .number(Double($0.modeCount)) }),
        ("mcvEstimatePHat", .optional(last?.pHat)), ("mcvEstimatePU", .optional(last?.pU)),
      ]
    ) { pass, lines in pass.mostCommonValue?.estimate.map(lines.mostCommonValue) }
    if verbosity == 1 || verbosity == 2 {
      output.text("\nRunning Entropic Statistic Estimates (bit strings only)...\n")
    }
    report(
      "Collision Test", .collision, "Collision Test (for bit strings only)", isOfBits: true
    ) { pass, lines in pass.collision?.estimate.map(lines.collision) }
    report("Markov Test", .markov, "Markov Test (for bit strings only)", isOfBits: true) { pass, lines in
      pass.markov?.estimate.map(lines.markov)
    }
    report(
      "Compression Test", .compression, "Compression Test (for bit strings only)", isOfBits: true
    ) { pass, lines in
      // Of symbols that are no bits it is not asked.
      if pass.compression != nil { lines.compression(pass.compression) }
    }
    if verbosity == 1 || verbosity == 2 { output.text("\nRunning Tuple Estimates...\n") }
    report("T-Tuple Test", .tTuple, "T-Tuple Test", ("binTTupleRes", "tTupleRes")) { pass, lines in
      lines.tTuple(pass.tTuple)
      lines.lrs(pass.lrs)
    }
    report("LRS Test", .lrs, "LRS Test", ("binLrsRes", "lrsRes")) { _, _ in }
    if verbosity == 1 || verbosity == 2 { output.text("\nRunning Predictor Estimates...\n") }
    report(
      "Multi Most Common in Window (MultiMCW) Prediction Test", .multiMCW, "Multi Most Common in Window Test"
    ) { pass, lines in lines.prediction("MultiMCW", pass.multiMCW, "multiMCW", needed: 4096) }
    report("Lag Prediction Test", .lag, "Lag Prediction Test") { pass, lines in
      lines.prediction("Lag", pass.lag, "lag", needed: 2)
    }
    report(
      "Multi Markov Model with Counting (MultiMMC) Prediction Test", .multiMMC,
      "Multi Markov Model with Counting Test (MultiMMC)"
    ) { pass, lines in lines.prediction("MultiMMC", pass.multiMMC, "multiMMC", needed: 3) }
    report("LZ78Y Prediction Test", .lz78y, "LZ78Y Test") { pass, lines in
      lines.prediction("LZ78Y", pass.lz78y, "LZ78Y", needed: 18)
    }
    summarise(assessment, request, samples, output)
    request.run.write()
  }

  private static func summarise(
    _ assessment: Assessment, _ request: NISTRequest, _ samples: NISTSamples, _ output: NISTOutput
  ) {
    if request.verbosity == 1 || request.verbosity == 2 { output.line() }
    request.summarise(
      hOriginal: assessment.hOriginal, hBitstring: assessment.hBitstring,
      assessed: assessment.assessed ?? Double(samples.width), samples, output)
    request.run.add(
      "Overall",
      [
        ("dataWordSize", .number(Double(samples.width))), ("hAssessed", .optional(assessment.assessed)),
        ("hBitstring", .optional(assessment.hBitstring)), ("hOriginal", .optional(assessment.hOriginal)),
      ])
  }
}
