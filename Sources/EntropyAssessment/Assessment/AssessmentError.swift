// SPDX-License-Identifier: Apache-2.0

/// Why samples cannot be assessed.
public enum AssessmentError: Error, Equatable, Sendable {
  /// There is no sample.
  case empty
  /// All samples are the same: there is no entropy to estimate.
  case oneSymbol(symbol: UInt8, samples: Int)
  /// There are more samples, or more bits of them, than the estimators count.
  case tooLong(length: Int, limit: Int)
  /// A sample has bits above the width that was given.
  case symbolTooWide(symbol: UInt8, position: Int, width: Int)
}
