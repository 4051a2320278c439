// SPDX-License-Identifier: Apache-2.0
internal import EntropyAssessment

extension AssessmentRequest {
  /// How samples are tested for independence.
  struct IIDTest {
    /// Of the permutations; `nil` for the file's own.
    var seed: UInt64?
    var ending = PermutationTest.Ending.whenDecided
  }

  /// Tests the samples of a file.
  func iidReport(on path: String, _ test: IIDTest, _ progress: ProgressLine) throws(Failure) -> IIDReport {
    let start = System.monotonicNanoseconds
    let name = Console.oneLine(path)
    let file = try SampleFile(path, form, slice)
    progress.say("testing: \(name)")
    var iid = IIDOptions(seed: test.seed ?? file.facts.seed)
    (iid.width, iid.track, iid.bitLimit) = (options.width ?? form.width, options.track, options.bitLimit)
    (iid.threads, iid.ending) = (options.threads, test.ending)
    iid.progress = { rounds, passed in
      progress.say(
        "\(rounds) of up to \(PermutationTest.rounds) permutations, \(passed) of 19 passed: \(name)")
    }
    let assessment: IIDAssessment
    do throws(AssessmentError) { assessment = try IIDAssessment(file.symbols, iid) } catch {
      throw file.failure(error)
    }
    return IIDReport(
      account: FileAccount(
        path: path, facts: file.facts, form: form, slice: slice,
        seconds: Double(System.monotonicNanoseconds - start) / 1e9, peakMemoryBytes: System.peakMemoryBytes),
      assessment: assessment, translation: file.alphabet,
      appearances: Appearance.all(of: file.symbols, width: assessment.width, areBytes: form.areBytes),
      claim: claim)
  }
}
