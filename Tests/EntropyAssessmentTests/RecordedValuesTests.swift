// SPDX-License-Identifier: Apache-2.0
import EntropyAssessment
import Foundation
import TestSupport
import Testing

/// What NIST's ea_non_iid 1.1.7 has printed for the files of the reference data, value by value.
@Suite struct RecordedValuesTests {
  /// A run: a file, the options, and all numbers by their path, as they were printed.
  struct Run: Sendable, CustomTestStringConvertible {
    let path: String
    let options: [String]
    let values: [String: String]
    var testDescription: String { "\(path) \(options.joined(separator: " "))" }
  }

  static let runs: [Run] = nistRuns() + sampleRuns()

  @Test(.enabled("the reference data is not there") { !runs.isEmpty }, arguments: runs)
  func `every recorded number is printed`(run: Run) throws {
    let contents = try #require(FileManager.default.contents(atPath: run.path))
    var samples = [UInt8](contents)
    var options = AssessmentOptions()
    options.threads = 2
    if run.options.contains("-c") { options.track = .conditioned }
    if run.options.contains("-t") { options.bitLimit = 1_000_000 }
    if let slice = run.options.firstIndex(of: "-l") {
      let numbers = run.options[slice + 1].split(separator: ",").compactMap { Int($0) }
      samples = Array(samples[(numbers[0] * numbers[1])..<((numbers[0] + 1) * numbers[1])])
    }
    let assessment = try Assessment(samples, options)
    let printed = Self.printed(assessment)
    for (path, expected) in run.values.sorted(by: { $0.key < $1.key }) {
      let own = printed[path]
      #if arch(x86_64)
        #expect(own == expected, "\(path)")
      #else
        #expect(Self.rounded(own) == Self.rounded(expected), "\(path)")
      #endif
    }
  }

  static func rounded(_ text: String?) -> String? {
    text.map { text in Double(text).map { String(format: "%.6f", $0) } ?? text }
  }

  // MARK: - What was recorded

  private static func document(_ path: String) -> [String: Any]? {
    guard let text = PackageFiles.sharedText(path) else { return nil }
    return try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
  }

  private static func nistRuns() -> [Run] {
    guard let document = document("data/nist/expected-noniid.json") else { return [] }
    let all = ["files", "variants"].flatMap { document[$0] as? [[String: Any]] ?? [] }
    return all.compactMap { run in
      guard let file = run["file"] as? String, let values = run["nist"] as? [String: Any] else {
        return nil
      }
      let name = file.split(separator: "/").last.map(String.init) ?? file
      return Run(
        path: PackageFiles.root + "/../shared/data/nist/" + name, options: run["args"] as? [String] ?? [],
        values: flat(values))
    }
  }

  private static func sampleRuns() -> [Run] {
    guard let document = document("data/samples/expected.json") else { return [] }
    return (document["files"] as? [[String: Any]] ?? []).compactMap { run in
      guard let file = run["file"] as? String, let values = run["nonIID"] as? [String: Any] else {
        return nil
      }
      return Run(
        path: PackageFiles.root + "/../shared/data/samples/" + file, options: [], values: flat(values))
    }
  }

  /// Numbers by their path; what the record leaves out is not looked at.
  static func flat(_ value: Any, _ path: String = "") -> [String: String] {
    guard let members = value as? [String: Any] else {
      if path == "notes" || path.isEmpty { return [:] }
      return value is NSNull ? [path: "none"] : [path: "\(value)"]
    }
    var all: [String: String] = [:]
    for (name, member) in members where name != "notes" {
      all.merge(flat(member, path.isEmpty ? name : path + "." + name)) { $1 }
    }
    return all
  }

  // MARK: - What we say

