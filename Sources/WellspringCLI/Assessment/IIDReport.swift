// SPDX-License-Identifier: Apache-2.0
internal import EntropyAssessment
internal import Glibc
internal import OperatorStatus

/// Whether the samples of a file look independent and identically distributed.
struct IIDReport: FileReport {
  let account: FileAccount
  let assessment: IIDAssessment
  /// The values that words were translated from.
  let translation: [UInt32]?
  let appearances: [Appearance]
  let claim: Double?

  /// Whether no test fails, and the claim is met.
  var isYes: Bool {
    guard let assessed = assessment.assessed else { return false }
    return claim.map { assessed >= $0 } ?? true
  }

  var warnings: [Warning] {
    var warnings = AssessmentReport.fewSamples(assessment.sampleCount, account.name)
    if assessment.sharesBins {
      warnings.append(
        Warning(
          code: "shared-bins",
          text:
            "\(account.name) holds too few samples for \(assessment.alphabetSize) symbols: pairs share bins, and "
            + "chi-square independence fails independent samples more often than once in 1,000"))
    }
    return warnings + Warning.all(appearances, file: account.name)
  }

  // MARK: - For people

  var lines: [String] {
    var lines = [
      "\(account.name): \(assessment.sampleCount) samples of \(AssessmentReport.bits(assessment.width)), \(assessment.alphabetSize) symbols"
    ]
    if let translation { lines.append(AssessmentReport.mapping(translation)) }
    lines += ["", Self.row("test", "value", "p")]
    for (title, test) in chiSquares {
      lines.append(
        Self.row(
          title, "\(Self.short(test.score))", Self.short(test.pValue),
          (test.isPassed ? "" : "FAILED, ") + "\(test.degreesOfFreedom) degrees of freedom"))
    }
    let repeats = assessment.repeatLength
    lines.append(
      Self.row(
        "longest repeat", "\(repeats.longest)", Self.short(Double(repeats.probability)),
        repeats.isPassed ? "" : "FAILED"))
    let permutation = assessment.permutation
    lines += [
      "",
      "permutations: \(permutation.roundCount) rounds, seed \(permutation.seed)",
      Self.row("statistic", "value", "p", "    rank  greater, equal, less of the permutations"),
    ]
    for statistic in Statistic.allCases {
      let counts = permutation.counts(statistic)
      lines.append(
        Self.row(
          statistic.rawValue, Self.short(permutation.value(statistic)), Self.short(counts.pValue),
          AssessmentReport.right(Self.short(counts.rank), 8)
            + "  \(counts.greater), \(counts.equal), \(counts.less)"
            + mark(statistic)))
    }
    lines.append("")
    if let value = assessment.hOriginal {
      lines.append("H_original   \(AssessmentReport.decimals(value)) bits a sample")
    }
    if let value = assessment.hBitstring {
      lines.append("H_bitstring  \(AssessmentReport.decimals(value)) bits a bit")
    }
    lines.append(verdict)
    return lines
  }

  private var chiSquares: [(title: String, test: ChiSquare)] {
    [
      ("chi-square independence", assessment.independence),
      ("chi-square goodness of fit", assessment.goodnessOfFit),
    ]
  }

  private func mark(_ statistic: Statistic) -> String {
    switch assessment.permutation.verdict(statistic) {
    case .passed: return ""
    case .undecided: return "; not decided"
    case .failed:
      return "; FAILED" + (assessment.permutation.counts(statistic).isOutOfReach ? ", out of reach" : "")
    }
  }

  private var failures: [String] {
    chiSquares.filter { !$0.test.isPassed }.map(\.title)
      + (assessment.repeatLength.isPassed ? [] : ["longest repeat"])
      + Statistic.allCases.filter { assessment.permutation.verdict($0) == .failed }.map(\.rawValue)
  }

  private var verdict: String {
    let rate = (assessment.sharesBins ? "more than " : "") + "\(Int(IIDAssessment.falseAlarmRate * 100)) %"
    guard let assessed = assessment.assessed else {
      let failures = failures
      return
        "NOT independent and identically distributed by \(failures.joined(separator: ", ")): no min-entropy is assessed "
        + "in this way; about \(rate) of all samples that are fail, too"
    }
    var sentence =
      "assessed: \(AssessmentReport.decimals(assessed)) bits of min-entropy a sample of "
      + "\(AssessmentReport.bits(assessment.width)), if samples are independent and identically distributed, which no test "
      + "speaks against; " + AssessmentReport.meaning(assessed)
    if let claim {
      sentence += isYes ? "; not below the claim, \(claim)" : "; BELOW the claim, \(claim)"
    }
    return sentence
  }

