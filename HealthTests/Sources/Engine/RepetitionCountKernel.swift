// SPDX-License-Identifier: Apache-2.0

/// The repetition count test over a batch, as fast as it goes (SP 800-90B 4.4.1; B-10).
///
/// It only finds the longest run and counts the runs that reach the shadow cutoff. Where the longest one
/// shows that an alarm is due, ``StepwiseTests`` goes over the batch again and says which and where.
enum RepetitionCountKernel {
  /// The run that the samples so far end with.
  struct Run: Equatable {
    /// The repeated value, A of SP 800-90B 4.4.1.
    var symbol: UInt8 = 0
    /// B of SP 800-90B 4.4.1: samples in the run, its first one included; 0 before the first sample of all.
    var count = 0
  }

  /// What a batch holds.
  struct Result: Equatable {
    /// The longest run that touches the batch, with its samples before it.
    var longest = 0
    /// Runs that reached the shadow cutoff within the batch.
    var exceedances = 0
  }

  /// Goes over `samples`, starting from `run`, and leaves in it the run that they end with.
  ///
  /// Sample by sample it would take 2 to 5 ns each: on noise, a branch for "equal to the one before" is
  /// mispredicted all the time. So 64 comparisons at once become the bits of a word, and a few operations on
  /// that word tell whether a run in it can matter. Only where one can, about once in 2^14 words, are its
  /// samples looked at one by one.
  static func scan(_ samples: Span<UInt8>, run: inout Run, shadowCutoff: Int) -> Result {
    var result = Result()
    guard !samples.isEmpty else { return result }
    step(samples, 0..<1, &run, &result, shadowCutoff)
    var index = 1
    while samples.count - index >= 64 {
      // Its precondition holds: index >= 1 and index + 64 <= samples.count.
      let equal = equalities(samples, from: index)
      let leading = (~equal).trailingZeroBitCount
      // What the run from before comes to, and what a run within the word must have to matter: `needed`
      // equalities make a run of `needed` + 1 samples.
      let needed = min(shadowCutoff &- 1, result.longest)
      if run.count &+ leading > needed || hasRun(equal, of: needed) {
        step(samples, index..<(index &+ 64), &run, &result, shadowCutoff)
      } else {
        // `leading` is 64 where all are equal: the run goes on. Otherwise the last one began in this word.
        let trailing = (~equal).leadingZeroBitCount
        run.count = (leading == 64 ? run.count : 1) &+ trailing
        run.symbol = samples[index &+ 63]
      }
      index &+= 64
    }
    step(samples, index..<samples.count, &run, &result, shadowCutoff)
    return result
  }

  /// The test as the standard has it, for a few samples. No sum can wrap: all are at most the number of
  /// samples seen.
  private static func step(
    _ samples: Span<UInt8>, _ range: Range<Int>, _ run: inout Run, _ result: inout Result, _ shadowCutoff: Int
  ) {
    for index in range {
      let sample = samples[index]
      run.count = (sample == run.symbol ? run.count : 0) &+ 1
      run.symbol = sample
      result.longest = max(result.longest, run.count)
      result.exceedances &+= run.count == shadowCutoff ? 1 : 0
    }
  }

  /// Bit i is set if sample `index` + i equals the one before it, for i = 0...63.
  ///
  /// - Precondition: 1 ≤ `index` ≤ `samples.count` - 64.
  private static func equalities(_ samples: Span<UInt8>, from index: Int) -> UInt64 {
    let bytes = unsafe samples.bytes
    let low7: UInt64 = 0x7f7f_7f7f_7f7f_7f7f
    var bits: UInt64 = 0
    for byte in 0..<8 {
      let position = index &+ byte &* 8
      let here = unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: position, as: UInt64.self)
      let before = unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: position &- 1, as: UInt64.self)
      // A byte is zero where the samples are equal. Its top bit comes out set unless it is: 0x7f + anything
      // but zero carries into it, and never out of it. Exact for each byte, unlike the shorter trick with a
      // subtraction.
      let differences = UInt64(littleEndian: here ^ before)
      let unequal = ((differences & low7) &+ low7) | differences
      let flags = (~unequal & ~low7) &>> 7
      // The product moves the lowest bit of byte i to bit 56 + i. Its terms stand at bits 8 i + 7 t, t =
      // 1...8, no two of them at the same one, so nothing carries.
      bits |= ((flags &* 0x0102_0408_1020_4080) &>> 56) &<< UInt64(byte &* 8)
    }
    return bits
  }

  /// Whether `bits` has `length` ones in a row.
  static func hasRun(_ bits: UInt64, of length: Int) -> Bool {
    guard length > 0 else { return true }
    guard length <= 64 else { return false }
    // After each step a bit is set where `known` ones begin.
    var starts = bits
    var known = 1
    while known &* 2 <= length {
      starts &= starts &>> UInt64(known)
      known &*= 2
    }
    if known < length { starts &= starts &>> UInt64(length &- known) }
    return starts != 0
  }
}
