// SPDX-License-Identifier: Apache-2.0
internal import EntropyAssessment
internal import OperatorStatus

/// ea_restart: the restart tests of SP 800-90B 3.1.4.
enum RestartTool {
  /// Rows of a simulation that NIST's tool does not go below.
  private static let leastRounds = 5_000_000

  static func run(_ line: [String], _ output: NISTOutput) throws(NISTEnd) {
    let arguments = try NISTArguments(
      line, "invqo:s:", long: ["simulate:", "seed:", "exact-cutoff"], program: NISTTool.restart.rawValue)
    let (verbosity, words) = (arguments.verbosity, arguments.words)
    let isIID = arguments.isLast("i", of: "n")
    var rounds = arguments.value("simulate").flatMap { Int($0) }.map { max(1, min($0, 1_000_000_000)) }
    if let text = arguments.value("s") {
      let number = NISTArguments.leadingInteger(text)
      guard number >= leastRounds else { throw .usage }
      rounds = min(number, 1_000_000_000)
    }
    let path = words.first ?? ""
    let run = NISTRun(
      isIID: isIID, type: "Restart", filename: path, file: arguments.value("o"))
    guard words.count == 2 || words.count == 3 else {
      output.line("Incorrect usage.")
      throw .usage
    }
    var bits: Int?
    if words.count == 3 {
      let number = NISTArguments.leadingInteger(words[1])
      guard (1...8).contains(number) else {
        output.line("Invalid bits per symbol.")
        run.fail("Invalid bits per symbol.")
        throw .usage
      }
      bits = number
    }
    let initial = System.leadingNumber(words[words.count - 1])
    guard initial >= 0 else {
      output.line("H_I \(NISTNumber.decimals(initial)) must be nonnegative.")
      run.fail("H_I must be nonnegative: \(NISTNumber.decimals(initial)).")
      throw .usage
    }
    let samples = try NISTSamples(path, nil, bits: bits, verbosity: verbosity, run, output)
    if verbosity > 1 {
      output.line(
        "Loaded \(samples.raw.count) samples made up of \(samples.alphabetSize) distinct \(samples.width)-bit-wide symbols."
      )
    }
    let matrix = try check(samples, initial, run, output)
    if verbosity > 1, samples.alphabetSize < 1 << samples.width {
      output.text("\nSymbols have been translated.\n\n")
    }
    if verbosity > 0 { output.line("H_I: \(NISTNumber.decimals(initial))") }
    let seed =
      arguments.value("seed").flatMap { UInt64($0) } ?? InputFile.Facts.seed(samples.sha256)
    let result: RestartAssessment
    do throws(AssessmentError) {
      result = try RestartAssessment(
        matrix, initial: initial, width: samples.width, track: isIID ? .iid(IIDOptions(seed: seed)) : .nonIID,
        threads: System.processors)
    } catch {
      output.line("Error: \(Failure(error, file: path).sentence)")
      throw .failed
    }
    let cutoff =
      rounds.map { RestartCutoff.simulated(minEntropy: initial, rounds: $0, seed: seed) }
      ?? result.cutoff.cutoff
    try tell(result, samples, cutoff: cutoff, verbosity, run, output)
  }

  private static func check(
    _ samples: NISTSamples, _ initial: Double, _ run: NISTRun, _ output: NISTOutput
  ) throws(NISTEnd) -> RestartMatrix {
    func fail(_ message: String) -> NISTEnd {
      run.fail(message)
      return .failed
    }
    guard initial <= Double(samples.width) else {
      let message =
        "H_I (\(NISTNumber.decimals(initial))) must be at most 'bits_per_symbol' (\(samples.width))."
      output.line(message)
      throw fail(message)
    }
    guard samples.alphabetSize > 1 else {
      let message = "Symbol alphabet consists of 1 symbol. No entropy awarded..."
      output.line(message)
      throw fail(message)
    }
    guard let matrix = RestartMatrix(samples.raw) else {
      let message =
        "*** Error: data (len = \(samples.raw.count)) does not contain \(RestartMatrix.count) samples ***"
      output.text("\n\(message)\n\n")
      throw fail(message)
    }
    return matrix
  }

  private static func tell(
    _ result: RestartAssessment, _ samples: NISTSamples, cutoff: Int, _ verbosity: Int, _ run: NISTRun,
    _ output: NISTOutput
  ) throws(NISTEnd) {
    if verbosity > 0 {
      output.line("ALPHA: \(NISTNumber.digits(RestartCutoff.alpha)), X_cutoff: \(cutoff)")
      output.line("X_max: \(result.mostFrequent.count)")
    }
    guard result.mostFrequent.count <= cutoff, let hRows = result.hRows, let hColumns = result.hColumns else {
      if verbosity > 0 { output.text("\n*** Restart Sanity Check Failed ***\n") }
      run.fail("Restart Sanity Check Failed.")
      throw .failed
    }
    if verbosity > 1 { output.text("\nRestart Sanity Check Passed...\n") }
    if verbosity == 1 || verbosity == 2 { output.line("Calculating baseline statistics...") }
    if verbosity > 0 {
      output.text("\nRunning \(result.iidRows == nil ? "non-IID" : "IID") tests...\n\n")
      output.line("Running Most Common Value Estimate...")
    }
    var overall: [(name: String, value: JSON?)] = []
    if let rows = result.rows, let columns = result.columns {
      tell(rows, columns, samples, verbosity, run, output)
    } else if let rows = result.iidRows, let columns = result.iidColumns {
      overall = tell(rows, columns, samples, verbosity, output)
    }
    if verbosity > 0 {
      output.line()
      output.line("H_r: \(NISTNumber.decimals(hRows))")
      output.line("H_c: \(NISTNumber.decimals(hColumns))")
      output.line("H_I: \(NISTNumber.decimals(result.initial))")
      output.line()
    }
    guard min(hRows, hColumns) >= result.initial / 2 else {
      if verbosity > 0 { output.line("*** min(H_r, H_c) < H_I/2, Validation Testing Failed ***") }
      run.fail("min(H_r, H_c) < H_I/2, Validation Testing Failed.")
      throw .failed
    }
    run.add(
      "Overall",
      [("h_c", .number(hColumns)), ("h_i", .number(result.initial)), ("h_r", .number(hRows))] + overall)
    run.write()
    if verbosity > 0 {
      output.text("Validation Test Passed...\n\n")
      output.text("min(H_r, H_c, H_I): \(NISTNumber.decimals(min(hRows, hColumns, result.initial)))\n\n")
    }
  }

