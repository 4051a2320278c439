// SPDX-License-Identifier: Apache-2.0
internal import EntropyAssessment
internal import OperatorStatus

/// The assessment of each block of a file.
struct BlocksReport: FileReport {
  /// What is said of a block.
  struct Block: Sendable {
    /// `nil` when all samples of the block are the same, so that it has no entropy.
    let assessment: Assessed?

    /// The result of an assessment.
    struct Assessed: Sendable {
      let hOriginal: Double?
      let hBitstring: Double?
      let assessed: Double
      let decidedBy: (sequence: Assessment.Sequence, estimator: Estimator)?

      init(_ assessment: Assessment) {
        (hOriginal, hBitstring) = (assessment.hOriginal, assessment.hBitstring)
        (assessed, decidedBy) = (assessment.assessed ?? 0, assessment.decidedBy)
      }
    }

    var value: Double { assessment?.assessed ?? 0 }
  }

  let account: FileAccount
  let blocks: [Block]
  let summary: BlockSummary
  let blockSamples: Int
  /// Samples behind the last whole block.
  let leftOver: Int
  let width: Int
  let track: AssessmentOptions.Track
  /// What the first block looks like.
  let appearances: [Appearance]
  let claim: Double?

  /// The claim is on every block.
  var isYes: Bool { claim.map { summary.minimum.value >= $0 } ?? true }

  private static let percentages = [5, 25, 75, 95]

  var warnings: [Warning] {
    var warnings: [Warning] = []
    if blockSamples < Assessment.requiredSamples {
      warnings.append(
        Warning(
          code: "few-samples",
          text: "a block of \(account.name) has \(blockSamples) samples; SP 800-90B asks for "
            + "\(Assessment.requiredSamples)"))
    }
    if leftOver > 0 {
      warnings.append(
        Warning(
          code: "left-over",
          text: "the last \(leftOver) samples of \(account.name) make no whole block and are left out"))
    }
    return warnings + Warning.all(appearances, file: account.name)
  }

  // MARK: - For people

  var lines: [String] {
    func cells(_ first: String, _ rest: [String]) -> String {
      AssessmentReport.right(first, 8) + rest.map { AssessmentReport.right($0, 13) }.joined()
    }
    func decimals(_ value: Double?) -> String { value.map { AssessmentReport.decimals($0) } ?? "" }
    var lines = [
      "\(account.name): \(blocks.count) blocks of \(blockSamples) samples of \(AssessmentReport.bits(width))",
      "",
      cells("block", ["H_original", "H_bitstring", "assessed"]) + "  by",
    ]
    for (index, block) in blocks.enumerated() {
      let result = block.assessment
      let reason = result.map { $0.decidedBy?.estimator.title ?? "" } ?? "one symbol"
      let row = cells(
        "\(index)", [decimals(result?.hOriginal), decimals(result?.hBitstring), decimals(block.value)])
      lines.append(reason.isEmpty ? row : row + "  " + reason)
    }
    lines.append("")
    let percentiles = Self.percentages.map {
      "\($0) %: \(decimals(summary.percentile(Double($0))))"
    }
    lines.append(
      "minimum \(decimals(summary.minimum.value)), median \(decimals(summary.median)), maximum \(decimals(summary.maximum))"
    )
    lines.append("percentiles \(percentiles.joined(separator: ", "))")
    return lines + [verdict]
  }

  private var verdict: String {
    let lowest = summary.minimum
    var sentence =
      "assessed: \(AssessmentReport.decimals(lowest.value)) bits of min-entropy a sample in the lowest block, "
      + "number \(lowest.block), where \(AssessmentReport.meaning(lowest.value)); "
      + "\(AssessmentReport.decimals(summary.median)) in the median"
    if let claim {
      sentence += isYes ? "; no block is below the claim, \(claim)" : "; BELOW the claim, \(claim)"
    }
    return sentence
  }

  // MARK: - For programs

  var members: [JSON.Member] {
    var members: [JSON.Member] = [
      JSON.Member("track", .string(track == .initial ? "initial" : "conditioned")),
      JSON.Member("width", JSON(width)),
      JSON.Member("block_samples", JSON(blockSamples)),
      JSON.Member("left_over_samples", JSON(leftOver)),
      JSON.Member("blocks", .array(blocks.indices.map { Self.document(blocks[$0], $0) })),
      JSON.Member("minimum", .number(summary.minimum.value)),
      JSON.Member("median", .number(summary.median)),
      JSON.Member("maximum", .number(summary.maximum)),
      JSON.Member(
        "percentiles",
        .object(
          Self.percentages.map { JSON.Member("\($0)", .number(summary.percentile(Double($0)))) })),
    ]
    if let claim {
      members += [JSON.Member("claim", .number(claim)), JSON.Member("claim_met", .bool(isYes))]
    }
    return members
  }

  private static func document(_ block: Block, _ index: Int) -> JSON {
    var members = [JSON.Member("block", JSON(index))]
    guard let result = block.assessment else {
      return .object(
        members + [
          JSON.Member("assessed", .number(0)), JSON.Member("not_run", "all samples are the same"),
        ])
    }
    if let value = result.hOriginal { members.append(JSON.Member("h_original", .number(value))) }
    if let value = result.hBitstring { members.append(JSON.Member("h_bitstring", .number(value))) }
    members.append(JSON.Member("assessed", .number(result.assessed)))
    if let decision = result.decidedBy {
      members.append(JSON.Member("decided_by", AssessmentReport.document(decision)))
    }
    return .object(members)
  }
}
