// SPDX-License-Identifier: Apache-2.0
@testable import EntropyAssessment
import Foundation
import TestSupport
import Testing

@Suite struct RestartTests {
  private static var record: [String: Any] {
    guard let text = PackageFiles.sharedText("data/nist/expected-restart-conditioning.json") else {
      return [:]
    }
    return (try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]) ?? [:]
  }

  /// From a computation with other means, and what NIST's simulation gives.
  @Test(arguments: [
    (8.0, 19), (0.1, 965), (0.257741, 886), (0.829677, 631), (1, 572), (7.233861, 25), (0, 1000),
  ])
  func `cutoffs`(minEntropy: Double, cutoff: Int) {
    #expect(RestartCutoff(minEntropy: minEntropy).cutoff == cutoff)
  }

  @Test(.enabled("the reference data is not there") { !record.isEmpty })
  func `the exact table`() throws {
    let exact = try #require(Self.record["exactCutoffs"] as? [String: Any])
    let table = try #require(exact["table"] as? [[String: Any]])
    #expect(table.count >= 12)
    for row in table {
      let minEntropy = try #require(row["H_I"] as? Double)
      let cutoff = RestartCutoff(minEntropy: minEntropy)
      #expect(cutoff.cutoff == row["cutoff"] as? Int, "\(minEntropy)")
      for (name, value) in [("cdfBelow", cutoff.probabilityBelow), ("cdfAt", cutoff.probability)] {
        let expected = try #require((row[name] as? String).flatMap(Double.init))
        #expect(abs(value - expected) < 1e-12, "\(minEntropy) \(name)")
      }
    }
  }

  @Test(.enabled("the reference data is not there") { !record.isEmpty })
  func `recorded runs`() throws {
    let runs = try #require(Self.record["restart"] as? [[String: Any]])
    var compared = 0
    for run in runs where run["exit"] as? Int == 0 {
      let arguments = try #require(run["args"] as? [String])
      let numbers = arguments.drop { $0.hasPrefix("-") }.dropFirst()
      let name = try #require(arguments.first { $0.hasSuffix(".bin") })
      guard
        let contents = FileManager.default.contents(
          atPath: PackageFiles.root + "/../shared/data/nist/" + name)
      else { continue }
      let matrix = try #require(RestartMatrix([UInt8](contents)))
      let result = try RestartAssessment(
        matrix, initial: try #require(Double(numbers.last ?? "")), threads: 2)
      #expect(result.mostFrequent.count == run["xMax"] as? Int)
      #expect(result.cutoff.cutoff == run["xCutoffExact"] as? Int)
      #expect(result.hRows.map { String(format: "%.6f", $0) } == run["H_r"] as? String)
      #expect(result.hColumns.map { String(format: "%.6f", $0) } == run["H_c"] as? String)
      #expect(result.assessed.map { String(format: "%.6f", $0) } == run["result"] as? String)
      compared += 1
    }
    #expect(compared >= 2)
  }

  /// Of so many simulated rows the cutoff differs by one at most.
  @Test func `a simulation agrees`() {
    let exact = RestartCutoff(minEntropy: 3).cutoff
    let simulated = RestartCutoff.simulated(minEntropy: 3, rounds: 3000, seed: 7)
    // The greatest of 3,000 rows is well below what one of 200,000 exceeds.
    #expect(simulated < exact && simulated > exact - 35)
    #expect(simulated == RestartCutoff.simulated(minEntropy: 3, rounds: 3000, seed: 7))
    let law = NearUniformLaw(minEntropy: 3, length: 1000)
    #expect(
      law.probability(ofMaximum: simulated) > 0.99 && law.probability(ofMaximum: simulated - 4) < 0.9999)
  }

  /// All counts of a short row, by counting.
  @Test(arguments: [0.0, 0.4, 1, 1.3, 1.9]) func `probabilities are those of all rows`(minEntropy: Double) {
    let length = 6
    let law = NearUniformLaw(minEntropy: minEntropy, length: length)
    let probabilities =
      [Double](repeating: law.probability, count: law.symbols) + [
        max(0, 1 - Double(law.symbols) * law.probability)
      ]
    var sums = [Double](repeating: 0, count: length + 1)
    func count(_ left: Int, _ counts: [Int], _ probability: Double) {
      guard left > 0 else {
        sums[counts.max() ?? 0] += probability
        return
      }
      for symbol in probabilities.indices {
        var next = counts
        next[symbol] += 1
        count(left - 1, next, probability * probabilities[symbol])
      }
    }
    count(length, [Int](repeating: 0, count: probabilities.count), 1)
    var expected = 0.0
    for maximum in 0...length {
      expected += sums[maximum]
      #expect(abs(law.probability(ofMaximum: maximum) - expected) < 1e-12)
    }
  }

  @Test func `restarts that begin alike are found`() throws {
    var choices = SplitMix64(seed: 1)
    let samples = (0..<RestartMatrix.count).map { place in
      place % 1000 < 8 ? UInt8(place % 1000) : UInt8(choices.integer(in: 0...255))
    }
    let matrix = try #require(RestartMatrix(samples))
    let result = try RestartAssessment(matrix, initial: 7)
    #expect(result.verdict == .sanityFailed && result.assessed == nil)
    #expect(result.mostFrequent == .init(line: .column(0), symbol: 0, count: 1000))
    // Column by column, they are rows.
    let turned = try #require(RestartMatrix(RestartMatrix.transposed(samples)))
    #expect(turned.columns == samples)
    let other = try RestartAssessment(turned, initial: 7)
    #expect(other.verdict == .sanityFailed)
    #expect(other.mostFrequent == .init(line: .row(0), symbol: 0, count: 1000))
  }

  @Test func `what cannot be is refused`() throws {
    #expect(RestartMatrix([UInt8](repeating: 0, count: 999_999)) == nil)
    #expect(RestartMatrix([]) == nil)
    let same = try #require(RestartMatrix([UInt8](repeating: 3, count: RestartMatrix.count)))
    #expect(throws: AssessmentError.oneSymbol(symbol: 3, samples: RestartMatrix.count)) {
      try RestartAssessment(same, initial: 1)
    }
    #expect(throws: AssessmentError.claimTooHigh(minEntropy: 2.5, width: 2)) {
      try RestartAssessment(same, initial: 2.5)
    }
  }
}
