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
  /// The test of independence, when that is wanted instead.
  var iid: IIDTest?
  /// How they are assessed.
  var options = AssessmentOptions()
  /// What is claimed of a sample, in bits.
  var claim: Double?

  /// Assesses a file.
  ///
  /// - Parameter progress: told how far it is.
  func report(on path: String, _ progress: ProgressLine) throws(Failure) -> any FileReport {
    progress.say("reading \(Console.oneLine(path))")
    if let iid { return try iidReport(on: path, iid, progress) }
    if let blockSamples { return try blocksReport(on: path, of: blockSamples, progress) }
    let start = System.monotonicNanoseconds
    let name = Console.oneLine(path)
    var options = options
    options.width = options.width ?? form.width
    options.progress = { done, all in progress.say("\(done) of \(all) steps done: \(name)") }
    let file = try SampleFile(path, form, slice)
    progress.say("estimating: \(name)")
    let assessment: Assessment
    do throws(AssessmentError) { assessment = try Assessment(file.symbols, options) } catch {
      throw file.failure(error)
    }
    let appearances = Appearance.all(of: file.symbols, width: assessment.width, areBytes: form.areBytes)
    return AssessmentReport(
      assessment,
      FileAccount(
        path: path, facts: file.facts, form: form, slice: slice,
        seconds: Double(System.monotonicNanoseconds - start) / 1e9, peakMemoryBytes: System.peakMemoryBytes),
      translation: file.alphabet, appearances: appearances, claim: claim)
  }
}
