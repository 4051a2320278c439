// SPDX-License-Identifier: Apache-2.0
internal import EntropyAssessment

extension Failure {
  /// The samples of a file cannot be read or assessed.
  init(_ error: AssessmentError, file name: String) {
    func bad(_ code: String, _ value: String, _ limit: String, _ problem: String, _ fix: String) -> Failure {
      Failure(.bad, code: code, value: value, limit: limit, problem: problem, fix: fix)
    }
    switch error {
    case .empty:
      self = bad("no-samples", name, "one sample", "\(name) holds no sample", "capture some")
    case .oneSymbol(let symbol, let samples):
      self = bad(
        "one-symbol", "\(symbol)", "two symbols",
        "all \(samples) samples of \(name) are \(symbol), which has no entropy",
        "check how they were captured")
    case .noEstimate(let length):
      self = bad(
        "too-short", "\(length)", "2 bits",
        "no estimator can say anything about \(length) bits of \(name)",
        "give more samples, or more --truncate-bits")
    case .claimTooHigh(let minEntropy, let width):
      self = bad(
        "entropy-too-high", "\(minEntropy)", "0 to \(width)",
        "\(minEntropy) bits of min-entropy are more than the \(width) bits of a sample of \(name), or less than none",
        "give that of the initial assessment, or --bits")
    case .tooShort(let length, let limit):
      self = bad(
        "too-short", "\(length)", "\(limit) samples",
        "\(name) holds \(length) samples, and the tests of independence compare \(limit) at least",
        "capture more")
    case .tooLong(let length, let limit):
      self = bad(
        "too-long", "\(length)", "\(limit)",
        "\(name) makes a sequence of \(length) symbols, and at most \(limit) are counted",
        "take a part by --slice, assess it by --blocks, or limit the bits by --truncate-bits")
    case .symbolTooWide(let symbol, let position, let width):
      self = bad(
        "symbol-too-wide", "\(symbol)", "\(width) bits",
        "sample \(position) of \(name) is \(symbol), which does not fit into \(width) bits",
        "give more --bits, or none, or --packed if samples lie in the file without gaps")
    case .notASelection(let text):
      let text = Console.oneLine(text, limit: 80)
      self = bad(
        "option-value", text, "bits such as 0,3-7, each once",
        "--select \"\(text)\" does not name bits, each once, as 0,3-7 does", "correct it")
    case .selectionTooWide(let bits, let limit):
      self = bad(
        "option-value", "\(bits)", "\(limit) bits",
        "--select names \(bits) bits, and a symbol has at most \(limit)", "name fewer")
    case .noSuchBit(let bit, let width):
      self = bad(
        "option-value", "\(bit)", "0 to \(width - 1)",
        "--select names bit \(bit), and samples of \(width) bits have bits 0 to \(width - 1)",
        "name others, or give another --width")
    case .notASlice(let text):
      let text = Console.oneLine(text, limit: 80)
      self = bad(
        "option-value", text, "INDEX,SAMPLES",
        "--slice \"\(text)\" does not name a part by its index, from 0 on, and its number of samples",
        "write it as in --slice 0,1000000")
    case .sliceBehindEnd(let slice, let samples):
      let last = max(0, (samples - 1) / slice.count)
      self = bad(
        "slice-behind-end", "\(slice.index),\(slice.count)", "\(samples) samples",
        "slice \(slice.index) of \(slice.count) samples begins at sample \(slice.start), and \(name) holds \(samples)",
        "give an index up to \(last)")
    case .wordCutOff(let bytes, let wordBytes):
      self = bad(
        "word-cut-off", "\(bytes)", "a multiple of \(wordBytes)",
        "\(name) ends within a sample: \(bytes) bytes are no whole number of samples of \(wordBytes)",
        "cut it to a multiple, or give another --width")
    case .notInAlphabet:
      self = InputFile.changed(name)
    case .tooManyValues(let distinct, let limit, let width):
      self = bad(
        "too-many-values", "\(distinct)", "\(limit)",
        "\(name) has at least \(distinct) distinct samples of \(width) bits, and at most \(limit) can be symbols",
        "choose up to 8 bits by --select, for example --select 0-7; wellspring inspect ranks them")
    }
  }
}
