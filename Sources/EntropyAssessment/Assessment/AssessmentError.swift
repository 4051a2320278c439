// SPDX-License-Identifier: Apache-2.0

/// Why samples cannot be read or assessed.
public enum AssessmentError: Error, Equatable, Sendable {
  /// There is no sample.
  case empty
  /// All samples are the same: there is no entropy to estimate.
  case oneSymbol(symbol: UInt32, samples: Int)
  /// There are too few bits for any estimator.
  case noEstimate(length: Int)
  /// More min-entropy is claimed than samples have bits, or less than none.
  case claimTooHigh(minEntropy: Double, width: Int)
  /// There are fewer samples than the tests of independence compare.
  case tooShort(length: Int, limit: Int)
  /// There are more samples, or more bits of them, than the estimators count.
  case tooLong(length: Int, limit: Int)
  /// A sample has bits above the width that was given.
  case symbolTooWide(symbol: UInt8, position: Int, width: Int)

  /// The text names no bits: write numbers and ranges, such as "0,3-7", each bit once.
  case notASelection(text: String)
  /// More bits are selected than a symbol has.
  case selectionTooWide(bits: Int, limit: Int)
  /// A bit is selected that samples do not have.
  case noSuchBit(bit: Int, width: Int)
  /// The text names no slice: write "INDEX,SAMPLES", from slice 0 on and of one sample at least.
  case notASlice(text: String)
  /// The slice begins behind the last sample.
  case sliceBehindEnd(slice: SampleSlice, samples: Int)
  /// The bytes end within a word.
  case wordCutOff(bytes: Int, wordBytes: Int)
  /// Words have more distinct values, at least so many, than symbols: bits of them have to be selected.
  case tooManyValues(distinct: Int, limit: Int, width: Int)
  /// The alphabet that was given lacks a value.
  case notInAlphabet
}
