// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import ConfigurationFile
  internal import EntropyAssessment
  internal import OperatorStatus
  internal import RandomnessService
  internal import Telemetry

  /// How the record is written that a source is credited by.
  struct RecordOptions: ParsableArguments {
    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "Write the assessment record for the configuration of the source.", valueName: "file"))
    var record: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The document of the capture; it lies beside the file if not given.", valueName: "file"))
    var sidecar: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("The last day on which the record holds; in a year if not given.", valueName: "date")
    )
    var expires: String?

    /// A year, in days.
    private static let validDays = 365

    /// Checks what is given before the long work.
    func check() throws(Failure) {
      guard record == nil else { return _ = try expiry() }
      for (option, value) in [("--sidecar", sidecar), ("--expires", expires)] where value != nil {
        throw .usage(
          option, limit: "with --record", problem: "\(option) is about the record", fix: "give --record, too")
      }
    }

    private func expiry() throws(Failure) -> CalendarDate {
      guard let expires else {
        return CalendarDate(secondsSince1970: System.secondsSince1970 + Self.validDays * 86_400)
      }
      guard let date = CalendarDate(expires), date >= CalendarDate(secondsSince1970: System.secondsSince1970)
      else {
        let text = Console.oneLine(expires, limit: 80)
        throw Failure(
          .bad, code: "option-value", value: text, limit: "a day from today on",
          problem: "--expires \"\(text)\" is no day from today on, such as 2027-03-31", fix: "give one")
      }
      return date
    }

    /// Writes the record, if one is wanted and the restarts have passed.
    ///
    /// - Returns: lines for people.
    func write(_ report: RestartReport) throws(Failure) -> [String] {
      guard let path = record else { return [] }
      guard report.isYes, let rows = report.assessment.hRows, let columns = report.assessment.hColumns else {
        return ["wellspring: no record is written, since the restarts have failed"]
      }
      let file = try CapturedFile(report.account.path, document: sidecar)
      try file.test()
      let capture = file.sidecar
      try CapturedFile.check(capture, sha256: report.account.facts.sha256, name: report.account.name)
      try check(capture, report)
      try CaptureRequest.checkTarget(path)
      let today = CalendarDate(secondsSince1970: System.secondsSince1970)
      let document: JSON = [
        "schema_version": Snapshot.schemaVersion,
        "source": .string(capture.origin.id),
        "device": .object(
          [
            capture.origin.driver.map { JSON.Member("driver", .string($0)) },
            capture.origin.serial.map { JSON.Member("serial", .string($0)) },
          ].compactMap { $0 }),
        "estimates": [
          "initial": .number(report.assessment.initial), "rows": .number(rows), "columns": .number(columns),
        ],
        "sample_sha256": .string(capture.sha256),
        "tool": .string(
          "wellspring \(Randomness.version) restart\(report.assessment.iidRows == nil ? "" : " --iid")"),
        "date": .string("\(today)"), "expires": .string("\(try expiry())"),
      ]
      try CaptureRequest.write(document.text + "\n", to: path)
      return [
        "wellspring: \(Console.oneLine(path)) is the record of \(capture.origin.id); name it as \"record\" of the source, "
          + "with a claim"
      ]
    }

    /// What a record can rest on: raw noise that no health test has complained of, restarted in a way that is told.
    private func check(_ capture: CaptureSidecar, _ report: RestartReport) throws(Failure) {
      let name = report.account.name
      func refused(_ problem: String, _ fix: String) -> Failure {
        Failure(
          .bad, code: "no-record", value: name, limit: "a valid capture of restarts of raw noise",
          problem: "\(name) can be the evidence of no record: \(problem)", fix: fix)
      }
      let form = report.account.form
      let layout: SampleForm.Layout = capture.layout == "packed" ? .packed(bits: capture.sampleBits) : .bytes
      guard form.layout == layout, form.selection == nil, report.account.slice == nil,
        report.assessment.width <= capture.sampleBits
      else {
        throw refused(
          "it was read in another way than it was captured", "leave out the options that say how samples lie")
      }
      guard capture.origin.isRaw else { throw refused(CaptureSidecar.conditionedNote, "capture raw noise") }
      guard capture.isValid else {
        throw refused("a health test has fired while it was captured", "capture it again")
      }
      guard capture.restarts?.rows == RestartMatrix.side, capture.restarts?.samples == RestartMatrix.side,
        capture.shard == nil
      else {
        throw refused("it holds no 1000 restarts of 1000 samples", "capture them by --restarts 1000x1000")
      }
      guard capture.origin.driver != nil || capture.origin.serial != nil else {
        throw refused(
          "it was not captured of a source that names its device", "capture the source as it is configured")
      }
    }
  }
#endif
