// SPDX-License-Identifier: Apache-2.0
internal import EntropyAssessment
internal import OperatorStatus
internal import Telemetry

/// An assessment as people and programs read it.
struct AssessmentReport {
  private let assessment: Assessment
  private let file: String
  private let claim: Double?

  init(_ assessment: Assessment, file: String, claim: Double?) {
    (self.assessment, self.file, self.claim) = (assessment, file, claim)
  }

  /// The answer to the claim; yes when there is none.
  var meetsClaim: Bool { claim.map { (assessment.assessed ?? 0) >= $0 } ?? true }

  /// That the standard asks for more samples.
  var shortageWarning: String {
    "\(file) holds \(assessment.sampleCount) samples; SP 800-90B asks for \(Assessment.requiredSamples)"
  }

  // MARK: - For people

  /// A table, and the result in a sentence.
  var lines: [String] {
    var lines = [
      "\(file): \(assessment.sampleCount) samples of \(assessment.width) bits, \(assessment.alphabetSize) symbols",
      "",
      Self.row("estimator", "symbols", "bits"),
    ]
    for estimator in Estimator.allCases {
      lines.append(
        Self.row(
          estimator.title, cell(assessment.literal, estimator), cell(assessment.bitstring, estimator)))
    }
    lines.append("")
    if let value = assessment.hOriginal { lines.append("H_original   \(Self.decimals(value)) bits a sample") }
    if let value = assessment.hBitstring { lines.append("H_bitstring  \(Self.decimals(value)) bits a bit") }
    lines.append(verdict)
    return lines
  }

  private var verdict: String {
    let assessed = assessment.assessed ?? 0
    var sentence =
      "assessed: \(Self.decimals(assessed)) bits of min-entropy a sample of \(assessment.width) bits"
    if let decision = assessment.decidedBy {
      sentence +=
        ", by \(decision.estimator.title) over \(decision.sequence == .literal ? "symbols" : "bits")"
    }
    if let claim {
      sentence += meetsClaim ? "; not below the claim, \(claim)" : "; BELOW the claim, \(claim)"
    }
    return sentence
  }

  private func cell(_ pass: Pass?, _ estimator: Estimator) -> String {
    guard let pass else { return "" }
    if let value = pass.minEntropy(estimator) { return Self.decimals(value) }
    return pass.notRun(estimator) == nil ? "" : "not run"
  }

  private static func row(_ title: String, _ first: String, _ second: String) -> String {
    func right(_ text: String) -> String { String(repeating: " ", count: max(0, 12 - text.count)) + text }
    let line = title + String(repeating: " ", count: max(0, 18 - title.count)) + right(first)
    return second.isEmpty ? line : line + right(second)
  }

  /// Six decimals, as NIST's tool prints.
  static func decimals(_ value: Double) -> String {
    // Halves go to the even neighbour, by the exact value of the double: C's %f. Min-entropies are below 9.
    let millionths = Int((value * 1e6).rounded(.toNearestOrEven))
    let fraction = String(millionths % 1_000_000)
    return "\(millionths / 1_000_000)." + String(repeating: "0", count: 6 - fraction.count) + fraction
  }

  // MARK: - For programs

  /// The document, with all that the estimates were computed from.
  var document: JSON {
    var members: [JSON.Member] = [
      JSON.Member("schema_version", Snapshot.schemaVersion),
      JSON.Member("file", .string(file)),
      JSON.Member("track", .string(assessment.track == .initial ? "initial" : "conditioned")),
      JSON.Member("samples", JSON(assessment.sampleCount)),
      JSON.Member("width", JSON(assessment.width)),
      JSON.Member("symbols", JSON(assessment.alphabetSize)),
    ]
    if let pass = assessment.literal { members.append(JSON.Member("literal", Self.document(pass))) }
    if let pass = assessment.bitstring { members.append(JSON.Member("bitstring", Self.document(pass))) }
    members.append(JSON.Member("h_original", JSON(assessment.hOriginal)))
    members.append(JSON.Member("h_bitstring", JSON(assessment.hBitstring)))
    members.append(JSON.Member("assessed", JSON(assessment.assessed)))
    if let claim {
      members.append(JSON.Member("claim", .number(claim)))
      members.append(JSON.Member("claim_met", .bool(meetsClaim)))
    }
    return .object(members)
  }

  private static func document(_ pass: Pass) -> JSON {
    var members = [JSON.Member("length", JSON(pass.length))]
    func add<Value>(
      _ estimator: Estimator, _ outcome: Outcome<Value>?, _ figures: (Value) -> [JSON.Member]
    ) {
      switch outcome {
      case .estimate(let value):
        members.append(
          JSON.Member(
            estimator.rawValue,
            .object(figures(value) + [JSON.Member("min_entropy", .number(value.minEntropy))])))
      case .notRun(let reason):
        members.append(
          JSON.Member(estimator.rawValue, .object([JSON.Member("not_run", .string(reason.description))])))
      case nil: break
      }
    }
    add(.mostCommonValue, pass.mostCommonValue) {
      [.init("mode", JSON($0.modeCount)), .init("p_hat", .number($0.pHat)), .init("p_u", .number($0.pU))]
    }
    add(.collision, pass.collision) {
      [
        .init("v", JSON($0.collisions)), .init("sum_t", JSON($0.timeSum)), .init("x_bar", .number($0.xBar)),
        .init("sigma_hat", .number($0.sigmaHat)), .init("x_bar_prime", .number($0.xBarPrime)),
        .init("p", .number($0.p)), .init("found", .bool($0.isFound)),
      ]
    }
    add(.markov, pass.markov) {
      [
        .init("p_0", .number($0.p0)), .init("p_1", .number($0.p1)), .init("p_00", .number($0.p00)),
        .init("p_01", .number($0.p01)), .init("p_10", .number($0.p10)), .init("p_11", .number($0.p11)),
        .init("p_hat_max", .number($0.pHatMax)),
      ]
    }
    add(.compression, pass.compression) {
      [
        .init("x_bar", .number($0.xBar)), .init("sigma_hat", .number($0.sigmaHat)),
        .init("x_bar_prime", .number($0.xBarPrime)), .init("p", .number($0.p)),
        .init("found", .bool($0.isFound)),
      ]
    }
    add(.tTuple, pass.tTuple) {
      [
        .init("t", JSON($0.longestCommon)), .init("p_hat_max", .number(Double($0.pHatMax))),
        .init("p_u", .number(Double($0.pU))),
      ]
    }
    add(.lrs, pass.lrs) {
      [
        .init("u", JSON($0.leastUncommon)), .init("v", JSON($0.longestRepeated)),
        .init("p_hat", .number(Double($0.pHat))), .init("p_u", .number(Double($0.pU))),
      ]
    }
    let predictors: [(Estimator, Outcome<Prediction>?)] = [
      (.multiMCW, pass.multiMCW), (.lag, pass.lag), (.multiMMC, pass.multiMMC), (.lz78y, pass.lz78y),
    ]
    for (estimator, outcome) in predictors {
      add(estimator, outcome) {
        [
          .init("c", JSON($0.tally.correct)), .init("r", JSON($0.r)), .init("n", JSON($0.tally.predictions)),
          .init("p_global", .number($0.pGlobal)), .init("p_global_prime", .number($0.pGlobalPrime)),
          .init("p_local", JSON($0.pLocal)),
        ]
      }
    }
    return .object(members)
  }
}
