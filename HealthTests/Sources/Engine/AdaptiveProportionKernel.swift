// SPDX-License-Identifier: Apache-2.0

/// The adaptive proportion test over a batch, as fast as it goes (SP 800-90B 4.4.2; B-12).
///
/// It only counts. Where a count shows that an alarm is due, ``StepwiseTests`` goes over the batch again and
/// says which and where.
enum AdaptiveProportionKernel {
  /// The window that the samples so far end in.
  struct Window: Equatable {
    /// The window's first sample, A of SP 800-90B 4.4.2.
    var symbol: UInt8 = 0
    /// B of SP 800-90B 4.4.2: how often it came in this window, the first time included.
    var count = 0
    /// Samples of the window that have been seen; 0 if the next sample begins one.
    var position = 0
  }

  /// What a batch holds.
  struct Result: Equatable {
    /// The largest count of a window that touches the batch, with its samples before it.
    var largest = 0
    /// Windows that ended within the batch.
    var windows = 0
    /// Those of them that had reached the shadow cutoff.
    var exceedances = 0
  }

  /// Goes over `samples`, starting within `window`, and leaves in it the window that they end in.
  static func scan(
    _ samples: Span<UInt8>, window: inout Window, size: Int, shadowCutoff: Int
  ) -> Result {
    var result = Result()
    var index = 0
    while index < samples.count {
      if window.position == 0 {
        window.symbol = samples[index]
        window.count = 0
      }
      let length = min(size - window.position, samples.count - index)
      // The first sample counts itself: it is among those compared.
      window.count += occurrences(of: window.symbol, in: samples.extracting(index..<(index + length)))
      window.position += length
      index += length
      result.largest = max(result.largest, window.count)
      if window.position == size {
        result.windows += 1
        if window.count >= shadowCutoff { result.exceedances += 1 }
        window.position = 0
      }
    }
    return result
  }

  /// How often `symbol` is among `samples`.
  ///
  /// Counted in bytes for 255 samples of each lane, which the compiler makes vectors of, then widened.
  static func occurrences(of symbol: UInt8, in samples: Span<UInt8>) -> Int {
    let lanes = 32
    let rounds = 255
    var total = 0
    var index = 0
    while samples.count - index >= lanes {
      let blocks = min(rounds, (samples.count - index) / lanes)
      var counts = InlineArray<32, UInt8>(repeating: 0)
      for _ in 0..<blocks {
        for lane in 0..<lanes {
          // In range: index + lanes <= samples.count. No lane wraps: at most 255 rounds add one each.
          unsafe counts[unchecked: lane] &+= samples[unchecked: index &+ lane] == symbol ? 1 : 0
        }
        index &+= lanes
      }
      for lane in 0..<lanes { total &+= Int(counts[lane]) }
    }
    while index < samples.count {
      total &+= samples[index] == symbol ? 1 : 0
      index &+= 1
    }
    return total
  }

  /// All bits that are set in any of `samples`.
  static func union(of samples: Span<UInt8>) -> UInt8 {
    var union: UInt8 = 0
    // In range: index < samples.count.
    for index in 0..<samples.count { unsafe union |= samples[unchecked: index] }
    return union
  }
}
