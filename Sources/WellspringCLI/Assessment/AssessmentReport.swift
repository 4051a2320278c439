// SPDX-License-Identifier: Apache-2.0
internal import EntropyAssessment
internal import Glibc

/// The assessment of a file.
struct AssessmentReport: FileReport {
  let account: FileAccount
  let assessment: Assessment
  /// The values that words were translated from.
  let translation: [UInt32]?
  let claim: Double?
  /// What the samples look like.
  private let appearances: [Appearance]

  init(
    _ assessment: Assessment, _ account: FileAccount, translation: [UInt32]? = nil,
    appearances: [Appearance] = [], claim: Double? = nil
  ) {
    (self.assessment, self.account, self.translation) = (assessment, account, translation)
    (self.appearances, self.claim) = (appearances, claim)
  }

  /// The answer to the claim; yes when there is none.
  var isYes: Bool { claim.map { (assessment.assessed ?? 0) >= $0 } ?? true }

  var warnings: [Warning] {
    Self.fewSamples(assessment.sampleCount, account.name) + Warning.all(appearances, file: account.name)
  }

  /// That there are fewer samples than the standard asks for, if it is so.
  static func fewSamples(_ count: Int, _ name: String) -> [Warning] {
    guard count < Assessment.requiredSamples else { return [] }
    return [
      Warning(
        code: "few-samples",
        text: "\(name) holds \(count) samples; SP 800-90B asks for \(Assessment.requiredSamples)")
    ]
  }

  // MARK: - For people

  /// A table, and the result in a sentence.
  var lines: [String] {
    var lines = [
      "\(account.name): \(assessment.sampleCount) samples of \(Self.bits(assessment.width)), \(assessment.alphabetSize) symbols"
    ]
    if let translation { lines.append(Self.mapping(translation)) }
    lines += ["", Self.row("estimator", "symbols", "bits")]
    for estimator in Estimator.allCases {
      let cells = [assessment.literal, assessment.bitstring].map { cell($0, estimator) }
      guard !assessment.isPartial || cells != ["", ""] else { continue }
      lines.append(Self.row(estimator.title, cells[0], cells[1]))
    }
    lines.append("")
    if !assessment.isPartial {
      if let value = assessment.hOriginal {
        lines.append("H_original   \(Self.decimals(value)) bits a sample")
      }
      if let value = assessment.hBitstring {
        lines.append("H_bitstring  \(Self.decimals(value)) bits a bit")
      }
    }
    lines.append(verdict)
    return lines
  }

  /// Which words the symbols stand for; the document has all of them.
  static func mapping(_ translation: [UInt32]) -> String {
    let shown = translation.prefix(8).enumerated().map { "\($0) = \($1)" }
    return "symbols stand for words: \(shown.joined(separator: ", "))"
      + (translation.count > shown.count ? ", ... \(translation.count - 1) = \(translation.last ?? 0)" : "")
  }

  private var verdict: String {
    guard let assessed = assessment.assessed else {
      return "partial: not all estimators were asked, so that nothing is assessed"
    }
    var sentence =
      "assessed: \(Self.decimals(assessed)) bits of min-entropy a sample of \(Self.bits(assessment.width))"
    if let decision = assessment.decidedBy {
      sentence +=
        ", by \(decision.estimator.title) over \(decision.sequence == .literal ? "symbols" : "bits")"
    }
    sentence += "; " + Self.meaning(assessed)
    if let claim {
      sentence += isYes ? "; not below the claim, \(claim)" : "; BELOW the claim, \(claim)"
    }
    return sentence
  }

  /// "1 bit", "8 bits".
  static func bits(_ count: Int) -> String { count == 1 ? "1 bit" : "\(count) bits" }

  /// What min-entropy says: the best guess of a sample is right with probability 2^-H.
  static func meaning(_ minEntropy: Double) -> String {
    guard minEntropy >= 0.000_000_5 else { return "the next sample can be told in advance" }
    let tries = exp2(minEntropy)
    guard tries >= 1.01 else { return "the best guess of a sample is nearly always right" }
    return
      "the best guess of a sample is right once in \(tries < 10 ? rounded(tries, 2) : rounded(tries, 0)) times"
  }

  private static func rounded(_ value: Double, _ decimals: Int) -> String {
    let scale = decimals == 0 ? 1.0 : 100.0
    let result = (value * scale).rounded() / scale
    return result == result.rounded() ? "\(Int(result))" : "\(result)"
  }

  private func cell(_ pass: Pass?, _ estimator: Estimator) -> String {
    guard let pass else { return "" }
    if let value = pass.minEntropy(estimator) { return Self.decimals(value) }
    return pass.notRun(estimator) == nil ? "" : "not run"
  }

  private static func row(_ title: String, _ first: String, _ second: String) -> String {
    let line = title + String(repeating: " ", count: max(0, 18 - title.count)) + right(first, 12)
    return second.isEmpty ? line : line + right(second, 12)
  }

  /// Text at the right end of a column.
  static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// Six decimals, as NIST's tool prints.
  static func decimals(_ value: Double) -> String {
    // Halves go to the even neighbour, by the exact value of the double: C's %f.
    guard abs(value) < 1e9 else { return "\(value)" }
    let millionths = Int((value * 1e6).rounded(.toNearestOrEven))
    let fraction = String(abs(millionths) % 1_000_000)
    return (millionths < 0 ? "-" : "") + "\(abs(millionths) / 1_000_000)."
      + String(repeating: "0", count: 6 - fraction.count) + fraction
  }
}
