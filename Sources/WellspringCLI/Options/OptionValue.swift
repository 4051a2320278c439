// SPDX-License-Identifier: Apache-2.0

/// Numbers of the command line that describe samples: what cannot be is bad input, said in our own sentence.
enum OptionValue {
  /// Reads a whole number.
  ///
  /// - Parameter option: its name, such as "--bits".
  static func integer(
    _ text: String, of option: String, in range: ClosedRange<Int>
  ) throws(Failure) -> Int {
    let limit =
      range.upperBound == .max
      ? "from \(range.lowerBound) on" : "from \(range.lowerBound) to \(range.upperBound)"
    guard let number = Int(text), range.contains(number) else {
      throw failure(text, option, limit, "a whole number")
    }
    return number
  }

  /// Reads a number.
  static func number(
    _ text: String, of option: String, in range: ClosedRange<Double>
  ) throws(Failure) -> Double {
    let limit = "from \(short(range.lowerBound)) to \(short(range.upperBound))"
    guard let number = Double(text), number.isFinite, range.contains(number) else {
      throw failure(text, option, limit, "a number")
    }
    return number
  }

  private static func short(_ number: Double) -> String { "\(Int(number))" }

  private static func failure(_ text: String, _ option: String, _ limit: String, _ wanted: String) -> Failure
  {
    let text = Console.oneLine(text, limit: 80)
    return Failure(
      .bad, code: "option-value", value: text, limit: limit,
      problem: "\(option) \"\(text)\" is not \(wanted) \(limit)", fix: "give one")
  }
}
