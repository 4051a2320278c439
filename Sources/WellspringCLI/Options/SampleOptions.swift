// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import EntropyAssessment

  /// How samples lie in files, for every verb that reads some.
  struct SampleOptions: ParsableArguments {
    @Option(
      parsing: .unconditional, help: "Bits of a sample, 1 to 8; as many as the highest one has, if not given."
    )
    var bits: String?

    @Flag(help: "Samples of --bits bits lie without gaps, the first in the most significant bits of a byte.")
    var packed = false

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "Samples are words of 16 or 32 bits, least significant byte first; up to 256 distinct ones are translated.",
        valueName: "bits"))
    var width: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "Take these bits of a sample, up to 8, as its symbol: 0,3-7; bit 0 is the least significant.",
        valueName: "bits"))
    var select: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "Take one part of so many samples: 0,1000000 is the first million.", valueName: "index,samples"))
    var slice: String?

    /// The bits that --bits states.
    func statedBits() throws(Failure) -> Int? {
      try bits.map { text throws(Failure) in try OptionValue.integer(text, of: "--bits", in: 1...8) }
    }

    /// How samples lie.
    func form() throws(Failure) -> SampleForm {
      var form = SampleForm()
      let bits = try statedBits()
      if let width {
        let wordBits = try OptionValue.integer(width, of: "--width", in: 8...32)
        guard [8, 16, 32].contains(wordBits) else {
          throw Failure(
            .bad, code: "option-value", value: "\(wordBits)", limit: "8, 16 or 32",
            problem: "--width \(wordBits) is none of 8, 16 and 32", fix: "give one of them")
        }
        if wordBits > 8 { form.layout = .words(bits: wordBits) }
      }
      if packed {
        guard width == nil else { throw Self.clash("--packed", "--width", fix: "give one of them") }
        guard let bits else {
          throw .usage(
            "--packed", limit: "--bits", problem: "--packed needs to know how many bits a sample has",
            fix: "give --bits")
        }
        form.layout = .packed(bits: bits)
      }
      if let select {
        guard bits == nil || packed else {
          throw Self.clash(
            "--select", "--bits", fix: "leave out --bits: a symbol has as many as are selected")
        }
        do throws(AssessmentError) {
          form.selection = try BitSelection(select, width: form.layout.sampleBits)
        } catch { throw Failure(error, file: "") }
      }
      return form
    }

    /// The part that is wanted.
    func part() throws(Failure) -> SampleSlice? {
      guard let slice else { return nil }
      do throws(AssessmentError) { return try SampleSlice(slice) } catch { throw Failure(error, file: "") }
    }

    /// Two options exclude each other.
    static func clash(_ first: String, _ second: String, fix: String) -> Failure {
      .usage(
        "\(first) \(second)", limit: "one of them",
        problem: "\(first) and \(second) cannot be given together", fix: fix)
    }
  }
#endif
