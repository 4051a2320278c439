// SPDX-License-Identifier: Apache-2.0
internal import EntropyAssessment
internal import OperatorStatus

/// ea_iid: the tests of SP 800-90B 5, and the most common value.
enum IIDTool {
  static func run(_ line: [String], _ output: NISTOutput) throws(NISTEnd) {
    let request = try NISTRequest(.iid, line, isIID: true, output)
    let samples = try request.samples(output)
    let verbosity = request.verbosity
    request.introduce(
      samples, binaryName: "Number of Binary samples", translated: "Samples have been translated", output)
    let assessment = try assess(request, samples, output)
    if verbosity == 1 || verbosity == 2 { output.line("Calculating baseline statistics...") }
    if verbosity == 2 {
      output.line("\tRaw Mean: \(NISTNumber.decimals(assessment.mean))")
      output.line("\tMedian: \(NISTNumber.decimals(assessment.median))")
      output.text("\tBinary: \(samples.alphabetSize == 2)\n\n")
    }
    if verbosity == 3 {
      output.line("Raw Mean = \(NISTNumber.digits(assessment.mean))")
      output.line("Median = \(NISTNumber.digits(assessment.median))")
      output.line("Binary = \(samples.alphabetSize == 2)")
    }
    let literal = EstimateLines(output: output, verbosity: verbosity, label: "Literal")
    let bitstring = EstimateLines(output: output, verbosity: verbosity, label: "Bitstring")
    if let estimate = assessment.literal { literal.mostCommonValue(estimate) }
    if let estimate = assessment.bitstring { bitstring.mostCommonValue(estimate) }
    let assessed = min(
      Double(samples.width), assessment.hOriginal ?? .infinity,
      assessment.hBitstring.map { $0 * Double(samples.width) } ?? .infinity)
    request.summarise(
      hOriginal: assessment.hOriginal, hBitstring: assessment.hBitstring, assessed: assessed, samples, output)
    tell(IIDVerdicts([assessment]), [literal], output)
    request.run.add("", values(assessment, assessed))
    request.run.write()
  }

  /// The whole test; permutations are told of as they come.
  private static func assess(
    _ request: NISTRequest, _ samples: NISTSamples, _ output: NISTOutput
  ) throws(NISTEnd) -> IIDAssessment {
    let seed = request.arguments.value("seed").flatMap { UInt64($0) }
    var options = IIDOptions(seed: seed ?? InputFile.Facts.seed(samples.sha256))
    (options.width, options.track, options.bitLimit) = (samples.width, request.track, request.bitLimit)
    options.threads =
      request.arguments.value("threads").flatMap { Int($0) }.map { max(1, min($0, 1024)) }
      ?? System.processors
    if request.arguments.count("full") > 0 { options.ending = .never }
    if request.arguments.count("fail-fast") > 0 { options.ending = .whenHopeless }
    do throws(AssessmentError) { return try IIDAssessment(samples.raw, options) } catch {
      let message = "Error: \(Failure(error, file: "the data").sentence)"
      output.line(message)
      request.run.fail(message)
      throw .failed
    }
  }

  /// The results of the tests, of one sequence or of two.
  struct IIDVerdicts {
    let assessments: [IIDAssessment]

    init(_ assessments: [IIDAssessment]) { self.assessments = assessments }

    var isChiSquarePassed: Bool {
      assessments.allSatisfy { $0.independence.isPassed && $0.goodnessOfFit.isPassed }
    }
    var isRepeatPassed: Bool { assessments.allSatisfy(\.repeatLength.isPassed) }
    var isPermutationPassed: Bool { assessments.allSatisfy(\.permutation.isPassed) }
  }

