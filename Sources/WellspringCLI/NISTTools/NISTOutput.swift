// SPDX-License-Identifier: Apache-2.0
internal import EntropyAssessment

/// Where a tool writes: lines to standard output. That nobody reads them changes nothing.
final class NISTOutput {
  func text(_ text: String) { try? System.write(Array(text.utf8).span, to: System.standardOutput) }

  func line(_ line: String = "") { text(line + "\n") }
}

/// Numbers as C prints them.
enum NISTNumber {
  /// "%f".
  static func decimals(_ value: Double) -> String { System.format("%f", value) }
  /// "%.17g".
  static func digits(_ value: Double) -> String { System.format("%.17g", value) }
  /// "%.22Lg", or what a double has where there is nothing longer.
  static func long(_ value: LongDouble) -> String { System.format(digits: 22, value) }
  /// "%.17Lg".
  static func shorter(_ value: LongDouble) -> String { System.format(digits: 17, value) }
}
