// SPDX-License-Identifier: Apache-2.0
import Conditioning
import TestSupport
import Testing

/// The account of SP 800-90B 3.1.5.
@Suite struct ConditioningAccountTests {
  @Test(arguments: AccountRow.all)
  func `output entropy agrees with an independent computation to the last digits`(row: AccountRow) {
    let account = ConditioningAccount(nIn: row.nIn, hIn: row.hIn, nw: row.nw, nOut: row.nOut)
    // Of a sum near 384, a Double keeps 2^-44: one unit in the last place.
    #expect(abs(account.hOut - row.hOut) <= row.hOut.ulp)
    // The deficit alone keeps all its digits, be it 7.8e-20 (B-33) or 4.6e-86.
    #expect(abs(account.deficit - row.deficit) <= 1e-12 * row.deficit, "\(account.deficit)")
    #expect(account.ceiling == min(Double(min(row.nOut, row.nw)), row.hIn))
  }

  @Test func `feeding exactly the output's length of entropy loses a whole bit`() {
    for width in [256, 384, 512] {
      let account = ConditioningAccount(nIn: 1024, hIn: Double(width), nw: width, nOut: width)
      #expect(account.hOut == Double(width - 1))
      #expect(!account.isFullEntropy)
    }
  }

  /// B-36: log2(deficit / n_out) at 64 bits more than the output, and for 256 at 32 more.
  @Test(arguments: [(256, 64, -71.5), (384, 64, -72.1), (512, 64, -72.5), (256, 32, -39.5)])
  func `full entropy is reached 64 bits above the output, with this epsilon`(
    width: Int, extra: Int, exponent: Double
  ) {
    let account = ConditioningAccount(nIn: 2048, hIn: Double(width + extra), nw: width, nOut: width)
    #expect(account.isFullEntropy)
    #expect(abs(log2(account.deficit / Double(width)) - exponent) < 0.05)
  }

  @Test func `full entropy ends where epsilon is above 2^-32`() {
    // deficit = log2(1 + 2^-x) = 2^-x / ln 2 at h_in = n + x, and the limit is 384 × 2^-32: x = 23.94.
    #expect(ConditioningAccount(nIn: 1024, hIn: 384 + 23.95, nw: 384, nOut: 384).isFullEntropy)
    #expect(!ConditioningAccount(nIn: 1024, hIn: 384 + 23.94, nw: 384, nOut: 384).isFullEntropy)
    // A narrower inside, or less entropy than output, is never full.
    #expect(!ConditioningAccount(nIn: 4096, hIn: 1000, nw: 256, nOut: 384).isFullEntropy)
    #expect(!ConditioningAccount(nIn: 4096, hIn: 383, nw: 384, nOut: 384).isFullEntropy)
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `no output has more entropy than its length, its input or the function's width`(seed: UInt64) {
    // B-34
    var random = SeededGenerator(seed: seed)
    let nOut = Int.random(in: 1...512, using: &random)
    let nw = Int.random(in: 1...512, using: &random)
    let nIn = Int.random(in: nOut...8192, using: &random)
    let hIn = Double.random(in: 0...Double(nIn), using: &random)
    let account = ConditioningAccount(nIn: nIn, hIn: hIn, nw: nw, nOut: nOut)
    #expect(
      account.hOut >= 0 && account.hOut <= min(Double(nOut), Double(nw), hIn), "seed \(seed): \(account)")
    #expect(account.deficit >= 0 && account.deficit.isFinite, "seed \(seed): \(account)")
    #expect(account.hIn <= Double(nIn))
  }

  @Test func `entropy that the input cannot hold is cut`() {
    #expect(ConditioningAccount(nIn: 100, hIn: 448, nw: 384, nOut: 384).hIn == 100)
    #expect(ConditioningAccount(nIn: 100, hIn: -1, nw: 384, nOut: 384).hOut == 0)
  }

  private func log2(_ value: Double) -> Double {
    // Bit by bit, by squaring: no library is needed for this.
    var exponent = Double(value.exponent)
    var mantissa = value.significand
    var weight = 0.5
    for _ in 0..<40 {
      mantissa *= mantissa
      if mantissa >= 2 {
        mantissa /= 2
        exponent += weight
      }
      weight /= 2
    }
    return exponent
  }
}
