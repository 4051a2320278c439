// SPDX-License-Identifier: Apache-2.0
internal import EntropyAssessment
internal import Glibc

/// The lines that NIST's tools print of an estimate, for a verbosity.
struct EstimateLines {
  let output: NISTOutput
  let verbosity: Int
  /// "Bitstring" or "Literal".
  let label: String

  /// A line for people, or one for each number.
  private func say(_ name: String, _ sentence: String, _ figures: [(name: String, value: String)]) {
    if verbosity == 2 { output.line("\(label) \(sentence)") }
    if verbosity == 3 {
      for figure in figures {
        output.line("\(label) \(name): \(figure.name)" + (figure.value.isEmpty ? "" : " = \(figure.value)"))
      }
    }
  }

  func mostCommonValue(_ estimate: MostCommonValue) {
    let (pHat, pU) = (NISTNumber.digits(estimate.pHat), NISTNumber.digits(estimate.pU))
    say(
      "Most Common Value Estimate",
      "MCV Estimate: mode = \(estimate.modeCount), p-hat = \(pHat), p_u = \(pU)",
      [
        ("Mode count", "\(estimate.modeCount)"), ("p-hat", pHat), ("p_u", pU),
        ("min entropy", NISTNumber.digits(estimate.minEntropy)),
      ])
  }

  /// Whether a search has found a probability.
  private func found(_ isFound: Bool) -> String {
    isFound ? "Found p." : "Could Not Find p. Proceeding with the lower bound for p."
  }

  func collision(_ estimate: Collision) {
    let (mean, deviation) = (NISTNumber.digits(estimate.xBar), NISTNumber.digits(estimate.sigmaHat))
    let p = NISTNumber.digits(estimate.p)
    say(
      "Collision Estimate", "Collision Estimate: X-bar = \(mean), sigma-hat = \(deviation), p = \(p)",
      [
        ("v", "\(estimate.collisions)"), ("Sum t_i", "\(estimate.timeSum)"), ("X-bar", mean),
        ("sigma-hat", deviation), ("X-bar'", NISTNumber.digits(estimate.xBarPrime)),
        (found(estimate.isFound), ""), ("p", p), ("min entropy", NISTNumber.digits(estimate.minEntropy)),
      ])
  }

  func markov(_ estimate: Markov) {
    let values = [
      estimate.p0, estimate.p1, estimate.p00, estimate.p01, estimate.p10, estimate.p11, estimate.pHatMax,
    ].map(NISTNumber.digits)
    let sentence = zip(["P_0", "P_1", "P_0,0", "P_0,1", "P_1,0", "P_1,1", "p_max"], values)
      .map { "\($0) = \($1)" }.joined(separator: ", ")
    let names = ["P_0", "P_1", "P_{0,0}", "P_{0,1}", "P_{1,0}", "P_{1,1}", "p-hat_max"]
    say(
      "Markov Estimate", "Markov Estimate: \(sentence)",
      zip(names, values).map { (name: $0, value: $1) }
        + [("min entropy", NISTNumber.digits(estimate.minEntropy))])
  }

  func compression(_ outcome: Outcome<Compression>?) {
    guard let estimate = outcome?.estimate else {
      return warn("compression", needed: 1000, outcome?.reason)
    }
    let (mean, deviation) = (NISTNumber.digits(estimate.xBar), NISTNumber.digits(estimate.sigmaHat))
    let p = NISTNumber.digits(estimate.p)
    say(
      "Compression Estimate", "Compression Estimate: X-bar = \(mean), sigma-hat = \(deviation), p = \(p)",
      [
        ("X-bar", mean), ("sigma-hat", deviation), ("X-bar'", NISTNumber.digits(estimate.xBarPrime)),
        (found(estimate.isFound), ""), ("p", p), ("min entropy", NISTNumber.digits(estimate.minEntropy)),
      ])
  }

