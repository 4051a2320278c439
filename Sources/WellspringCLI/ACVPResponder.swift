// SPDX-License-Identifier: Apache-2.0
import DRBG
import FoundationEssentials

/// Answers ACVP prompts for ctrDRBG, revisions 1.0 and SP800-90Ar1, mode AES-256 (draft-vassilev-acvp-drbg).
///
/// A pure function of the prompt: entropy comes from it alone, through `KnownAnswerDRBG`, so that nothing here can
/// reach a service that gives random bytes.
///
/// A case is: instantiate with entropyInput, nonce and persoString; then each entry of otherInput in its order,
/// "reSeed" a reseed and "generate" a request, with prediction resistance where the group says so. The bits of the
/// last generate are the answer. Without derivation function the nonce is ignored (SP 800-90A 10.2.1.3.1): NIST's
/// own vector sets of revision 1.0 carry one there.
enum ACVPResponder {
  /// One request carries at most 2^19 bits (SP 800-90A, table 3).
  private static let returnedBits = 8...(CTRDRBG.requestLimit * 8)
  /// Digits in a response: a server's vector sets ask for below 1 MiB.
  private static let responseLimit = 1 << 28
  /// The only protocol version there is.
  private static let protocolVersion = "1.0"

  /// Reads a prompt and writes its response, both JSON text.
  static func respond(to prompt: Data) throws(ACVPError) -> String {
    try answer(ACVPPrompt(json: prompt)).json
  }

  /// The response to a prompt.
  static func answer(_ prompt: ACVPPrompt) throws(ACVPError) -> ACVPResponse {
    let set = prompt.vectorSet
    if let version = prompt.version { try require(version, oneOf: [protocolVersion], at: "acvVersion") }
    try require(set.algorithm, oneOf: ["ctrDRBG"], at: "algorithm")
    try require(set.revision, oneOf: ["1.0", "SP800-90Ar1"], at: "revision")
    var identifiers: Set<Int> = []
    var digits = 0
    for group in set.testGroups {
      guard identifiers.insert(group.tgId.value).inserted else {
        throw .duplicateIdentifier(location: "tgId \(group.tgId.value)")
      }
      try check(group, revision: set.revision)
      // Neither factor is above 2^26, so the product cannot overflow, nor the sum before it is refused.
      digits += group.tests.count * (group.returnedBitsLen.value / 4)
      guard digits <= responseLimit else { throw .answersTooLarge(byteCount: digits, limit: responseLimit) }
    }
    var groups: [ACVPResponse.Group] = []
    for group in set.testGroups {
      var cases: [ACVPResponse.Case] = []
      for test in group.tests {
        cases.append(
          ACVPResponse.Case(tcId: test.tcId.value, returnedBits: try returnedBits(of: test, in: group)))
      }
      groups.append(ACVPResponse.Group(tgId: group.tgId.value, tests: cases))
    }
    return ACVPResponse(
      version: prompt.version, vsId: set.vsId.value, algorithm: set.algorithm, revision: set.revision,
      testGroups: groups)
  }

  private static func check(_ group: ACVPPrompt.Group, revision: String) throws(ACVPError) {
    let location = "tgId \(group.tgId.value), "
    if let testType = group.testType { try require(testType, oneOf: ["AFT"], at: location + "testType") }
    try require(group.mode, oneOf: ["AES-256"], at: location + "mode")
    // Revision 1.0 has no such field; the counter is then the whole block.
    if let length = group.counterFieldLen?.value {
      try require(String(length), oneOf: ["128"], at: location + "counterFieldLen")
    } else if revision != "1.0" {
      throw .missingField(location: location + "counterFieldLen")
    }
    guard returnedBits.contains(group.returnedBitsLen.value), group.returnedBitsLen.value.isMultiple(of: 8)
    else {
      throw .lengthNotSupported(
        location: location + "returnedBitsLen", bits: group.returnedBitsLen.value, limits: returnedBits)
    }
    var identifiers: Set<Int> = []
    for test in group.tests {
      guard identifiers.insert(test.tcId.value).inserted else {
        throw .duplicateIdentifier(location: location + "tcId \(test.tcId.value)")
      }
    }
  }