  static func printed(_ assessment: Assessment) -> [String: String] {
    var all: [String: String] = [
      "samples": "\(assessment.sampleCount)", "alphabet": "\(assessment.alphabetSize)",
      "bits": "\(assessment.width)",
    ]
    all["assessed"] = assessment.assessed.map(digits)
    all["H_original"] = assessment.hOriginal.map(digits)
    all["H_bitstring"] = assessment.hBitstring.map(digits)
    all["H_bitstringPerSymbol"] = assessment.hBitstringPerSample.map(digits)
    all["binarySamples"] = assessment.bitstring.map { "\($0.length)" }
    for (name, pass) in [("literal", assessment.literal), ("bitstring", assessment.bitstring)] {
      guard let pass else { continue }
      for (path, text) in printed(pass) { all[name + "." + path] = text }
    }
    return all
  }

  private static func printed(_ pass: Pass) -> [String: String] {
    var all: [String: String] = [:]
    if let value = pass.mostCommonValue?.estimate {
      all["mcv.modeCount"] = "\(value.modeCount)"
      all["mcv.pHat"] = digits(value.pHat)
      all["mcv.pU"] = digits(value.pU)
      all["mcv.minEntropy"] = digits(value.minEntropy)
    }
    if let value = pass.collision?.estimate {
      all["collision.v"] = "\(value.collisions)"
      all["collision.sumT"] = "\(value.timeSum)"
      all["collision.xBar"] = digits(value.xBar)
      all["collision.sigmaHat"] = digits(value.sigmaHat)
      all["collision.xBarPrime"] = digits(value.xBarPrime)
      all["collision.found"] = value.isFound ? "1" : "0"
      all["collision.p"] = digits(value.p)
      all["collision.minEntropy"] = digits(value.minEntropy)
    }
    if let value = pass.markov?.estimate {
      let probabilities = [
        ("P0", value.p0), ("P1", value.p1), ("P00", value.p00), ("P01", value.p01), ("P10", value.p10),
        ("P11", value.p11), ("pHatMax", value.pHatMax), ("minEntropy", value.minEntropy),
      ]
      for (name, number) in probabilities { all["markov." + name] = digits(number) }
    }
    if let value = pass.compression?.estimate {
      all["compression.xBar"] = digits(value.xBar)
      all["compression.sigmaHat"] = digits(value.sigmaHat)
      all["compression.xBarPrime"] = digits(value.xBarPrime)
      all["compression.found"] = value.isFound ? "1" : "0"
      all["compression.p"] = digits(value.p)
      all["compression.minEntropy"] = digits(value.minEntropy)
    }
    if let value = pass.tTuple?.estimate {
      all["tTuple.t"] = "\(value.longestCommon)"
      all["tTuple.pHatMax"] = longDigits(value.pHatMax)
      all["tTuple.pU"] = longDigits(value.pU)
      all["tTuple.minEntropy"] = digits(value.minEntropy)
    }
    if let value = pass.lrs?.estimate {
      all["lrs.u"] = "\(value.leastUncommon)"
      all["lrs.v"] = "\(value.longestRepeated)"
      all["lrs.pHat"] = longDigits(value.pHat)
      all["lrs.pU"] = longDigits(value.pU)
      all["lrs.minEntropy"] = digits(value.minEntropy)
    }
    let predictions = [
      ("multiMCW", pass.multiMCW), ("lag", pass.lag), ("multiMMC", pass.multiMMC), ("lz78y", pass.lz78y),
    ]
    for (name, outcome) in predictions {
      guard let value = outcome?.estimate else { continue }
      all[name + ".C"] = "\(value.tally.correct)"
      all[name + ".r"] = "\(value.r)"
      all[name + ".N"] = "\(value.tally.predictions)"
      all[name + ".pGlobal"] = digits(value.pGlobal)
      all[name + ".pGlobalPrime"] = digits(value.pGlobalPrime)
      all[name + ".pLocal"] = value.pLocal.map(digits) ?? "none"
      all[name + ".minEntropy"] = digits(value.minEntropy)
    }
    return all
  }

  private static func digits(_ number: Double) -> String { String(format: "%.17g", number) }
  private static func longDigits(_ number: LongDouble) -> String {
    #if arch(x86_64)
      unsafe withVaList([number]) { unsafe NSString(format: "%.22Lg", arguments: $0) as String }
    #else
      digits(number)
    #endif
  }
}
