// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// The compression estimate, of bit strings: Maurer's universal statistic over blocks of six bits (SP 800-90B 6.3.4).
public struct Compression: Estimate {
  /// The mean of the logarithms of distances.
  public let xBar: Double
  /// Its standard deviation.
  public let sigmaHat: Double
  /// The lower bound of the mean.
  public let xBarPrime: Double
  /// Whether there is a probability with such a mean; else the bits pass for unbiased.
  public let isFound: Bool
  /// The probability of the likeliest block.
  public let p: Double
  /// The estimate, in bits per bit.
  public let minEntropy: Double

  /// b: bits of a block.
  static let blockLength = 6
  /// d: blocks that fill the dictionary (step 2).
  static let dictionaryLength = 1000
  /// The least length of a bit string: two blocks have to be tested for a standard deviation.
  static let minimumLength = blockLength * (dictionaryLength + 2)
  /// The variance's correction for blocks that overlap in distance (step 5).
  private static let correction = 0.5907

  /// The sums over the tested blocks.
  struct Sums: Equatable {
    /// How many there are in all.
    let blockCount: Int
    /// Of the logarithms of distances, and of their squares.
    let logarithms: Double, squares: Double
  }

  static func estimate(_ sums: Sums) -> Outcome<Self> {
    let tested = Double(sums.blockCount - dictionaryLength)
    let mean = sums.logarithms / tested
    let sigmaHat = correction * (sums.squares / (tested - 1)).addingProduct(-mean, mean).squareRoot()
    let bound = mean - ConfidenceBound.z * sigmaHat / tested.squareRoot()
    let least = 1 / Double(CompressionMean.blocks)
    var function = CompressionMean(blockCount: sums.blockCount, dictionaryLength: dictionaryLength)
    var p = least
    if function.value(at: least) > bound,
      case .found(let found) = Bisection(target: bound, domain: least...1).search({ function.value(at: $0) })
    {
      p = found
    }
    let isFound = p > least
    return .estimate(
      Self(
        xBar: mean, sigmaHat: sigmaHat, xBarPrime: bound, isFound: isFound, p: p,
        minEntropy: isFound ? 0 - log2(p) / Double(blockLength) : 1))
  }
}
