// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import EntropyAssessment

  /// `wellspring inspect`.
  struct Inspect: Verb {
    static let configuration = CommandConfiguration(
      "inspect", "Show what a file of samples looks like, before it is assessed.",
      """
      Distinct values, bits that change, bits ranked by their min-entropy, a histogram, and what speaks against taking \
      the file for samples: text, packed bits, constant bits, a period. The last line says that.
      """,
      examples: [
        ("wellspring inspect samples.bin", "one screen; the last line is the verdict"),
        ("wellspring inspect --width 32 counters.bin", "which bits of a counter are worth assessing"),
      ])

    @Argument(help: ArgumentHelp("A file of samples, - for standard input.", valueName: "file"))
    var file: String

    @OptionGroup(title: "How samples lie") var samples: SampleOptions

    @OptionGroup var common: CommonOptions

    func perform(_ console: Console) throws(Failure) -> ExitStatus {
      let form = try samples.form()
      let slice = try samples.part()
      let bits = try samples.statedBits()
      let progress = ProgressLine(console)
      progress.say("inspecting \(Console.oneLine(file))")
      defer { progress.end() }
      let report = try Self.report(on: file, form, slice, bits)
      progress.end()
      if common.json {
        try console.document(report.document)
      } else {
        try console.result(lines: report.lines)
      }
      return .yes
    }

    private static func report(
      on file: String, _ form: SampleForm, _ slice: SampleSlice?, _ bits: Int?
    ) throws(Failure) -> InspectionReport {
      let start = System.monotonicNanoseconds
      let name = Console.oneLine(file)
      var reader = try SampleReader(file, form)
      var values = try reader.values(slice)
      let facts = try reader.finish()
      let inspection: Inspection
      do throws(AssessmentError) {
        if form.selection != nil { values = .bytes(try form.symbols(of: values)) }
        let isWide = if case .words = values { true } else { false }
        inspection = try Inspection(
          values, width: isWide ? nil : bits ?? form.width, areBytes: form.areBytes)
      } catch { throw Failure(error, file: name) }
      return InspectionReport(
        account: FileAccount(
          path: file, facts: facts, form: form, slice: slice,
          seconds: Double(System.monotonicNanoseconds - start) / 1e9,
          peakMemoryBytes: System.peakMemoryBytes),
        inspection: inspection)
    }
  }
#endif
