// SPDX-License-Identifier: Apache-2.0
internal import EntropyAssessment

/// ea_transpose: the columns of a restart matrix as rows.
enum TransposeTool {
  static func run(_ line: [String], _ output: NISTOutput) throws(NISTEnd) {
    let arguments = try NISTArguments(line, "vl:", program: NISTTool.transpose.rawValue)
    let (verbosity, words) = (arguments.verbosity, arguments.words)
    let index = arguments.value("l").map(NISTArguments.leadingInteger)
    guard words.count == 2 else {
      output.line("Incorrect usage.")
      throw .usage
    }
    if verbosity > 1 {
      output.line(
        index.map { "Opening file: '\(words[0])', reading block \($0) of size \(RestartMatrix.count)" }
          ?? "Opening input file: '\(words[0])'")
    }
    let run = NISTRun(isIID: true, type: "", filename: words[0], file: nil)
    // The line of the file's digest is none of this tool's.
    var slice: SampleSlice?
    if let index {
      slice = SampleSlice(index: index, count: RestartMatrix.count)
      guard slice != nil else { throw .usage }
    }
    let samples = try NISTSamples(words[0], slice, bits: nil, verbosity: 0, run, output)
    if verbosity > 1 {
      output.line(
        "Loaded \(samples.raw.count) samples of \(samples.alphabetSize) distinct \(samples.width)-bit-wide symbols"
      )
    }
    guard let matrix = RestartMatrix(samples.raw) else {
      output.line("Data must be \(RestartMatrix.count) samples.")
      throw .usage
    }
    if verbosity > 1 { output.line("Opening output file: '\(words[1])'") }
    do throws(Failure) { try System.overwrite(words[1], matrix.columns) } catch {
      Console(isJSON: false, isQuiet: true).complain(error)
      throw .usage
    }
  }
}
