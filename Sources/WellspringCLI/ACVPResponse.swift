// SPDX-License-Identifier: Apache-2.0

/// The answers to a vector set, in its order.
struct ACVPResponse: Equatable, Sendable {
  /// As in the prompt; `nil` when it came without.
  let version: String?
  let vsId: Int
  let algorithm: String
  let revision: String
  let testGroups: [Group]

  /// Answers of one group.
  struct Group: Equatable, Sendable {
    let tgId: Int
    let tests: [Case]
  }

  /// The bits that the last generate of a case gave, in upper-case hexadecimal digits as NIST writes them.
  struct Case: Equatable, Sendable {
    let tcId: Int
    let returnedBits: String
  }

  /// The response as JSON text, fields in the order of NIST's examples.
  ///
  /// Every string in it is one that the responder allows or made, so that none needs escaping.
  var json: String {
    let groups = testGroups.map { group in
      let tests = group.tests.map {
        "        { \"tcId\": \($0.tcId), \"returnedBits\": \"\($0.returnedBits)\" }"
      }
      return
        "    {\n      \"tgId\": \(group.tgId),\n      \"tests\": \(Self.list(tests, indent: "      "))\n    }"
    }
    let body = """
      {
        "vsId": \(vsId),
        "algorithm": "\(algorithm)",
        "revision": "\(revision)",
        "testGroups": \(Self.list(groups, indent: "  "))
      }
      """
    guard let version else { return body + "\n" }
    return "[\n{ \"acvVersion\": \"\(version)\" },\n\(body)\n]\n"
  }

  private static func list(_ elements: [String], indent: String) -> String {
    elements.isEmpty ? "[]" : "[\n" + elements.joined(separator: ",\n") + "\n\(indent)]"
  }
}
