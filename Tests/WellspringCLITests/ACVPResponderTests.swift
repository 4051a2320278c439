// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import TestSupport
import Testing

@testable import WellspringCLI

@Suite struct ACVPResponderTests {
  private static let revisions: [(String, Bool)] = [("1.0", false), ("1.0", true), ("SP800-90Ar1", false)]

  @Test(arguments: revisions)
  func `the committed CAVP cases are answered`(revision: String, inArrayForm: Bool) throws {
    try check(try CAVPCase.excerpt(), revision, inArrayForm)
  }

  @Test(arguments: revisions)
  func `all 480 CAVP cases are answered`(revision: String, inArrayForm: Bool) throws {
    guard let cases = try CAVPCase.full() else {
      print("skipped: ../shared/data/cavp is not beside the package; the 64 committed cases ran")
      return
    }
    #expect(cases.count == 480)
    try check(cases, revision, inArrayForm)
  }

  private func check(_ cases: [CAVPCase], _ revision: String, _ inArrayForm: Bool) throws {
    let (json, expected) = ACVPPromptBuilder.prompt(of: cases, revision: revision, inArrayForm: inArrayForm)
    let response = try ACVPResponder.respond(to: Data(json.utf8))
    // Read back by a decoder that knows nothing of the responder.
    struct Response: Decodable {
      struct Group: Decodable { let tgId: Int; let tests: [Test] }
      struct Test: Decodable { let tcId: Int; let returnedBits: String }
      let vsId: Int
      let algorithm: String
      let revision: String
      let testGroups: [Group]
    }
    struct Version: Decodable { let acvVersion: String }
    struct Envelope: Decodable {
      let version: Version
      let response: Response
      init(from decoder: any Decoder) throws {
        var array = try decoder.unkeyedContainer()
        version = try array.decode(Version.self)
        response = try array.decode(Response.self)
      }
    }
    let decoded: Response
    if inArrayForm {
      let envelope = try JSONDecoder().decode(Envelope.self, from: Data(response.utf8))
      #expect(envelope.version.acvVersion == "1.0")
      decoded = envelope.response
    } else {
      decoded = try JSONDecoder().decode(Response.self, from: Data(response.utf8))
    }
    #expect(decoded.vsId == 42)
    #expect(decoded.algorithm == "ctrDRBG")
    #expect(decoded.revision == revision)
    #expect(decoded.testGroups.map(\.tgId) == Array(1...8))
    let answers = decoded.testGroups.flatMap(\.tests)
    #expect(answers.count == cases.count)
    for answer in answers { #expect(answer.returnedBits == expected[answer.tcId], "tcId \(answer.tcId)") }
  }

  /// Answers of a Python script that follows SP 800-90A word by word over single AES blocks of the package
  /// cryptography. The nonce that the cases without derivation function carry is not used.
  @Test(arguments: [
    (true, true, "53AA9F7291BB98D5D243D7B80F6F61B98722737795BAAF3B6A97BC46EC07A6711EBC517B1CBB2FD1"),
    (true, false, "AA6473B79C3E0CD4B8A07B8B86DA55E6DFAB0E50B9A22E8A75116B8DFF8F2C84B6691D4362F154CD"),
    (false, true, "2EC433D7246D93789D5D05DF699AD963EEDC2DB6F821DDC5C3FE8E7A87322A017D2ED42D4E9E0782"),
    (false, false, "AF19BADB4D329E7132141AD3D053C494D46D2F2A2CE457792DFB118EF7BC8ED943AB208656B1FE14"),
  ])
  func `reseeds and prediction resistance are answered`(usesDF: Bool, resistance: Bool, answer: String) throws
  {
    let json = ACVPPromptBuilder.prompt(usesDF: usesDF, predictionResistance: resistance)
    let response = try ACVPResponder.answer(ACVPPrompt(json: Data(json.utf8)))
    #expect(
      response
        == ACVPResponse(
          version: nil, vsId: 7, algorithm: "ctrDRBG", revision: "1.0",
          testGroups: [.init(tgId: 1, tests: [.init(tcId: 5, returnedBits: answer)])]))
  }

  @Test func `fields whose declared length is 0 may be absent, and a nonce that is not used`() throws {
    let json = """
      {"vsId":0,"algorithm":"ctrDRBG","revision":"1.0","testGroups":[{"tgId":1,"mode":"AES-256","derFunc":false,
      "predResistance":false,"entropyInputLen":384,"nonceLen":0,"persoStringLen":0,"additionalInputLen":0,
      "returnedBitsLen":128,"tests":[{"tcId":1,"entropyInput":"\(String(repeating: "0", count: 96))",
      "otherInput":[{"intendedUse":"generate"}]}]},{"tgId":2,"mode":"AES-256","derFunc":true,
      "predResistance":false,"returnedBitsLen":8,"tests":[]}]}
      """
    // AES_K(V + 1), where K || V is AES_0(1) || AES_0(2) || AES_0(3).
    #expect(
      try ACVPResponder.respond(to: Data(json.utf8)) == """
        {
          "vsId": 0,
          "algorithm": "ctrDRBG",
          "revision": "1.0",
          "testGroups": [
            {
              "tgId": 1,
              "tests": [
                { "tcId": 1, "returnedBits": "91618FE99A8F9420497B246F735B27A0" }
              ]
            },
            {
              "tgId": 2,
              "tests": []
            }
          ]
        }

        """)
  }
}
