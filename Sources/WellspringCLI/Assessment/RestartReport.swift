// SPDX-License-Identifier: Apache-2.0
internal import EntropyAssessment
internal import OperatorStatus

/// What the restarts in a file say.
struct RestartReport: FileReport {
  let account: FileAccount
  let assessment: RestartAssessment
  /// The cutoff of a simulation, and how that was made.
  let simulation: (cutoff: Int, rounds: Int, seed: UInt64)?

  var isYes: Bool { assessment.verdict == .passed }

  var warnings: [Warning] { [] }

  // MARK: - For people

  var lines: [String] {
    var lines = [
      "\(account.name): \(RestartMatrix.side) restarts, \(RestartMatrix.side) samples of "
        + "\(AssessmentReport.bits(assessment.width)) each, \(assessment.alphabetSize) symbols",
      "",
      "sanity check  \(place) occurs \(assessment.mostFrequent.count) times; cutoff \(assessment.cutoff.cutoff), "
        + "alpha \(RestartCutoff.alpha)",
    ]
    if let simulation {
      lines.append(
        "              cutoff \(simulation.cutoff) by simulation of \(simulation.rounds) rows, seed \(simulation.seed)"
      )
    }
    if let rows = assessment.rows, let columns = assessment.columns {
      lines += ["", Self.row("estimator", "rows", "columns")]
      for estimator in Estimator.allCases {
        let cells = [rows, columns].map { pass in
          pass.minEntropy(estimator).map(AssessmentReport.decimals)
            ?? (pass.notRun(estimator) == nil ? "" : "not run")
        }
        if cells != ["", ""] { lines.append(Self.row(estimator.title, cells[0], cells[1])) }
      }
    }
    for (title, iid) in [("rows", assessment.iidRows), ("columns", assessment.iidColumns)] {
      guard let iid else { continue }
      lines.append(
        "\(title): " + (iid.isPassed ? "no test speaks against" : "NOT")
          + " independent and identically distributed samples, \(iid.permutation.roundCount) permutations")
    }
    lines.append("")
    if let hRows = assessment.hRows, let hColumns = assessment.hColumns {
      lines += [
        "H_r  \(AssessmentReport.decimals(hRows)) bits a sample, of the rows",
        "H_c  \(AssessmentReport.decimals(hColumns)) bits a sample, of the columns",
      ]
    }
    lines += ["H_I  \(AssessmentReport.decimals(assessment.initial)) bits a sample, as given", verdict]
    return lines
  }

  private var place: String {
    let place = assessment.mostFrequent
    switch place.line {
    case .row(let row): return "\(place.symbol) in row \(row)"
    case .column(let column): return "\(place.symbol) in column \(column)"
    }
  }

  private var verdict: String {
    switch assessment.verdict {
    case .passed:
      return "assessed: \(AssessmentReport.decimals(assessment.assessed ?? 0)) bits of min-entropy a sample, "
        + "min(H_r, H_c, H_I)"
    case .sanityFailed:
      let hint: String
      switch assessment.mostFrequent.line {
      case .column: hint = "restarts begin alike, or the file holds columns where rows belong"
      case .row: hint = "a restart repeats itself, or the file holds columns where rows belong"
      }
      return "SANITY CHECK FAILED: \(place) occurs \(assessment.mostFrequent.count) times, more than "
        + "\(assessment.cutoff.cutoff): \(hint); the source has no entropy"
    case .iidFailed:
      return "NOT independent and identically distributed: no min-entropy is assessed in this way"
    case .validationFailed:
      return "VALIDATION FAILED: min(H_r, H_c) is less than half of H_I; the source has no entropy"
    }
  }

  private static func row(_ title: String, _ first: String, _ second: String) -> String {
    title + String(repeating: " ", count: max(0, 18 - title.count)) + AssessmentReport.right(first, 12)
      + AssessmentReport.right(second, 12)
  }

  // MARK: - For programs

  var members: [JSON.Member] {
    let place = assessment.mostFrequent
    let line: JSON
    switch place.line {
    case .row(let row): line = ["row": JSON(row)]
    case .column(let column): line = ["column": JSON(column)]
    }
    var members: [JSON.Member] = [
      JSON.Member("samples", JSON(RestartMatrix.count)),
      JSON.Member("restarts", JSON(RestartMatrix.side)),
      JSON.Member("width", JSON(assessment.width)),
      JSON.Member("symbols", JSON(assessment.alphabetSize)),
      JSON.Member("h_i", .number(assessment.initial)),
      JSON.Member("alpha", .number(RestartCutoff.alpha)),
      JSON.Member("x_cutoff", JSON(assessment.cutoff.cutoff)),
      JSON.Member("x_cutoff_probability", .number(assessment.cutoff.probability)),
      JSON.Member("x_max", JSON(place.count)),
      JSON.Member("x_max_symbol", JSON(Int(place.symbol))),
      JSON.Member("x_max_place", line),
    ]
    if let simulation {
      members.append(
        JSON.Member(
          "simulation",
          [
            "x_cutoff": JSON(simulation.cutoff), "rounds": JSON(simulation.rounds),
            "seed": .unsigned(simulation.seed),
          ]))
    }
    if let rows = assessment.rows { members.append(JSON.Member("rows", Self.document(rows))) }
    if let columns = assessment.columns { members.append(JSON.Member("columns", Self.document(columns))) }
    if let rows = assessment.iidRows { members.append(JSON.Member("rows_iid", .bool(rows.isPassed))) }
    if let columns = assessment.iidColumns {
      members.append(JSON.Member("columns_iid", .bool(columns.isPassed)))
    }
    if let value = assessment.hRows { members.append(JSON.Member("h_r", .number(value))) }
    if let value = assessment.hColumns { members.append(JSON.Member("h_c", .number(value))) }
    members.append(JSON.Member("verdict", .string(word)))
    if let value = assessment.assessed { members.append(JSON.Member("assessed", .number(value))) }
    return members
  }

  private var word: String {
    switch assessment.verdict {
    case .passed: "passed"
    case .sanityFailed: "sanity_failed"
    case .iidFailed: "iid_failed"
    case .validationFailed: "validation_failed"
    }
  }

  private static func document(_ pass: Pass) -> JSON {
    .object(
      Estimator.allCases.compactMap { estimator in
        pass.minEntropy(estimator).map { JSON.Member(estimator.rawValue, .number($0)) }
      })
  }
}
