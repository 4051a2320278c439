// SPDX-License-Identifier: Apache-2.0
internal import EntropyAssessment

/// Samples out of a file, in the order in which they lie in it.
struct SampleReader: ~Copyable {
  private var file: InputFile
  private let form: SampleForm
  /// The byte in which the next packed sample begins, when it does not begin with a byte; and where.
  private var begun: [UInt8] = []
  private var firstBit = 0

  /// What is held in memory at once.
  static let byteLimit = 1 << 30

  init(_ path: String, _ form: SampleForm) throws(Failure) {
    file = try InputFile(path)
    self.form = form
  }

  /// Whether the file can be read a second time.
  var isRegular: Bool { file.isRegular }

  /// The samples that a file holds, or those of one of its slices.
  mutating func values(_ slice: SampleSlice?) throws(Failure) -> SampleValues {
    guard let slice else {
      let values = try next(.max)
      return values
    }
    try skip(slice.start)
    let values = try next(slice.count)
    guard values.count > 0 else {
      throw Failure(
        .sliceBehindEnd(slice: slice, samples: form.sampleCount(bits: file.byteCount * 8)), file: file.name)
    }
    return values
  }

  /// The next samples; fewer than asked for at the end of the file alone.
  mutating func next(_ count: Int) throws(Failure) -> SampleValues {
    let bytesWanted = count < Int.max / 32 ? (firstBit + count * form.layout.sampleBits + 7) / 8 : Int.max
    // One more than may be held tells that there is more.
    let read = try file.read(min(bytesWanted, Self.byteLimit + 1) - begun.count)
    let bytes = begun.isEmpty ? read : begun + read
    guard bytes.count <= Self.byteLimit else {
      throw Failure(
        .bad, code: "file-too-large", value: file.name, limit: "\(Self.byteLimit) bytes",
        problem: "\(file.name) has more than \(Self.byteLimit) bytes to be held in memory at once",
        fix: "take a part by --slice, or assess it by --blocks")
    }
    let values: SampleValues
    do throws(AssessmentError) {
      values = try form.values(of: bytes, firstBit: firstBit, count: count)
    } catch {
      guard case .wordCutOff(_, let wordBytes) = error else { throw Failure(error, file: file.name) }
      // Of the whole file, of which this is the last piece.
      throw Failure(AssessmentError.wordCutOff(bytes: file.byteCount, wordBytes: wordBytes), file: file.name)
    }
    let end = firstBit + values.count * form.layout.sampleBits
    firstBit = end % 8
    begun = firstBit > 0 ? [bytes[end / 8]] : []
    return values
  }

  private mutating func skip(_ count: Int) throws(Failure) {
    let end = count * form.layout.sampleBits
    try file.skip(end / 8)
    firstBit = end % 8
    begun = firstBit > 0 ? try file.read(1) : []
    // The file has ended within the byte.
    if begun.isEmpty { firstBit = 0 }
  }

  /// What is known of the file when it has been read.
  consuming func finish() throws(Failure) -> InputFile.Facts { try file.finish() }
}
