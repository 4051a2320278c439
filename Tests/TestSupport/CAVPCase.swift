// SPDX-License-Identifier: Apache-2.0

/// One case of NIST's CAVP file CTR_DRBG.rsp without reseed: instantiate, generate, generate, compare.
package struct CAVPCase: Sendable {
  /// "AES-256 use df, EntropyInputLen = 256, ..., COUNT = 3".
  package let name: String
  /// From the group's first line.
  package let usesDerivationFunction: Bool
  /// EntropyInput.
  package let entropy: [UInt8]
  /// Nonce; empty without derivation function.
  package let nonce: [UInt8]
  /// PersonalizationString.
  package let personalization: [UInt8]
  /// AdditionalInput of the two requests.
  package let additionalInputs: [[UInt8]]
  /// ReturnedBits of the second request.
  package let returned: [UInt8]

  /// What is wrong with a file.
  package enum ParseError: Error, Equatable, Sendable {
    /// Neither a group's line, nor a case's, nor a comment.
    case line(String)
    /// A case lacks one of its values.
    case incomplete(String)
  }

  /// Reads a file; group lines hold until the next ones.
  package static func parse(_ text: String) throws(ParseError) -> [CAVPCase] {
    var cases: [CAVPCase] = []
    var group: [String] = []
    var count = ""
    var values: [(key: String, bytes: [UInt8])] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: true) where !line.hasPrefix("#") {
      if line.hasPrefix("["), line.hasSuffix("]") {
        if line.hasPrefix("[AES") { group = [] }
        group.append(String(line.dropFirst().dropLast()))
        continue
      }
      let sides = line.split(separator: "=", omittingEmptySubsequences: false)
      guard sides.count == 2 else { throw .line(String(line)) }
      let key = String(sides[0].filter { $0 != " " })
      let value = sides[1].filter { $0 != " " }
      if key == "COUNT" {
        count = String(value)
        values = []
        continue
      }
      guard let bytes = bytes(hexadecimal: value) else { throw .line(String(line)) }
      values.append((key, bytes))
      guard key == "ReturnedBits" else { continue }
      let name = group.joined(separator: ", ") + ", COUNT = " + count
      func all(_ key: String) -> [[UInt8]] { values.filter { $0.key == key }.map(\.bytes) }
      guard let entropy = all("EntropyInput").first, let nonce = all("Nonce").first,
        let personalization = all("PersonalizationString").first, all("AdditionalInput").count == 2
      else { throw .incomplete(name) }
      cases.append(
        CAVPCase(
          name: name, usesDerivationFunction: group.first == "AES-256 use df", entropy: entropy, nonce: nonce,
          personalization: personalization, additionalInputs: all("AdditionalInput"), returned: bytes))
    }
    return cases
  }

  /// The committed excerpt: 64 cases, two of each group.
  package static func excerpt() throws -> [CAVPCase] {
    try parse(PackageFiles.text("Tests/DRBGTests/Vectors/ctr-drbg-aes256-no-reseed.rsp"))
  }

  /// All 480 cases, where the reference data lies beside the package.
  package static func full() throws -> [CAVPCase]? {
    try PackageFiles.sharedText("data/cavp/ctr-drbg-aes256-no-reseed.rsp").map(parse)
  }
}
