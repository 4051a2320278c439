// SPDX-License-Identifier: Apache-2.0
internal import EntropyAssessment
internal import OperatorStatus

/// ea_conditioning: the output entropy of SP 800-90B 3.1.5. Everything is rounded towards zero, as NIST's tool does.
enum ConditioningTool {
  static func run(_ line: [String], _ output: NISTOutput) throws(NISTEnd) {
    try System.roundingTowardZero { () throws(NISTEnd) in try perform(line, output) }
  }

  private static func perform(_ line: [String], _ output: NISTOutput) throws(NISTEnd) {
    let arguments = try NISTArguments(line, "vnqo:i:c:", program: NISTTool.conditioning.rawValue)
    let isVetted = !arguments.isLast("n", of: "v")
    let isQuiet = arguments.count("q") > 0
    let (words, data) = (arguments.words, arguments.value("i"))
    let run = NISTRun(
      isIID: false, type: "Conditioning", filename: data ?? "", file: arguments.value("o"))
    guard words.count == 4 || (!isVetted && words.count == 5) else {
      output.line("Incorrect usage.")
      if !isVetted { output.line("argc: \(words.count)") }
      throw .usage
    }
    let inputBits = try bits(words[0], "n_in", output)
    let outputBits = try bits(words[1], "n_out", output)
    let narrowest = try bits(words[2], "nw", output)
    let entropy = try number(words[3], "h_in", upTo: LongDouble(inputBits), output)
    guard
      let component = OutputEntropy.Component(
        inputBits: inputBits, outputBits: outputBits, narrowestBits: narrowest, inputEntropy: entropy)
    else {
      run.fail("Error with input: generating h_in.")
      throw .usage
    }
    var perBit: LongDouble?
    if !isVetted {
      if words.count == 5 {
        let value = try number(words[4], "h_p", upTo: 1, output)
        guard value > 0 else {
          run.fail("Error with input: generating h_p.")
          throw .usage
        }
        perBit = value
      } else {
        perBit = try assessed(data ?? "", isIID: arguments.value("c") == "iid", run, output)
      }
    }
    let result = System.roundingToNearest { OutputEntropy(component) }
    let value = tell(result, perBit: perBit, isQuiet: isQuiet, output)
    run.add(
      "Overall",
      [
        ("h_in", .number(Double(entropy))), ("h_out", .number(Double(value))),
        ("h_p", .optional(perBit.map { Double($0) })), ("n_in", .number(Double(inputBits))),
        ("n_out", .number(Double(outputBits))), ("nw", .number(Double(component.narrowestBits))),
      ])
    run.write()
  }

  private static func bits(_ text: String, _ name: String, _ output: NISTOutput) throws(NISTEnd) -> Int {
    guard let value = Int(text) else {
      let wrong = text.first { !$0.isNumber }.map(String.init) ?? ""
      output.line("Non-integer characters in \(name): '\(Console.oneLine(wrong))'")
      throw .usage
    }
    guard value >= 1 else {
      output.line("\(name) must be greater than or equal to 1.")
      throw .usage
    }
    guard value <= Int(UInt32.max) else {
      output.line("\(name) must be less than or equal to \(UInt32.max).")
      throw .usage
    }
    return value
  }

  private static func number(
    _ text: String, _ name: String, upTo limit: LongDouble, _ output: NISTOutput
  ) throws(NISTEnd) -> LongDouble {
    guard let value = System.longDouble(text) else {
      let wrong = text.first { !$0.isNumber && $0 != "." }.map(String.init) ?? ""
      output.line("Non-numeric characters in \(name): '\(Console.oneLine(wrong))'")
      throw .usage
    }
    guard value.isFinite else {
      output.line("Provided value for \(name) is out of range of a long double or isn't a finite value")
      throw .usage
    }
    guard value >= 0 else {
      output.line("\(name) must be greater than or equal to 0.")
      throw .usage
    }
    guard value <= limit else {
      output.line("\(name) must be less than or equal to \(NISTNumber.long(limit)).")
      throw .usage
    }
    return value
  }

  /// h' of a file, all of its bits, computed with the rounding of the tool: on this thread alone.
  private static func assessed(
    _ path: String, isIID: Bool, _ run: NISTRun, _ output: NISTOutput
  ) throws(NISTEnd) -> LongDouble {
    guard let file = try? SampleFile(path, SampleForm()) else {
      output.line("Error: could not open '\(path)'")
      run.fail("Error: could not open '\(path)'")
      throw .failed
    }
    run.sha256 = file.facts.sha256
    var options = AssessmentOptions()
    options.track = .conditioned
    options.threads = 1
    if isIID { options.estimators = [.mostCommonValue] }
    do throws(AssessmentError) {
      let assessment = try Assessment(file.symbols, options)
      return LongDouble(assessment.hBitstring ?? 1)
    } catch {
      output.line("Error: \(Failure(error, file: path).sentence)")
      run.fail("Error with input: generating h_p.")
      throw .failed
    }
  }

  private static func tell(
    _ result: OutputEntropy, perBit: LongDouble?, isQuiet: Bool, _ output: NISTOutput
  ) -> LongDouble {
    let component = result.component
    func say(_ line: String) { if !isQuiet { output.line(line) } }
    say("n_in = \(component.inputBits)")
    say("n_out = \(component.outputBits)")
    say("nw = \(component.narrowestBits)")
    say("h_in = \(NISTNumber.long(component.inputEntropy))")
    if let perBit { say("h' = \(NISTNumber.long(perBit))") }
    // The precision that NIST's tool takes; the results are the same.
    let widest = max(53, component.inputBits, component.outputBits, component.narrowestBits)
    output.line("Attempting to compute entropy with \(2 * widest) bits of precision.")
    let text = result.vetted == 0 ? "-0" : NISTNumber.long(result.vetted)
    var line = "Output_Entropy(*) = \(text)"
    for (name, bound, exponent) in [
      ("n_out", LongDouble(component.outputBits), result.outputExponent),
      ("h_in", component.inputEntropy, result.inputExponent),
      ("nw", LongDouble(component.narrowestBits), result.narrowestExponent),
    ] where result.vetted == bound {
      line += "; Close to \(name) (epsilon = 2^(-\(NISTNumber.long(exponent))))"
    }
    say(line)
    guard let perBit else {
      say("(Vetted) h_out = \(text)")
      if result.vetted > 0.999 * LongDouble(component.outputBits) {
        let full =
          ": FIPS 140-3 IG D.K Resolution 19 Full Entropy if the conditioning component security strength is >= "
          + "\(component.outputBits)"
        say("epsilon = 2^(-\(NISTNumber.long(result.outputExponent)))" + (result.isFull ? full : ""))
      }
      return result.vetted
    }
    say("0.999 * n_out = \(NISTNumber.long(OutputEntropy.product(0.999, component.outputBits)))")
    say("h' * n_out = \(NISTNumber.long(OutputEntropy.product(perBit, component.outputBits)))")
    let value = result.nonVetted(perBit: perBit)
    say("(Non-vetted) h_out = \(value == 0 ? "-0" : NISTNumber.long(value))")
    return value
  }
}
