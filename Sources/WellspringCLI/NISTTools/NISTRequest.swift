// SPDX-License-Identifier: Apache-2.0
internal import EntropyAssessment

/// What ea_non_iid and ea_iid are asked, which is nearly the same.
struct NISTRequest {
  let track: AssessmentOptions.Track
  let bitLimit: Int
  let verbosity: Int
  let arguments: NISTArguments
  let run: NISTRun
  private let slice: SampleSlice?
  private let path: String
  private let bits: Int?

  init(_ tool: NISTTool, _ line: [String], isIID: Bool, _ output: NISTOutput) throws(NISTEnd) {
    let long = isIID ? ["seed:", "threads:", "full", "fail-fast"] : []
    arguments = try NISTArguments(line, "icatvql:o:", long: long, program: tool.rawValue)
    track = arguments.isLast("c", of: "i") ? .conditioned : .initial
    bitLimit = arguments.isLast("t", of: "a") ? NISTTool.wantedSamples : .max
    verbosity = arguments.verbosity
    let words = arguments.words
    path = words.first ?? ""
    run = NISTRun(isIID: isIID, type: "", filename: path, file: arguments.value("o"))
    slice = try Self.slice(arguments.value("l"), run)
    guard words.count == 1 || words.count == 2 else {
      output.line("Incorrect usage.")
      throw .usage
    }
    if words.count == 2 {
      let number = NISTArguments.leadingInteger(words[1])
      guard (1...8).contains(number) else {
        let message = isIID ? "Invalid bits per symbol: \(number)." : "Invalid bits per symbol."
        output.line(message)
        run.fail(message)
        throw .usage
      }
      bits = number
    } else {
      bits = nil
    }
  }

  /// A part; one of no samples is the whole.
  private static func slice(_ text: String?, _ run: NISTRun) throws(NISTEnd) -> SampleSlice? {
    guard let text else { return nil }
    let parts = text.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]), index >= 0, count >= 0
    else {
      run.fail("Error on index/samples.")
      throw .usage
    }
    guard count > 0 else { return nil }
    guard let slice = SampleSlice(index: index, count: count) else {
      run.fail("Error: file read failure")
      throw .usage
    }
    return slice
  }

  /// Reads the samples.
  func samples(_ output: NISTOutput) throws(NISTEnd) -> NISTSamples {
    let samples = try NISTSamples(path, slice, bits: bits, verbosity: verbosity, run, output)
    if verbosity > 1 {
      output.line(
        "Loaded \(samples.raw.count) samples of \(samples.alphabetSize) distinct \(samples.width)-bit-wide symbols"
      )
    }
    guard samples.alphabetSize > 1 else {
      let message = "Symbol alphabet consists of 1 symbol. No entropy awarded..."
      output.line(message)
      run.fail(message)
      throw .failed
    }
    return samples
  }

  /// What is said of the samples before the tests.
  func introduce(_ samples: NISTSamples, binaryName: String, translated: String, _ output: NISTOutput) {
    if verbosity > 1, samples.alphabetSize > 2 || track == .conditioned {
      output.line("\(binaryName): \(min(samples.raw.count * samples.width, bitLimit))")
    }
    if samples.raw.count < NISTTool.wantedSamples {
      output.text("\n*** Warning: data contains less than \(NISTTool.wantedSamples) samples ***\n\n")
    }
    if verbosity > 1, samples.alphabetSize < 1 << samples.width { output.text("\n\(translated)\n") }
  }

  /// The last lines.
  func summarise(
    hOriginal: Double?, hBitstring: Double?, assessed: Double, _ samples: NISTSamples, _ output: NISTOutput
  ) {
    let width = samples.width
    if verbosity == 1 || verbosity == 2 {
      if let hOriginal {
        output.line("H_original: \(NISTNumber.decimals(hOriginal))")
        if let hBitstring {
          output.line("H_bitstring: \(NISTNumber.decimals(hBitstring))")
          let lower = min(hOriginal, Double(width) * hBitstring)
          output.line("min(H_original, \(width) X H_bitstring): \(NISTNumber.decimals(lower))")
        }
      } else {
        output.line("h': \(NISTNumber.decimals(hBitstring ?? 1))")
      }
    } else if verbosity > 2 {
      if let hBitstring {
        output.line("H_bitstring = \(NISTNumber.digits(hBitstring))")
        output.line("H_bitstring Per Symbol = \(NISTNumber.digits(hBitstring * Double(width)))")
      }
      if let hOriginal { output.line("H_original = \(NISTNumber.digits(hOriginal))") }
      output.line("Assessed min entropy: \(NISTNumber.digits(assessed))")
    }
  }
}
