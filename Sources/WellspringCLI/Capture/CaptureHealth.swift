// SPDX-License-Identifier: Apache-2.0
internal import ConfigurationFile
internal import HealthTests
internal import SecretMemory

/// The health tests of captured samples. What passes them is dropped: captured samples are never part of a seed.
enum CaptureHealth {
  /// Alarms that are told; more change nothing.
  private static let alarmLimit = 16
  private static let piece = 65_536

  /// What is claimed of a sample where nothing is: an eighth of its width.
  static func assumedEntropy(sampleBits: Int) -> Double { Double(sampleBits) / 8 }

  /// The cutoffs for a claim.
  static func configuration(
    claim: Double, sampleBits: Int, alphaExponent: Int = HealthTestConfiguration.defaultAlphaExponent
  ) throws(Failure) -> HealthTestConfiguration {
    do throws(HealthTestError) {
      guard let minEntropy = MinEntropy(bits: claim) else { throw .minEntropyIsZero }
      return try HealthTestConfiguration(
        minEntropy: minEntropy, bitsPerSample: sampleBits, alphaExponent: alphaExponent)
    } catch {
      throw Failure(
        .bad, code: "option-value", value: "\(claim)", limit: "up to \(sampleBits), and testable",
        problem:
          "a claim of \(claim) bits of a sample of \(AssessmentReport.bits(sampleBits)) cannot be tested",
        fix: "give another --claim")
    }
  }

  /// Tests samples, or each row of them from its beginning on.
  static func test(
    _ samples: [UInt8], _ configuration: HealthTestConfiguration, rowLength: Int?
  ) throws(Failure) -> CaptureSidecar.Health {
    var (run, count) = (0, 0)
    var alarms: [String] = []
    var start = 0
    while start < samples.count {
      let end = min(start + (rowLength ?? samples.count), samples.count)
      var tests: HealthTests
      do throws(HealthTestError) { tests = try HealthTests(configuration) } catch {
        throw failure("\(error)")
      }
      var place = start
      while place < end, alarms.count < alarmLimit {
        let next = min(place + piece, end)
        if let alarm = try test(samples[place..<next], &tests) {
          let row = rowLength.map { " in row \(start / $0)" } ?? ""
          alarms.append("\(alarm), in samples \(place) to \(next - 1)\(row)")
        }
        place = next
      }
      let report = tests.report
      run = max(run, report.repetitionCount.largest)
      count = max(count, report.adaptiveProportion.largest)
      start = end
    }
    return CaptureSidecar.Health(
      minEntropy: configuration.minEntropy.bits, alphaExponent: configuration.alphaExponent,
      window: configuration.cutoffs.window, repetitionCount: configuration.cutoffs.repetitionCount,
      longestRun: run, adaptiveProportion: configuration.cutoffs.adaptiveProportion, highestCount: count,
      alarms: alarms)
  }

  private static func test(
    _ samples: ArraySlice<UInt8>, _ tests: inout HealthTests
  ) throws(Failure) -> HealthAlarm? {
    let width = tests.report.configuration.bitsPerSample
    var raw: RawSamples
    do throws(SecretMemoryError) {
      raw = try RawSamples(
        source: "capture", sequence: 0, bitsPerSample: width, capacity: samples.count)
    } catch { throw failure("\(error)") }
    _ = raw.fill { bytes in
      for (index, sample) in samples.enumerated() { bytes[index] = sample }
      return samples.count
    }
    switch tests.test(raw) {
    case .alarm(let alarm): return alarm
    case .refused(let error): throw failure("\(error)")
    case .passed: return nil
    case .startingUp: return nil
    }
  }

  private static func failure(_ words: String) -> Failure {
    Failure(
      .internalError, code: "health-tests", value: words, limit: "health tests",
      problem: "the samples cannot be tested: \(words)", fix: "free memory")
  }
}