  func tTuple(_ outcome: Outcome<TTuple>?) {
    guard let estimate = outcome?.estimate else {
      if verbosity > 1 {
        output.line("t-Tuple Estimate: No strings are repeated 35 times. t-Tuple estimate failed.")
      }
      return
    }
    let (highest, bound) = (NISTNumber.long(estimate.pHatMax), NISTNumber.long(estimate.pU))
    say(
      "t-Tuple Estimate",
      "t-Tuple Estimate: t = \(estimate.longestCommon), p-hat_max = \(highest), p_u = \(bound)",
      [
        ("t", "\(estimate.longestCommon)"), ("p-hat_max", highest), ("p_u", bound),
        ("min entropy", NISTNumber.digits(estimate.minEntropy)),
      ])
  }

  func lrs(_ outcome: Outcome<LRS>?) {
    guard let estimate = outcome?.estimate else {
      return output.line("LRS Estimate: v<u. Can't Run LRS Test.")
    }
    let (u, v) = (estimate.leastUncommon, estimate.longestRepeated)
    say(
      "LRS Estimate",
      "LRS Estimate: u = \(u), v = \(v), p-hat = \(NISTNumber.shorter(estimate.pHat)), "
        + "p_u = \(NISTNumber.shorter(estimate.pU))",
      [
        ("u", "\(u)"), ("v", "\(v)"), ("p-hat", NISTNumber.long(estimate.pHat)),
        ("p_u", NISTNumber.long(estimate.pU)), ("min entropy", NISTNumber.digits(estimate.minEntropy)),
      ])
  }

  func prediction(_ name: String, _ outcome: Outcome<Prediction>?, _ test: String, needed: Int) {
    guard let estimate = outcome?.estimate else { return warn(test, needed: needed, outcome?.reason) }
    let tally = estimate.tally
    let global = NISTNumber.digits(estimate.pGlobalPrime)
    let local = estimate.pLocal.map { "Plocal = \(NISTNumber.digits($0))" } ?? "Plocal can't affect result"
    var figures: [(name: String, value: String)] = [
      ("C", "\(tally.correct)"), ("r", "\(estimate.r)"), ("N", "\(tally.predictions)"),
      ("P_global", NISTNumber.digits(estimate.pGlobal)), ("P_global'", global),
    ]
    figures.append(
      estimate.pLocal.map { ("P_local", NISTNumber.digits($0)) } ?? ("P_local can't change the result.", ""))
    figures.append(("min entropy", NISTNumber.digits(estimate.minEntropy)))
    say(
      "\(name) Prediction Estimate",
      "\(name) Prediction Estimate: N = \(tally.predictions), Pglobal' = \(global) (C = \(tally.correct)) "
        + "\(local) (r = \(estimate.r))", figures)
  }

  private func warn(_ test: String, needed: Int, _ reason: NotRun?) {
    guard reason != nil else { return }
    output.line("\t*** Warning: not enough samples to run \(test) test (need more than \(needed)) ***")
  }

  func chiSquare(_ title: String, _ test: ChiSquare) {
    if verbosity == 2 {
      output.line(title)
      output.line("\tscore = \(NISTNumber.decimals(test.score))")
      output.line("\tdegrees of freedom = \(test.degreesOfFreedom)")
      output.line("\tp-value = \(NISTNumber.decimals(test.pValue))")
      output.line()
    }
    if verbosity == 3 {
      output.line("\(title): T = \(NISTNumber.digits(test.score))")
      output.line("\(title): df = \(test.degreesOfFreedom)")
      output.line("\(title): P-value = \(NISTNumber.digits(test.pValue))")
    }
  }

  func repeatLength(_ test: RepeatLength) {
    if verbosity == 2 {
      output.line("\(label) Longest Repeated Substring results")
      output.line("\tP_col: \(NISTNumber.decimals(Double(test.collisionProbability)))")
      output.line("\tLength of LRS: \(test.longest)")
      output.line("\tPr(X >= 1): \(NISTNumber.decimals(Double(test.probability)))")
    }
    if verbosity == 3 {
      let name = "\(label) Longest Repeated Substring results"
      output.line("\(name): P_col = \(NISTNumber.long(test.collisionProbability))")
      output.line("\(name): W = \(test.longest)")
      output.line("\(name): Pr(X >= 1) = \(NISTNumber.long(test.probability))")
    }
  }
}
