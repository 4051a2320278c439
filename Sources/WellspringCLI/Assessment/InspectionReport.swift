// SPDX-License-Identifier: Apache-2.0
internal import EntropyAssessment
internal import OperatorStatus

/// What can be told of a file of samples before it is assessed.
struct InspectionReport: FileReport {
  let account: FileAccount
  let inspection: Inspection

  var isYes: Bool { true }

  var warnings: [Warning] { Warning.all(inspection.appearances, file: account.name) }

  /// Rows of the histogram that people are shown, and elements that programs are.
  private static let (rows, elements) = (32, 256)
  /// Characters of the longest bar.
  private static let barLength = 40

  // MARK: - For people

  var lines: [String] {
    let counts = inspection.counts
    var lines = [
      "\(account.name): \(account.facts.byteCount) bytes, \(inspection.sampleCount) samples of \(AssessmentReport.bits(inspection.width))",
      "SHA-256 \(account.facts.sha256)",
      "\(inspection.distinctCount) distinct values, from \(counts.values.first ?? 0) to \(counts.values.last ?? 0)",
      "active bits: \(list(inspection.activeBits))",
      "",
      "bits by min-entropy (the lowest of the most common value, Markov and lag estimates)",
    ]
    for column in inspection.ranking {
      lines.append(
        "  bit " + AssessmentReport.right("\(column.bit)", 2)
          + AssessmentReport.right(AssessmentReport.decimals(column.minEntropy), 10)
          + AssessmentReport.right("\(column.ones)", 12) + " ones"
          + (column.isConstant ? ", constant" : ""))
    }
    lines += ["", "values"] + histogram + ["", verdict]
    return lines
  }

  private var histogram: [String] {
    let bins = inspection.counts.histogram(limit: Self.rows)
    let highest = bins.map(\.count).max() ?? 0
    let labels = bins.map {
      $0.range.count == 1 ? "\($0.range.lowerBound)" : "\($0.range.lowerBound)-\($0.range.upperBound)"
    }
    let width = labels.map(\.count).max() ?? 0
    return zip(bins, labels).map { bin, label in
      let share = highest > 0 ? Double(bin.count) / Double(highest) : 0
      let bar = String(repeating: "#", count: Int((share * Double(Self.barLength)).rounded()))
      return "  " + AssessmentReport.right(label, width) + AssessmentReport.right("\(bin.count)", 12)
        + (bar.isEmpty ? "" : "  \(bar)")
    }
  }

  private var verdict: String {
    let words = warnings.map(\.text)
    return words.isEmpty
      ? "looks like samples: no text, packed bits, constant bit or period" : words.joined(separator: "; ")
  }

  private func list(_ bits: [Int]) -> String {
    bits.isEmpty ? "none" : bits.map { "\($0)" }.joined(separator: ", ")
  }

  // MARK: - For programs

  var members: [JSON.Member] {
    let counts = inspection.counts
    return [
      JSON.Member("samples", JSON(inspection.sampleCount)),
      JSON.Member("width", JSON(inspection.width)),
      JSON.Member("distinct", JSON(inspection.distinctCount)),
      JSON.Member("lowest", JSON(counts.values.first.map { Int($0) })),
      JSON.Member("highest", JSON(counts.values.last.map { Int($0) })),
      JSON.Member("active_bits", .array(inspection.activeBits.map { JSON($0) })),
      JSON.Member(
        "bits",
        .array(
          inspection.ranking.map { column in
            [
              "bit": JSON(column.bit), "ones": JSON(column.ones),
              "min_entropy": .number(column.minEntropy), "constant": .bool(column.isConstant),
            ]
          })),
      JSON.Member(
        "histogram",
        .array(
          counts.histogram(limit: Self.elements).map { bin in
            [
              "from": JSON(Int(bin.range.lowerBound)), "to": JSON(Int(bin.range.upperBound)),
              "count": JSON(bin.count),
            ]
          })),
      JSON.Member("looks_like", .array(warnings.map { .string($0.code) })),
    ]
  }
}
