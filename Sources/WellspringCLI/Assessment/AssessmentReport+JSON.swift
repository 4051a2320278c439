// SPDX-License-Identifier: Apache-2.0
internal import EntropyAssessment
internal import OperatorStatus

extension AssessmentReport {
  /// The assessment for programs; a partial one has no result.
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
    members.append(JSON.Member("partial", .bool(assessment.isPartial)))
    if let pass = assessment.literal { members.append(JSON.Member("literal", Self.document(pass))) }
    if let pass = assessment.bitstring { members.append(JSON.Member("bitstring", Self.document(pass))) }
    guard let assessed = assessment.assessed else { return members }
    if let value = assessment.hOriginal { members.append(JSON.Member("h_original", .number(value))) }
    if let value = assessment.hBitstring { members.append(JSON.Member("h_bitstring", .number(value))) }
    members.append(JSON.Member("assessed", .number(assessed)))
    if let decision = assessment.decidedBy {
      members.append(JSON.Member("decided_by", Self.document(decision)))
    }
    if let claim {
      members.append(JSON.Member("claim", .number(claim)))
      members.append(JSON.Member("claim_met", .bool(isYes)))
    }
    return members
  }

  /// Whose estimate counts.
  static func document(_ decision: (sequence: Assessment.Sequence, estimator: Estimator)) -> JSON {
    [
      "sequence": .string(decision.sequence == .literal ? "literal" : "bitstring"),
      "estimator": .string(decision.estimator.rawValue),
    ]
  }

  /// A pass, with all that its estimates were computed from.
  private static func document(_ pass: Pass) -> JSON {
    var members = [
      JSON.Member("length", JSON(pass.length)), JSON.Member("symbols", JSON(pass.alphabetSize)),
    ]
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