  /// The estimates of rows and columns, test by test.
  private static func tell(
    _ rows: Pass, _ columns: Pass, _ samples: NISTSamples, _ verbosity: Int, _ run: NISTRun,
    _ output: NISTOutput
  ) {
    let lines = EstimateLines(output: output, verbosity: verbosity, label: "Literal")
    func report(
      _ test: String, _ estimator: Estimator, _ name: String, isOfBits: Bool = false,
      _ tell: (Pass) -> Void
    ) {
      var values: [(name: String, value: JSON?)] = [
        ("dataWordSize", .number(isOfBits ? 1 : Double(samples.width)))
      ]
      for (pass, title, name) in [(rows, "Rows", "h_r"), (columns, "Cols", "h_c")] {
        tell(pass)
        guard let value = pass.minEntropy(estimator) else { continue }
        if verbosity > 1 {
          output.line(
            "\t\(test) Estimate (\(title)) = \(NISTNumber.decimals(value)) / \(isOfBits ? 1 : samples.width) bit(s)"
          )
        }
        values.append((name, .number(value)))
      }
      run.add(name, values)
    }
    report("Most Common Value", .mostCommonValue, "Most Common Value") { pass in
      pass.mostCommonValue?.estimate.map(lines.mostCommonValue)
    }
    if samples.alphabetSize == 2 {
      if verbosity > 0 { output.text("\nRunning Entropic Statistic Estimates (bit strings only)...\n") }
      report("Collision Test", .collision, "Collision Test (for bit strings only)", isOfBits: true) { pass in
        pass.collision?.estimate.map(lines.collision)
      }
      report("Markov Test", .markov, "Markov Test (for bit strings only)", isOfBits: true) { pass in
        pass.markov?.estimate.map(lines.markov)
      }
      report("Compression Test", .compression, "Compression Test (for bit strings only)", isOfBits: true) {
        lines.compression($0.compression)
      }
    }
    if verbosity > 0 { output.text("\nRunning Tuple Estimates...\n") }
    for pass in [rows, columns] {
      lines.tTuple(pass.tTuple)
      lines.lrs(pass.lrs)
    }
    report("T-Tuple Test", .tTuple, "T-Tuple Test") { _ in }
    report("LRS Test", .lrs, "LRS Test") { _ in }
    if verbosity > 0 { output.text("\nRunning Predictor Estimates...\n") }
    report(
      "Multi Most Common in Window (MultiMCW) Prediction Test", .multiMCW, "Multi Most Common in Window Test"
    ) { lines.prediction("MultiMCW", $0.multiMCW, "multiMCW", needed: 4096) }
    report("Lag Prediction Test", .lag, "Lag Prediction Test") {
      lines.prediction("Lag", $0.lag, "lag", needed: 2)
    }
    report(
      "Multi Markov Model with Counting (MultiMMC) Prediction Test", .multiMMC,
      "Multi Markov Model with Counting Test (MultiMMC)"
    ) { lines.prediction("MultiMMC", $0.multiMMC, "multiMMC", needed: 3) }
    report("LZ78Y Prediction Test", .lz78y, "LZ78Y Test") {
      lines.prediction("LZ78Y", $0.lz78y, "LZ78Y", needed: 18)
    }
  }

  /// The tests of rows and columns, where they are claimed to be independent and identically distributed.
  private static func tell(
    _ rows: IIDAssessment, _ columns: IIDAssessment, _ samples: NISTSamples, _ verbosity: Int,
    _ output: NISTOutput
  ) -> [(name: String, value: JSON?)] {
    let lines = EstimateLines(output: output, verbosity: verbosity, label: "Literal")
    for (assessment, title) in [(rows, "Rows"), (columns, "Cols")] {
      guard let estimate = assessment.literal else { continue }
      lines.mostCommonValue(estimate)
      if verbosity > 1 {
        output.line(
          "\tMost Common Value Estimate (\(title)) = \(NISTNumber.decimals(estimate.minEntropy)) / \(samples.width) bit(s)"
        )
      }
    }
    let verdicts = IIDTool.IIDVerdicts([rows, columns])
    IIDTool.tell(verdicts, [lines, lines], output)
    return IIDTool.verdictValues(verdicts)
  }
}
