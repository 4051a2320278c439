// SPDX-License-Identifier: Apache-2.0
internal import Dispatch
internal import Synchronization

/// What the samples after many restarts say of a source's min-entropy (SP 800-90B 3.1.4).
///
/// - Cutoffs are exact, where NIST's tool ea_restart simulates them; estimates are those of the tool, version 1.1.7.
public struct RestartAssessment: Sendable {
  /// The tests that the estimates were made by.
  public enum Track: Sendable {
    /// By all estimators.
    case nonIID
    /// By the most common value, if rows and columns look independent and identically distributed.
    case iid(IIDOptions)
  }

  /// How it ended.
  public enum Verdict: Equatable, Sendable {
    /// The claim, or less, holds.
    case passed
    /// A symbol occurs too often in a row or a column: restarts are alike.
    case sanityFailed
    /// The samples do not look independent and identically distributed.
    case iidFailed
    /// Rows or columns have less than half of the claimed min-entropy.
    case validationFailed
  }

  /// Bits of a sample.
  public let width: Int
  /// How many symbols differ.
  public let alphabetSize: Int
  /// H_I: the claimed min-entropy, or that of the initial assessment, in bits per sample.
  public let initial: Double
  /// The cutoff of the sanity check.
  public let cutoff: RestartCutoff
  /// X_max, and where it is.
  public let mostFrequent: RestartMatrix.Place
  /// What the estimators say of the rows; `nil` when the sanity check fails, and on the IID track.
  public private(set) var rows: Pass?
  /// The same of the columns.
  public private(set) var columns: Pass?
  /// The tests of the rows, on the IID track.
  public private(set) var iidRows: IIDAssessment?
  /// The same of the columns.
  public private(set) var iidColumns: IIDAssessment?
  /// H_r.
  public private(set) var hRows: Double?
  /// H_c.
  public private(set) var hColumns: Double?

  /// How it ended.
  public var verdict: Verdict {
    guard let hRows, let hColumns else { return .sanityFailed }
    if let iidRows, let iidColumns, !iidRows.isPassed || !iidColumns.isPassed { return .iidFailed }
    return min(hRows, hColumns) < initial / 2 ? .validationFailed : .passed
  }

  /// min(H_r, H_c, H_I), in bits per sample; `nil` when a check fails: then there is no entropy (3.1.4.2).
  public var assessed: Double? {
    guard verdict == .passed, let hRows, let hColumns else { return nil }
    return min(hRows, hColumns, initial)
  }

  /// Assesses a matrix.
  ///
  /// - Parameters:
  ///   - matrix: samples of up to 8 bits.
  ///   - initial: H_I, from 0 to the width.
  ///   - width: bits of a sample; `nil` for as many as the highest has.
  ///   - threads: at least 1; the result does not depend on it.
  /// - Cost: that of two assessments of the symbols alone, and a few milliseconds for the cutoff.
  public init(
    _ matrix: RestartMatrix, initial: Double, width: Int? = nil, track: Track = .nonIID, threads: Int = 1
  ) throws(AssessmentError) {
    self.width = try Assessment.width(of: matrix.rows, width)
    guard initial >= 0, initial <= Double(self.width) else {
      throw .claimTooHigh(minEntropy: initial, width: self.width)
    }
    let symbols = Symbols(matrix.rows)
    guard symbols.alphabetSize > 1 else {
      throw .oneSymbol(symbol: UInt32(symbols.alphabet[0]), samples: symbols.count)
    }
    (alphabetSize, self.initial) = (symbols.alphabetSize, initial)
    cutoff = RestartCutoff(minEntropy: initial)
    mostFrequent = matrix.mostFrequent
    guard mostFrequent.count <= cutoff.cutoff else { return }
    switch track {
    case .nonIID:
      let passes = Self.passes(matrix, threads: threads)
      (rows, columns) = (passes.rows, passes.columns)
      hRows = min(Double(self.width), passes.rows?.lowest?.minEntropy ?? .infinity)
      hColumns = min(Double(self.width), passes.columns?.lowest?.minEntropy ?? .infinity)
    case .iid(var options):
      (options.width, options.threads) = (self.width, threads)
      let rows = try IIDAssessment(matrix.rows, options)
      let columns = try IIDAssessment(matrix.columns, options)
      (iidRows, iidColumns) = (rows, columns)
      hRows = min(Double(self.width), rows.hOriginal ?? .infinity)
      hColumns = min(Double(self.width), columns.hOriginal ?? .infinity)
    }
  }

  /// Asks all estimators about the symbols of rows and of columns, each on half of the threads.
  private static func passes(_ matrix: RestartMatrix, threads: Int) -> (rows: Pass?, columns: Pass?) {
    @Sendable func pass(_ samples: [UInt8], _ threads: Int) -> Pass? {
      let symbols = Symbols(samples)
      let work = Work(Set(Estimator.allCases))
      if symbols.alphabetSize == 2 {
        work.add(BitString(symbols.values, width: 1), as: .literal)
      } else {
        work.add(symbols)
      }
      return work.perform(threads: threads, nil).literal
    }
    let results = Mutex<[Int: Pass]>([:])
    @Sendable func perform(_ part: Int, _ threads: Int) {
      let result = pass(part == 0 ? matrix.rows : matrix.columns, threads)
      results.withLock { $0[part] = result }
    }
    if threads > 1 {
      DispatchQueue.concurrentPerform(iterations: 2) { perform($0, threads / 2) }
    } else {
      for part in 0...1 { perform(part, 1) }
    }
    return results.withLock { ($0[0], $0[1]) }
  }
}
