// SPDX-License-Identifier: Apache-2.0
internal import EntropyAssessment

extension AssessmentRequest {
  /// Samples that are looked at together before the blocks are assessed.
  private static let surveyPiece = 1 << 20

  /// Assesses each block of a file, of which one is in memory at a time.
  func blocksReport(
    on path: String, of blockSamples: Int, _ progress: ProgressLine
  ) throws(Failure) -> BlocksReport {
    let start = System.monotonicNanoseconds
    let name = Console.oneLine(path)
    var reader = try SampleReader(path, form)
    let (survey, surveyed) = reader.isRegular && path != "-" ? try survey(path) : (nil, nil)
    guard let width = options.width ?? survey?.width ?? form.width, !form.isTranslated || survey != nil else {
      throw .usage(
        name, limit: "a file that can be read twice",
        problem: "the width that all blocks of \(name) share cannot be found, since it is read only once",
        fix: form.isTranslated ? "give --select, or a file" : "give --bits, or a file")
    }
    var options = options
    options.width = width
    var blocks: [BlocksReport.Block] = []
    var appearances: [Appearance] = []
    var leftOver = 0
    while true {
      options.progress = { [count = blocks.count] done, all in
        progress.say("block \(count), \(done) of \(all) steps done: \(name)")
      }
      let values = try reader.next(blockSamples)
      guard values.count == blockSamples else {
        leftOver = values.count
        break
      }
      do throws(AssessmentError) {
        let symbols = try form.symbols(of: values, alphabet: survey?.alphabet)
        if blocks.isEmpty {
          appearances = Appearance.all(of: symbols, width: width, areBytes: form.areBytes)
        }
        blocks.append(try Self.block(symbols, options))
      } catch {
        // The width is that of all samples when they were read first.
        if case .symbolTooWide = error, self.options.width == nil { throw InputFile.changed(name) }
        throw Failure(error, file: name)
      }
    }
    let facts = try reader.finish()
    guard surveyed == nil || facts == surveyed else { throw InputFile.changed(name) }
    guard let summary = BlockSummary(blocks.map(\.value)) else {
      guard leftOver > 0 else { throw Failure(AssessmentError.empty, file: name) }
      throw Failure(
        .bad, code: "no-block", value: "\(leftOver)", limit: "\(blockSamples) samples",
        problem: "\(name) holds \(leftOver) samples, which make no block of \(blockSamples)",
        fix: "give smaller --blocks, or none")
    }
    return BlocksReport(
      account: FileAccount(
        path: path, facts: facts, form: form, slice: nil,
        seconds: Double(System.monotonicNanoseconds - start) / 1e9, peakMemoryBytes: System.peakMemoryBytes),
      blocks: blocks, summary: summary, blockSamples: blockSamples, leftOver: leftOver, width: width,
      track: options.track, appearances: appearances, claim: claim)
  }

  /// What all blocks have to agree on, from a reading of its own.
  private func survey(_ path: String) throws(Failure) -> (SampleSurvey?, InputFile.Facts?) {
    var survey = SampleSurvey(form)
    var reader = try SampleReader(path, form)
    while true {
      let values = try reader.next(Self.surveyPiece)
      do throws(AssessmentError) { try survey.add(values) } catch {
        throw Failure(error, file: Console.oneLine(path))
      }
      if values.count < Self.surveyPiece { return (survey, try reader.finish()) }
    }
  }

  /// A block of one symbol has no entropy, which is a value like others.
  private static func block(
    _ symbols: [UInt8], _ options: AssessmentOptions
  ) throws(AssessmentError) -> BlocksReport.Block {
    do throws(AssessmentError) {
      return BlocksReport.Block(
        assessment: BlocksReport.Block.Assessed(try Assessment(symbols, options)))
    } catch {
      if case .oneSymbol = error { return BlocksReport.Block(assessment: nil) }
      throw error
    }
  }
}
