// SPDX-License-Identifier: Apache-2.0
import DRBG
import FoundationEssentials
import TestSupport
import Testing

@testable import WellspringCLI

/// Prompts that are wrong or hostile: a typed error, one sentence, nothing else.
@Suite struct ACVPRefusalTests {
  private func expect(
    _ error: ACVPError, for json: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: error, sourceLocation: sourceLocation) { try ACVPResponder.respond(to: Data(json.utf8)) }
    expectOneSentence(error, sourceLocation: sourceLocation)
  }

  private func expect(
    _ error: ACVPError, replacing old: String, with new: String, usesDF: Bool = true,
    predictionResistance: Bool = true, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let json = ACVPPromptBuilder.prompt(
      usesDF: usesDF, predictionResistance: predictionResistance, replacing: old, with: new)
    #expect(
      json != ACVPPromptBuilder.prompt(usesDF: usesDF, predictionResistance: predictionResistance),
      "nothing was replaced", sourceLocation: sourceLocation)
    expect(error, for: json, sourceLocation: sourceLocation)
  }

  private func expectOneSentence(_ error: ACVPError, sourceLocation: SourceLocation = #_sourceLocation) {
    let sentence = error.sentence
    #expect(sentence.hasSuffix("."), sourceLocation: sourceLocation)
    #expect(sentence.utf8.count < 300, sourceLocation: sourceLocation)
    #expect(
      sentence.unicodeScalars.allSatisfy { (" "..."~").contains($0) }, "\(sentence)",
      sourceLocation: sourceLocation)
  }

  @Test(arguments: [
    "", " ", "{", "nonsense", "{\"vsId\" 1}", "\u{0}", "{\"algorithm\":\"\\ud800\",\"vsId\":1}", "[1,2",
    "{'a':1}",
  ])
  func `what is not JSON`(json: String) {
    expect(.notJSON, for: json)
  }

  @Test(arguments: ["[]", "1", "true", "null", "\"ctrDRBG\"", "[{\"acvVersion\":\"1.0\"}]", "[1,2,3]"])
  func `what is no vector set`(json: String) {
    expect(.notAVectorSet, for: json)
  }

  @Test func `bytes that are no text are not JSON`() {
    #expect(throws: ACVPError.notJSON) { try ACVPResponder.respond(to: Data([0xff, 0xfe, 0x00, 0x80])) }
  }

  @Test(arguments: [
    ("\"vsId\":7,", "vsId"), ("\"algorithm\":\"ctrDRBG\",", "algorithm"),
    ("\"revision\":\"1.0\",", "revision"),
    ("\"tgId\":1,", "testGroups[0].tgId"), ("\"mode\":\"AES-256\",", "testGroups[0].mode"),
    ("\"derFunc\":true,", "testGroups[0].derFunc"),
    ("\"predResistance\":true,", "testGroups[0].predResistance"),
    ("\"returnedBitsLen\":320,", "testGroups[0].returnedBitsLen"),
    ("\"tcId\":5,", "testGroups[0].tests[0].tcId"),
    ("\"intendedUse\":\"generate\",", "testGroups[0].tests[0].otherInput[0].intendedUse"),
  ])
  func `a missing field is named`(field: String, location: String) {
    expect(.missingField(location: location), replacing: field, with: "")
  }

  @Test func `a missing value is named`() {
    let use = "tgId 1, tcId 5"
    expect(
      .missingField(location: "\(use), entropyInput"), replacing: "5,\"entropyInput\"", with: "5,\"other\"")
    expect(.missingField(location: "\(use), nonce"), replacing: "\"nonce\"", with: "\"none\"")
    expect(.missingField(location: "\(use), persoString"), replacing: "\"persoString\"", with: "\"perso\"")
    expect(
      .missingField(location: "\(use), otherInput[0].additionalInput"), replacing: "\"additionalInput\"",
      with: "\"a\"")
    expect(
      .missingField(location: "\(use), otherInput[0].entropyInput"), replacing: "\",\"entropyInput\"",
      with: "\",\"e\"")
    expect(.missingField(location: "\(use), nonce"), replacing: "\"nonce\":", with: "\"nonce\":null,\"n\":")
  }

  @Test(arguments: [
    ("\"vsId\":7", "\"vsId\":\"7\"", "vsId"), ("\"vsId\":7", "\"vsId\":1e400", "vsId"),
    ("\"vsId\":7", "\"vsId\":99999999999999999999", "vsId"), ("\"vsId\":7", "\"vsId\":1.5", "vsId"),
    ("\"vsId\":7", "\"vsId\":null", "vsId"), ("\"algorithm\":\"ctrDRBG\"", "\"algorithm\":{}", "algorithm"),
    ("\"derFunc\":true", "\"derFunc\":\"true\"", "testGroups[0].derFunc"),
    ("\"derFunc\":true", "\"derFunc\":1", "testGroups[0].derFunc"),
    ("\"returnedBitsLen\":320", "\"returnedBitsLen\":-1e999", "testGroups[0].returnedBitsLen"),
    ("\"tests\":[", "\"tests\":{},\"x\":[", "testGroups[0].tests"),
    ("\"nonce\":", "\"nonce\":[1],\"n\":", "testGroups[0].tests[0].nonce"),
    ("\"tcId\":5", "\"tcId\":true", "testGroups[0].tests[0].tcId"),
  ])
  func `a value of the wrong type or range is named`(old: String, new: String, location: String) {
    expect(.wrongType(location: location), replacing: old, with: new)
  }

  @Test func `what is not supported is named beside what is`() {
    func unsupported(_ location: String, _ value: String, _ supported: [String]) -> ACVPError {
      .unsupported(location: location, value: value, supported: supported)
    }
    expect(unsupported("algorithm", "hashDRBG", ["ctrDRBG"]), replacing: "ctrDRBG", with: "hashDRBG")
    expect(
      unsupported("revision", "2.0", ["1.0", "SP800-90Ar1"]), replacing: "\"revision\":\"1.0\"",
      with: "\"revision\":\"2.0\"")
    for mode in ["AES-128", "AES-192", "TDES", "aes-256", ""] {
      expect(unsupported("tgId 1, mode", mode, ["AES-256"]), replacing: "AES-256", with: mode)
    }
    expect(unsupported("tgId 1, testType", "VAL", ["AFT"]), replacing: "AFT", with: "VAL")
    for length in ["64", "0", "-1", "129"] {
      expect(
        unsupported("tgId 1, counterFieldLen", length, ["128"]), replacing: "\"derFunc\"",
        with: "\"counterFieldLen\":\(length),\"derFunc\"")
    }
    expect(
      unsupported("tgId 1, tcId 5, otherInput[0].intendedUse", "uninstantiate", ["reSeed", "generate"]),
      replacing: "\"generate\"", with: "\"uninstantiate\"")
    let set = ACVPPromptBuilder.prompt()
    expect(unsupported("acvVersion", "2.0\"}", ["1.0"]), for: "[{\"acvVersion\":\"2.0\\\"}\"},\(set)]")
  }

  @Test func `revision SP800-90Ar1 says how long the counter is`() {
    expect(
      .missingField(location: "tgId 1, counterFieldLen"), replacing: "\"revision\":\"1.0\"",
      with: "\"revision\":\"SP800-90Ar1\"")
  }

  @Test(arguments: ["0", "00zz", "0x00", " 00", "00 ", "é0", "０0", "\\u0000\\u0000", "-1"])
  func `values that are not hexadecimal are refused`(value: String) {
    expect(
      .notHexadecimal(location: "tgId 1, tcId 5, nonce"), replacing: "\"nonce\":",
      with: "\"nonce\":\"\(value)\",\"n\":")
  }

  @Test func `lengths that differ from the group's are refused`() {
    func mismatch(_ field: String, _ bits: Int, _ declared: Int) -> ACVPError {
      .lengthMismatch(location: "tgId 1, tcId 5, \(field)", bits: bits, declaredBits: declared)
    }
    expect(
      mismatch("entropyInput", 256, 264), replacing: "\"entropyInputLen\":256",
      with: "\"entropyInputLen\":264")
    expect(mismatch("nonce", 128, 0), replacing: "\"nonceLen\":128", with: "\"nonceLen\":0")
    expect(
      mismatch("persoString", 256, -1), replacing: "\"persoStringLen\":256", with: "\"persoStringLen\":-1")
    expect(
      mismatch("otherInput[0].additionalInput", 256, Int.max), replacing: "\"additionalInputLen\":256",
      with: "\"additionalInputLen\":\(Int.max)")
  }

  @Test(arguments: [0, -8, 7, 321, 524_296, Int.max, Int.min])
  func `a count of returned bits that no request can have is refused`(bits: Int) {
    expect(
      .lengthNotSupported(location: "tgId 1, returnedBitsLen", bits: bits, limits: 8...524_288),
      replacing: "\"returnedBitsLen\":320", with: "\"returnedBitsLen\":\(bits)")
  }

  @Test func `contradictions and empty cases are refused`() {
    expect(
      .contradiction(
        location: "tgId 1, tcId 5, otherInput[0]", reason: "a reSeed in a group whose reSeed is false"),
      replacing: "\"reSeed\":true", with: "\"reSeed\":false", predictionResistance: false)
    expect(
      .contradiction(
        location: "tgId 1, tcId 5, otherInput[0].entropyInput",
        reason: "entropy for a generate without prediction resistance"),
      replacing: "\"predResistance\":true", with: "\"predResistance\":false")
    expect(
      .nothingToReturn(location: "tgId 1, tcId 5, otherInput"), replacing: "\"otherInput\":",
      with: "\"otherInput\":[],\"o\":")
  }

  @Test func `lengths that the generator refuses are refused`() {
    let empty = "\"entropyInputLen\":null,\"e\":256"
    expect(
      .refused(
        location: "tgId 1, tcId 5",
        error: .entropyInputLength(bytes: 1, minimumBytes: 32, maximumBytes: 1 << 20)),
      for: ACVPPromptBuilder.prompt(replacing: "\"entropyInputLen\":256", with: empty)
        .replacing("\"tcId\":5,\"entropyInput\":", with: "\"tcId\":5,\"entropyInput\":\"00\",\"e\":"))
    expect(
      .refused(
        location: "tgId 1, tcId 5", error: .nonceLength(bytes: 0, minimumBytes: 16, maximumBytes: 1 << 20)),
      for: ACVPPromptBuilder.prompt(replacing: "\"nonceLen\":128", with: "\"nonceLen\":0")
        .replacing("\"nonce\":", with: "\"nonce\":\"\",\"n\":"))
    for error: DRBGError in [
      .personalizationTooLong(bytes: 49, limitBytes: 48), .additionalInputTooLong(bytes: 49, limitBytes: 48),
      .outOfMemory(bytes: 1),
    ] {
      expectOneSentence(.refused(location: "tgId 1, tcId 5", error: error))
    }
  }

  @Test func `an identifier that comes twice is refused`() {
    let group =
      #"{"tgId":3,"mode":"AES-256","derFunc":true,"predResistance":true,"returnedBitsLen":8,"tests":[]}"#
    expect(
      .duplicateIdentifier(location: "tgId 3"),
      for: #"{"vsId":1,"algorithm":"ctrDRBG","revision":"1.0","testGroups":[\#(group),\#(group)]}"#)
    let test = #"{"tcId":9,"otherInput":[]}"#
    let twice = group.replacing("[]", with: "[\(test),\(test)]")
    expect(
      .duplicateIdentifier(location: "tgId 3, tcId 9"),
      for: #"{"vsId":1,"algorithm":"ctrDRBG","revision":"1.0","testGroups":[\#(twice)]}"#)
  }

  @Test func `deep nesting is refused, also where nobody looks`() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
      let deep = String(repeating: open, count: 100_000) + "1" + String(repeating: close, count: 100_000)
      expect(.notJSON, for: deep)
      expect(
        .notJSON, for: ACVPPromptBuilder.prompt(replacing: "{\"vsId\":7", with: "{\"x\":\(deep),\"vsId\":7"))
    }
  }

  @Test func `the size of prompt and answers is limited`() {
    let limit = ACVPPrompt.byteLimit
    #expect(throws: ACVPError.promptTooLarge(byteCount: limit + 1, limit: limit)) {
      try ACVPResponder.respond(to: Data(repeating: 0x20, count: limit + 1))
    }
    // 2,100 answers of 2^19 bits are 275 MB of digits.
    let tests = (0..<2100).map { "{\"tcId\":\($0),\"otherInput\":[]}" }.joined(separator: ",")
    let group =
      #"{"tgId":3,"mode":"AES-256","derFunc":true,"predResistance":true,"returnedBitsLen":524288,"tests":[\#(tests)]}"#
    expect(
      .answersTooLarge(byteCount: 2100 * 131_072, limit: 1 << 28),
      for: #"{"vsId":1,"algorithm":"ctrDRBG","revision":"1.0","testGroups":[\#(group)]}"#)
    expectOneSentence(.promptTooLarge(byteCount: 2, limit: 1))
  }

  @Test func `a hostile value is cut short and shown in printable ASCII`() {
    let value = "\u{1b}[31m" + String(repeating: "é", count: 1_000_000) + "\n"
    expectOneSentence(.unsupported(location: value, value: value, supported: ["AES-256"]))
    expectOneSentence(.missingField(location: value))
  }

  /// Truncations and single-byte changes of a good prompt: an answer or a typed error, never a trap.
  @Test func `a damaged prompt never traps`() {
    let good = Array(ACVPPromptBuilder.prompt().utf8)
    let seed: UInt64 = 90
    var generator = SplitMix64(seed: seed)
    var answered = 0
    for round in 0..<1500 {
      var damaged = good
      if round.isMultiple(of: 3) {
        damaged.removeSubrange(generator.integer(in: 0...good.count - 1)...)
      } else {
        for _ in 0..<generator.integer(in: 1...4) {
          damaged[generator.integer(in: 0...good.count - 1)] = UInt8(truncatingIfNeeded: generator.next())
        }
      }
      do throws(ACVPError) {
        _ = try ACVPResponder.respond(to: Data(damaged))
        answered += 1
      } catch { expectOneSentence(error) }
    }
    #expect(answered < 1500, "seed \(seed)")
  }
}
