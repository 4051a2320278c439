// SPDX-License-Identifier: Apache-2.0
import EntropyAssessment
import TestSupport
import Testing

@Suite struct SampleFormTests {
  @Test(arguments: 1...8) func `packed samples come out most significant bits first`(bits: Int) throws {
    var choices = SplitMix64(seed: UInt64(bits))
    let bytes = choices.bytes(101)
    let all = bytes.flatMap { byte in (0..<8).map { byte >> UInt8(7 - $0) & 1 } }
    var form = SampleForm()
    form.layout = .packed(bits: bits)
    #expect(form.width == bits)
    for firstBit in 0...7 {
      let count = (all.count - firstBit) / bits
      let expected = (0..<count).map { sample in
        (0..<bits).reduce(UInt8(0)) { $0 << 1 | all[firstBit + sample * bits + $1] }
      }
      #expect(try form.values(of: bytes, firstBit: firstBit) == .bytes(expected))
      #expect(
        try form.values(of: bytes, firstBit: firstBit, count: 5) == .bytes(Array(expected.prefix(5))))
    }
    #expect(try form.values(of: []) == .bytes([]))
  }

  @Test func `words begin with their least significant byte`() throws {
    var form = SampleForm()
    form.layout = .words(bits: 16)
    #expect(try form.values(of: [1, 2, 3, 4, 255, 255]) == .words([0x0201, 0x0403, 0xffff]))
    #expect(try form.values(of: [1, 2, 3], count: 1) == .words([0x0201]))
    form.layout = .words(bits: 32)
    #expect(try form.values(of: [1, 2, 3, 0x80]) == .words([0x8003_0201]))
    #expect(throws: AssessmentError.wordCutOff(bytes: 7, wordBytes: 4)) {
      try form.values(of: [1, 2, 3, 4, 5, 6, 7])
    }
  }

  @Test func `a word that the alphabet lacks is an error`() throws {
    var form = SampleForm()
    form.layout = .words(bits: 16)
    #expect(try form.symbols(of: .words([7, 9, 7]), alphabet: [7, 9]) == [0, 1, 0])
    #expect(throws: AssessmentError.notInAlphabet) {
      try form.symbols(of: .words([7, 8, 9]), alphabet: [7, 9])
    }
    #expect(throws: AssessmentError.notInAlphabet) { try form.symbols(of: .words([7]), alphabet: []) }
  }

  @Test func `up to 256 distinct words are numbered in ascending order`() throws {
    var choices = SplitMix64(seed: 256)
    var form = SampleForm()
    form.layout = .words(bits: 32)
    // Every 65,537th value: many of them share their lowest and highest bits.
    let alphabet = (0..<256).map { UInt32($0) &* 65_537 &+ 12 }.sorted()
    let numbers = choices.bytes(5000)
    let words = numbers.map { alphabet[Int($0)] }
    #expect(SampleValues.words(words).alphabet(limit: 256) == alphabet)
    #expect(try form.symbols(of: .words(words)) == numbers)
    #expect(SampleValues.words(words).distinctCount == 256)
    #expect(
      throws: AssessmentError.tooManyValues(distinct: 257, limit: 256, width: 32)
    ) { try form.symbols(of: .words(words + [0])) }
  }

  @Test func `selected bits make a symbol in their order`() throws {
    var form = SampleForm()
    form.layout = .words(bits: 16)
    form.selection = try BitSelection("0,3-5,15", width: 16)
    #expect(form.width == 5)
    // Bits 0, 3, 4, 5 and 15, from the least significant on: 1, 0, 1, 1, 1.
    #expect(try form.symbols(of: .words([0x8031, 0x7fc6])) == [0b11101, 0])
    form.layout = .bytes
    form.selection = try BitSelection("7", width: 8)
    #expect(try form.symbols(of: .bytes([0x80, 0x7f])) == [1, 0])
  }

  @Test(
    arguments: [
      "", ",", "0,", "1-", "-1", "3-1", "0,0", "2,1-3", "a", "+1", "0x1", "nan", "1--2", "1-2-3", "1 ",
    ])
  func `what names no bits is refused`(text: String) {
    #expect(throws: AssessmentError.notASelection(text: text)) { try BitSelection(text, width: 16) }
  }

  @Test func `bits that are not there, and more than a symbol has, are refused`() {
    #expect(throws: AssessmentError.noSuchBit(bit: 16, width: 16)) { try BitSelection("0,16", width: 16) }
    #expect(throws: AssessmentError.noSuchBit(bit: 9_999_999_999, width: 32)) {
      try BitSelection("0-9999999999", width: 32)
    }
    #expect(throws: AssessmentError.selectionTooWide(bits: 9, limit: 8)) {
      try BitSelection("0-8", width: 16)
    }
  }

  @Test func `a slice is an index and a number of samples`() throws {
    let slice = try SampleSlice("3,1000")
    #expect((slice.index, slice.count, slice.start) == (3, 1000, 3000))
    for text in [
      "", "3", "3,", ",3", "3,0", "-1,5", "1,-5", "nan,5", "1,2,3", "1.5,2", "9223372036854775807,2",
    ] {
      #expect(throws: AssessmentError.notASlice(text: text)) { try SampleSlice(text) }
    }
    // Positions of bits have to be numbers still.
    #expect(SampleSlice(index: 1 << 30, count: 1 << 27) == nil)
    #expect(SampleSlice(index: 1 << 29, count: 1 << 27) != nil)
  }

  @Test func `a survey finds what all blocks share`() throws {
    var form = SampleForm()
    var survey = SampleSurvey(form)
    try survey.add(.bytes([1, 2]))
    try survey.add(.bytes([9]))
    #expect((survey.width, survey.alphabet) == (4, nil))
    form.layout = .words(bits: 16)
    survey = SampleSurvey(form)
    try survey.add(.words([700, 5]))
    try survey.add(.words([5, 6, 60_000]))
    #expect(survey.alphabet == [5, 6, 700, 60_000])
    #expect(survey.width == 2)
    #expect(throws: AssessmentError.tooManyValues(distinct: 259, limit: 256, width: 16)) {
      try survey.add(.words((1000..<1255).map { $0 }))
    }
  }
}
