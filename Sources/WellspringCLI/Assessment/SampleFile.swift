// SPDX-License-Identifier: Apache-2.0
internal import EntropyAssessment

/// The samples of a file, or of a slice of it, as symbols.
struct SampleFile {
  /// The file's name on one line.
  let name: String
  let facts: InputFile.Facts
  let symbols: [UInt8]
  /// The words that the symbols stand for, where they were translated.
  let alphabet: [UInt32]?

  init(_ path: String, _ form: SampleForm, _ slice: SampleSlice? = nil) throws(Failure) {
    let name = Console.oneLine(path)
    var reader = try SampleReader(path, form)
    let values = try reader.values(slice)
    facts = try reader.finish()
    let alphabet = form.isTranslated ? values.alphabet(limit: SampleValues.symbolLimit) : nil
    do throws(AssessmentError) { symbols = try form.symbols(of: values, alphabet: alphabet) } catch {
      throw Failure(error, file: name)
    }
    (self.name, self.alphabet) = (name, alphabet)
  }

  /// Why the symbols cannot be assessed, in the words of the file.
  func failure(_ error: AssessmentError) -> Failure {
    if case .oneSymbol(_, let samples) = error, let word = alphabet?.first {
      return Failure(AssessmentError.oneSymbol(symbol: word, samples: samples), file: name)
    }
    return Failure(error, file: name)
  }
}
