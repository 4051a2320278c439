// SPDX-License-Identifier: Apache-2.0
import TestSupport

/// Prompts as an ACVP server would send them.
enum ACVPPromptBuilder {
  /// CAVP cases as one vector set: a group for each combination of lengths, tcId counting through.
  ///
  /// - Returns: the JSON text and the expected digits by tcId.
  static func prompt(
    of cases: [CAVPCase], revision: String = "1.0", inArrayForm: Bool = false
  ) -> (json: String, expected: [Int: String]) {
    struct Kind: Hashable {
      let usesDF: Bool
      let lengths: [Int]
    }
    var expected: [Int: String] = [:]
    var order: [Kind] = []
    var tests: [Kind: [String]] = [:]
    for (index, vector) in cases.enumerated() {
      let kind = Kind(
        usesDF: vector.usesDerivationFunction,
        lengths: [
          vector.entropy, vector.nonce, vector.personalization, vector.additionalInputs[0], vector.returned,
        ].map { $0.count * 8 })
      if tests[kind] == nil { order.append(kind) }
      let inputs = vector.additionalInputs.map { input in
        #"{"intendedUse":"generate","additionalInput":"\#(hexadecimal(input).uppercased())","entropyInput":""}"#
      }
      expected[index + 1] = hexadecimal(vector.returned).uppercased()
      tests[kind, default: []].append(
        #"{"tcId":\#(index + 1),"entropyInput":"\#(hexadecimal(vector.entropy).uppercased())","#
          + #""nonce":"\#(hexadecimal(vector.nonce))","persoString":"\#(hexadecimal(vector.personalization))","#
          + #""otherInput":[\#(inputs.joined(separator: ","))]}"#)
    }
    let groups = order.enumerated().map { index, kind in
      var fields = #""tgId":\#(index + 1),"testType":"AFT","mode":"AES-256","derFunc":\#(kind.usesDF),"#
      fields += #""predResistance":false,"returnedBitsLen":\#(kind.lengths[4]),"#
      if revision == "1.0" {
        fields += #""reSeed":false,"entropyInputLen":\#(kind.lengths[0]),"nonceLen":\#(kind.lengths[1]),"#
        fields += #""persoStringLen":\#(kind.lengths[2]),"additionalInputLen":\#(kind.lengths[3]),"#
      } else {
        fields += #""counterFieldLen":128,"#
      }
      return "{\(fields)\"tests\":[\((tests[kind] ?? []).joined(separator: ","))]}"
    }
    let set =
      #"{"vsId":42,"algorithm":"ctrDRBG","revision":"\#(revision)","isSample":false,"testGroups":[\#(groups.joined(separator: ","))]}"#
    return (inArrayForm ? #"[{"acvVersion":"1.0"},\#(set)]"# : set, expected)
  }

  /// One group with one case, from inputs that go up in steps; parts can be replaced to spoil it.
  static func prompt(
    usesDF: Bool = true, predictionResistance: Bool = true, replacing old: String = "", with new: String = ""
  ) -> String {
    let length = usesDF ? 32 : 48
    func sequence(_ start: Int, _ step: Int, _ count: Int) -> String {
      hexadecimal((0..<count).map { UInt8(truncatingIfNeeded: start + step * $0) })
    }
    func input(_ use: String, _ entropy: String, _ additional: Int) -> String {
      #"{"intendedUse":"\#(use)","additionalInput":"\#(sequence(additional, 13, length))","entropyInput":"\#(entropy)"}"#
    }
    let generates = (0..<2).map { index in
      input("generate", predictionResistance ? sequence(0x50 + index, 11, length) : "", 0x70 + index)
    }
    let inputs =
      predictionResistance ? generates : [input("reSeed", sequence(0x90, 11, length), 0xa0)] + generates
    let json = #"""
      {"vsId":7,"algorithm":"ctrDRBG","revision":"1.0","testGroups":[{"tgId":1,"testType":"AFT","mode":"AES-256",
      "derFunc":\#(usesDF),"predResistance":\#(predictionResistance),"reSeed":true,"entropyInputLen":\#(length * 8),
      "nonceLen":128,"persoStringLen":\#(length * 8),"additionalInputLen":\#(length * 8),"returnedBitsLen":320,
      "tests":[{"tcId":5,"entropyInput":"\#(sequence(1, 5, length))","nonce":"\#(sequence(0x20, 3, 16))",
      "persoString":"\#(sequence(9, 7, length))","otherInput":[\#(inputs.joined(separator: ","))]}]}]}
      """#
    return old.isEmpty ? json : json.replacing(old, with: new)
  }
}