  private static func row(_ title: String, _ first: String, _ second: String, _ rest: String = "") -> String {
    let line =
      title + String(repeating: " ", count: max(0, 27 - title.count)) + AssessmentReport.right(first, 16)
      + AssessmentReport.right(second, 10)
    return rest.isEmpty ? line : line + "  " + rest
  }

  /// Up to six decimals; a whole number without any.
  private static func short(_ value: Double) -> String {
    guard value.isFinite else { return "-" }
    guard value != value.rounded() || abs(value) >= 1e15 else { return "\(Int(value))" }
    return AssessmentReport.decimals(value)
  }

  // MARK: - For programs

  var members: [JSON.Member] {
    var members: [JSON.Member] = [
      JSON.Member("track", .string(assessment.track == .initial ? "initial" : "conditioned")),
      JSON.Member("samples", JSON(assessment.sampleCount)),
      JSON.Member("width", JSON(assessment.width)),
      JSON.Member("symbols", JSON(assessment.alphabetSize)),
    ]
    if let translation {
      members.append(JSON.Member("translation", .array(translation.map { JSON(Int($0)) })))
    }
    members += [
      JSON.Member("mean", .number(assessment.mean)), JSON.Member("median", .number(assessment.median)),
    ]
    if let value = assessment.literal { members.append(JSON.Member("literal", Self.document(value))) }
    if let value = assessment.bitstring { members.append(JSON.Member("bitstring", Self.document(value))) }
    let repeats = assessment.repeatLength
    members += [
      JSON.Member("chi_square_independence", Self.document(assessment.independence)),
      JSON.Member("chi_square_goodness_of_fit", Self.document(assessment.goodnessOfFit)),
      JSON.Member(
        "longest_repeat",
        [
          "p_col": .number(Double(repeats.collisionProbability)), "w": JSON(repeats.longest),
          "p": .number(Double(repeats.probability)), "passed": .bool(repeats.isPassed),
        ]),
      JSON.Member("permutations", permutations),
      JSON.Member(
        "false_alarm_rate", assessment.sharesBins ? .null : .number(IIDAssessment.falseAlarmRate)),
      JSON.Member("iid", .bool(assessment.isPassed)),
    ]
    if let value = assessment.hOriginal { members.append(JSON.Member("h_original", .number(value))) }
    if let value = assessment.hBitstring { members.append(JSON.Member("h_bitstring", .number(value))) }
    if let assessed = assessment.assessed {
      members.append(JSON.Member("assessed", .number(assessed)))
    }
    if let claim {
      members.append(JSON.Member("claim", .number(claim)))
      members.append(JSON.Member("claim_met", .bool(isYes)))
    }
    return members
  }

  private static func document(_ value: MostCommonValue) -> JSON {
    [
      "mcv": [
        "mode": JSON(value.modeCount), "p_hat": .number(value.pHat), "p_u": .number(value.pU),
        "min_entropy": .number(value.minEntropy),
      ]
    ]
  }

  private static func document(_ test: ChiSquare) -> JSON {
    [
      "score": .number(test.score), "degrees_of_freedom": JSON(test.degreesOfFreedom),
      "p": .number(test.pValue), "passed": .bool(test.isPassed),
    ]
  }

  private var permutations: JSON {
    let permutation = assessment.permutation
    return [
      "seed": .unsigned(permutation.seed), "rounds": JSON(permutation.roundCount),
      "statistics": .array(
        Statistic.allCases.map { statistic in
          let counts = permutation.counts(statistic)
          let verdict: String
          switch permutation.verdict(statistic) {
          case .passed: verdict = "passed"
          case .failed: verdict = "failed"
          case .undecided: verdict = "undecided"
          }
          return [
            "name": .string(statistic.rawValue), "value": .number(permutation.value(statistic)),
            "greater": JSON(counts.greater), "equal": JSON(counts.equal), "less": JSON(counts.less),
            "rank": .number(counts.rank), "p": .number(counts.pValue), "verdict": .string(verdict),
          ]
        }),
      "passed": .bool(permutation.isPassed),
    ]
  }
}
