// SPDX-License-Identifier: Apache-2.0
internal import EntropyAssessment

/// What is asked about each of the files.
struct AssessmentRequest {
  /// How samples lie.
  var form = SampleForm()
  /// The part of the samples that is wanted.
  var slice: SampleSlice?
  /// Samples of a block, when each block is to be assessed for itself.
  var blockSamples: Int?
  /// How they are assessed.
  var options = AssessmentOptions()
  /// What is claimed of a sample, in bits.
  var claim: Double?

  /// Assesses a file.
  ///
  /// - Parameter progress: told how far it is.
  func report(on path: String, _ progress: ProgressLine) throws(Failure) -> any FileReport {
    progress.say("reading \(Console.oneLine(path))")
    if let blockSamples { return try blocksReport(on: path, of: blockSamples, progress) }
    let start = System.monotonicNanoseconds
    let name = Console.oneLine(path)
    var options = options
    options.width = options.width ?? form.width
    options.progress = { done, all in progress.say("\(done) of \(all) steps done: \(name)") }
    var reader = try SampleReader(path, form)
    let values = try reader.values(slice)
    let facts = try reader.finish()
    progress.say("estimating: \(name)")
    let alphabet = form.isTranslated ? values.alphabet(limit: SampleValues.symbolLimit) : nil
    let appearances: [Appearance]
    let assessment: Assessment
    do throws(AssessmentError) {
      let symbols = try form.symbols(of: values, alphabet: alphabet)
      assessment = try Assessment(symbols, options)
      appearances = Appearance.all(of: symbols, width: assessment.width, areBytes: form.areBytes)
    } catch {
      if case .oneSymbol(_, let samples) = error, let word = alphabet?.first {
        throw Failure(AssessmentError.oneSymbol(symbol: word, samples: samples), file: name)
      }
      throw Failure(error, file: name)
    }
    return AssessmentReport(
      assessment,
      FileAccount(
        path: path, facts: facts, form: form, slice: slice,
        seconds: Double(System.monotonicNanoseconds - start) / 1e9, peakMemoryBytes: System.peakMemoryBytes),
      translation: alphabet, appearances: appearances, claim: claim)
  }
}