  /// Tells the results of the tests.
  static func tell(_ verdicts: IIDVerdicts, _ lines: [EstimateLines], _ output: NISTOutput) {
    let verbosity = lines.first?.verbosity ?? 1
    func verdict(_ isPassed: Bool, _ name: String, _ title: String) {
      if verbosity == 1 || verbosity == 2 { output.text("** \(isPassed ? "Passed" : "Failed") \(name)\n\n") }
      if verbosity > 2 { output.line("\(title): \(isPassed ? "Passed" : "Failed")") }
    }
    let pairs = Array(zip(verdicts.assessments, lines))
    for (assessment, line) in pairs {
      line.chiSquare("Chi square independence", assessment.independence)
      line.chiSquare("Chi square goodness of fit", assessment.goodnessOfFit)
    }
    verdict(verdicts.isChiSquarePassed, "chi square tests", "Chi square tests")
    for (assessment, line) in pairs { line.repeatLength(assessment.repeatLength) }
    verdict(
      verdicts.isRepeatPassed, "length of longest repeated substring test",
      "Length of longest repeated substring test")
    for (assessment, _) in pairs { tell(assessment.permutation, verbosity, output) }
    verdict(verdicts.isPermutationPassed, "IID permutation tests", "IID permutation tests")
  }

  private static func tell(_ test: PermutationTest, _ verbosity: Int, _ output: NISTOutput) {
    if verbosity == 2 {
      output.line("Beginning initial tests...")
      output.text("\nInitial test results\n")
      for statistic in Statistic.allCases {
        // As C++ prints a number by default: six significant digits.
        output.line(
          AssessmentReport.right(statistic.rawValue, 23) + ": " + System.format("%g", test.value(statistic)))
      }
      output.text("\nBeginning permutation tests... these may take some time\n")
    }
    if verbosity >= 3 {
      for statistic in Statistic.allCases {
        output.line(
          "Permutation testing: Unpermuted result \(statistic.rawValue) = "
            + NISTNumber.long(LongDouble(test.value(statistic))))
      }
    }
    guard verbosity > 1 else { return }
    output.text("\n\n                statistic  C[i][0]  C[i][1]  C[i][2]\n")
    output.line(String(repeating: "-", count: 52))
    for statistic in Statistic.allCases {
      let counts = test.counts(statistic)
      let name =
        counts.isPassed
        ? AssessmentReport.right(statistic.rawValue, 25)
        : AssessmentReport.right(statistic.rawValue, 24) + "*"
      output.line(
        name
          + [counts.greater, counts.equal, counts.less].map { AssessmentReport.right("\($0)", 8) }.joined())
    }
    output.text("(* denotes failed test)\n\n")
  }

  /// What the document has of the tests.
  private static func values(
    _ assessment: IIDAssessment, _ assessed: Double
  ) -> [(name: String, value: JSON?)] {
    let mostCommon = assessment.bitstring ?? assessment.literal
    return [
      ("hOriginal", .optional(assessment.hOriginal)), ("hBitstring", .number(assessment.hBitstring ?? 1)),
      // None when a test has failed.
      ("hAssessed", assessment.isPassed ? .number(assessed) : nil),
      ("mcvEstimateMode", mostCommon.map { .number(Double($0.modeCount)) }),
      ("mcvEstimatePHat", .optional(mostCommon?.pHat)), ("mcvEstimatePU", .optional(mostCommon?.pU)),
      ("mean", .number(assessment.mean)), ("median", .number(assessment.median)),
      ("binary", assessment.alphabetSize == 2 ? .bool(true) : nil),
    ] + verdictValues(IIDVerdicts([assessment]))
  }

  /// What the document has of the verdicts, and of the counts.
  static func verdictValues(_ verdicts: IIDVerdicts) -> [(name: String, value: JSON?)] {
    [
      ("passedChiSquareTests", .bool(verdicts.isChiSquarePassed)),
      ("passedLongestRepeatedSubstringTest", .bool(verdicts.isRepeatPassed)),
      ("passedIidPermutationTests", .bool(verdicts.isPermutationPassed)),
      (
        "permutationTestResults",
        .array(
          verdicts.assessments.flatMap { assessment in
            (0..<3).map { iteration in
              .object(
                [JSON.Member("iteration", JSON(iteration))]
                  + Statistic.allCases.map { statistic in
                    let counts = assessment.permutation.counts(statistic)
                    let count = [counts.greater, counts.equal, counts.less][iteration]
                    return JSON.Member(
                      String(statistic.rawValue.filter { $0 != "(" && $0 != ")" }), .number(Double(count)))
                  })
            }
          })
      ),
    ]
  }
}
