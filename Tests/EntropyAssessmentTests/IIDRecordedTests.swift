// SPDX-License-Identifier: Apache-2.0
@testable import EntropyAssessment
import Foundation
import TestSupport
import Testing

/// What NIST's ea_iid 1.1.7 has printed of everything that is not random.
@Suite struct IIDRecordedTests {
  /// A file and its numbers.
  struct Run: Sendable, CustomTestStringConvertible {
    let path: String
    let values: [String: String]
    var testDescription: String { path.split(separator: "/").last.map(String.init) ?? path }
  }

  static let runs: [Run] =
    runs("/../shared/data/nist/", "/../shared/data/nist/expected-iid.json") { $0 }
    + runs("/../shared/data/samples/", "/../shared/data/samples/expected.json") {
      $0["iid"] as? [String: Any]
    }
    + runs("/samples/noise/", "/samples/noise/expected-iid.json") { $0["iid"] as? [String: Any] }

  @Test(arguments: runs)
  func `every recorded number is the same`(run: Run) throws {
    let samples = [UInt8](try #require(FileManager.default.contents(atPath: run.path)))
    var options = IIDOptions(seed: 1)
    // The values of the samples alone are looked at.
    options.rounds = 0
    let printed = Self.printed(try IIDAssessment(samples, options))
    for (name, expected) in run.values.sorted(by: { $0.key < $1.key }) {
      let own = try #require(printed[name], "\(name)")
      #if arch(x86_64)
        #expect(own == Double(expected), "\(name)")
      #else
        #expect(abs(own - (Double(expected) ?? .nan)) <= 1e-6 * abs(own), "\(name)")
      #endif
    }
  }

  static func printed(_ assessment: IIDAssessment) -> [String: Double] {
    var values: [String: Double] = [:]
    for statistic in Statistic.allCases {
      values[statistic.rawValue] = assessment.permutation.value(statistic)
    }
    for (name, test) in [
      ("chiSquareIndependence", assessment.independence),
      ("chiSquareGoodnessOfFit", assessment.goodnessOfFit),
    ] {
      values[name + ".T"] = test.score
      values[name + ".df"] = Double(test.degreesOfFreedom)
      values[name + ".P-value"] = test.pValue
    }
    values["lrs.P_col"] = Double(assessment.repeatLength.collisionProbability)
    values["lrs.W"] = Double(assessment.repeatLength.longest)
    values["lrs.Pr(X >= 1)"] = Double(assessment.repeatLength.probability)
    values["rawMean"] = assessment.mean
    values["median"] = assessment.median
    return values
  }

  /// The files of a record that are there.
  private static func runs(
    _ folder: String, _ record: String, _ part: ([String: Any]) -> [String: Any]?
  ) -> [Run] {
    guard let contents = FileManager.default.contents(atPath: PackageFiles.root + record),
      let document = try? JSONSerialization.jsonObject(with: contents) as? [String: Any]
    else { return [] }
    return (document["files"] as? [[String: Any]] ?? []).compactMap { entry in
      guard let file = entry["file"] as? String, let values = part(entry) else { return nil }
      let name = file.split(separator: "/").last.map(String.init) ?? file
      let path = PackageFiles.root + folder + name
      guard FileManager.default.fileExists(atPath: path) else { return nil }
      let flat = flat(values)
      return flat.isEmpty ? nil : Run(path: path, values: flat)
    }
  }

  /// The numbers that are looked at, by the names of ``printed(_:)``.
  private static func flat(_ record: [String: Any]) -> [String: String] {
    var values: [String: String] = [:]
    for name in ["permutationInitial", "initial"] {
      for (statistic, value) in record[name] as? [String: String] ?? [:] { values[statistic] = value }
    }
    for test in ["chiSquareIndependence", "chiSquareGoodnessOfFit", "lrs"] {
      for (name, value) in record[test] as? [String: String] ?? [:] { values["\(test).\(name)"] = value }
    }
    for name in ["rawMean", "median"] { values[name] = record[name] as? String }
    return values
  }
}