  private static func returnedBits(
    of test: ACVPPrompt.Case, in group: ACVPPrompt.Group
  ) throws(ACVPError) -> String {
    let location = "tgId \(group.tgId.value), tcId \(test.tcId.value)"
    let entropy = try bytes(test.entropyInput, group.entropyInputLen?.value, at: location + ", entropyInput")
    // A nonce that is not used may be absent, but not garbled.
    let nonce = try bytes(
      test.nonce ?? (group.derFunc ? nil : ""), group.derFunc ? group.nonceLen?.value : nil,
      at: location + ", nonce")
    let personalization = try bytes(
      test.persoString, group.persoStringLen?.value, at: location + ", persoString")
    var steps: [Step] = []
    for (index, input) in test.otherInput.enumerated() {
      steps.append(try step(input, in: group, at: "\(location), otherInput[\(index)]"))
    }
    var output: [UInt8]?
    do throws(DRBGError) {
      var drbg = try KnownAnswerDRBG(
        usesDerivationFunction: group.derFunc, predictionResistance: group.predResistance)
      try drbg.instantiate(
        entropy: entropy, nonce: group.derFunc ? nonce : [], personalization: personalization)
      for step in steps {
        switch step {
        case .reseed(let entropy, let input): try drbg.reseed(entropy: entropy, additionalInput: input)
        case .generate(let entropy, let input):
          output = try drbg.generate(
            byteCount: group.returnedBitsLen.value / 8, reseedingWith: entropy, additionalInput: input)
        }
      }
    } catch {
      throw .refused(location: location, error: error)
    }
    guard let output else { throw .nothingToReturn(location: location + ", otherInput") }
    return hexadecimal(output)
  }

  /// What an entry of otherInput asks for; a generate has entropy where it has prediction resistance.
  private enum Step {
    case reseed(entropy: [UInt8], additionalInput: [UInt8])
    case generate(entropy: [UInt8]?, additionalInput: [UInt8])
  }

  private static func step(
    _ input: ACVPPrompt.OtherInput, in group: ACVPPrompt.Group, at location: String
  ) throws(ACVPError) -> Step {
    let additionalInput = try bytes(
      input.additionalInput, group.additionalInputLen?.value, at: location + ".additionalInput")
    let place = location + ".entropyInput"
    switch input.intendedUse {
    case "reSeed":
      guard group.reSeed != false else {
        throw .contradiction(location: location, reason: "a reSeed in a group whose reSeed is false")
      }
      return .reseed(
        entropy: try bytes(input.entropyInput, group.entropyInputLen?.value, at: place),
        additionalInput: additionalInput)
    case "generate" where group.predResistance:
      return .generate(
        entropy: try bytes(input.entropyInput, group.entropyInputLen?.value, at: place),
        additionalInput: additionalInput)
    case "generate":
      // Servers send an empty string here.
      guard try bytes(input.entropyInput ?? "", nil, at: place).isEmpty else {
        throw .contradiction(location: place, reason: "entropy for a generate without prediction resistance")
      }
      return .generate(entropy: nil, additionalInput: additionalInput)
    default:
      throw .unsupported(
        location: location + ".intendedUse", value: input.intendedUse, supported: ["reSeed", "generate"])
    }
  }

  private static func require(
    _ value: String, oneOf supported: [String], at location: String
  ) throws(ACVPError) {
    guard supported.contains(value) else {
      throw .unsupported(location: location, value: value, supported: supported)
    }
  }

  /// The bytes of a value, which may be absent where the group says that it has no bits.
  private static func bytes(
    _ value: String?, _ declaredBits: Int?, at location: String
  ) throws(ACVPError) -> [UInt8] {
    guard let value = value ?? (declaredBits == 0 ? "" : nil) else { throw .missingField(location: location) }
    var bytes: [UInt8] = []
    var high: UInt8?
    // By code unit: Character.hexDigitValue takes full-width digits for digits.
    for unit in value.utf8 {
      let digit: UInt8
      switch unit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = unit - UInt8(ascii: "0")
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = unit - UInt8(ascii: "A") + 10
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = unit - UInt8(ascii: "a") + 10
      default: throw .notHexadecimal(location: location)
      }
      if let first = high {
        bytes.append(first << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    guard high == nil else { throw .notHexadecimal(location: location) }
    if let declaredBits, declaredBits != bytes.count * 8 {
      throw .lengthMismatch(location: location, bits: bytes.count * 8, declaredBits: declaredBits)
    }
    return bytes
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
