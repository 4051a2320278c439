// SPDX-License-Identifier: Apache-2.0
internal import HealthTests
internal import SecretMemory
internal import SolarSource

/// The repetition count and adaptive proportion tests of SP 800-90B 4.4 on the digits of public data: output sanity checks,
/// which say whether something is still measured. What passes them is dropped; it is worth 0 bits.
enum SeriesChecks {
  /// The min-entropy per symbol of 8 bits that the cutoffs are for. Low bytes of measured X-rays look like six bits; a
  /// constant, or a feed that repeats few values, like none.
  private static let tested = MinEntropy.bits(1)

  /// What the tests say of each series of a product, in words; "" where there are too few symbols to test.
  static func words(_ product: SolarProduct, _ records: [SolarRecord]) -> String {
    let column = SolarSeries.primaryColumn(of: product)
    var parts: [String] = []
    for series in Set(records.map(\.series)).sorted() {
      guard let symbols = SolarSeries.symbols(of: records, product, column: column, series: series),
        let verdict = verdict(on: symbols)
      else { continue }
      parts.append(series.isEmpty ? verdict : "\(series): \(verdict)")
    }
    return parts.isEmpty ? "" : "output sanity checks: " + parts.joined(separator: ", ")
  }

  /// The fewest symbols of which anything is said: twice the cutoff of the repetition count test.
  private static let fewest = 64

  /// "RCT 3 of 31, APT 12 of 325", or which test has failed; the second needs a whole window. `nil` for too few symbols.
  static func verdict(on symbols: [UInt8]) -> String? {
    guard let configuration = try? HealthTestConfiguration(minEntropy: tested, bitsPerSample: 8),
      symbols.count >= fewest, var tests = try? HealthTests(configuration),
      var samples = try? RawSamples(
        source: "public data", sequence: 0, bitsPerSample: 8, capacity: symbols.count)
    else { return nil }
    _ = samples.fill { bytes in
      for index in symbols.indices { bytes[index] = symbols[index] }
      return symbols.count
    }
    if case .alarm(let alarm) = tests.test(samples) { return "ALARM: \(alarm)" }
    let report = tests.report
    let run = "RCT \(report.repetitionCount.largest) of \(report.repetitionCount.cutoff)"
    guard symbols.count >= configuration.cutoffs.window else { return run }
    return run + ", APT \(report.adaptiveProportion.largest) of \(report.adaptiveProportion.cutoff)"
  }
}
