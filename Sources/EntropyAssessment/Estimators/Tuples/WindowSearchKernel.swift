// SPDX-License-Identifier: Apache-2.0

/// Finds where some windows are.
enum WindowSearchKernel {
  /// Calls with each position whose window is one of some, and that window's place among them; in ascending order, until
  /// the callee returns false.
  ///
  /// - Parameters:
  ///   - windows: ascending, the most significant bits of each.
  ///   - unused: how many of the 64 bits do not count.
  ///   - positions: how many positions have whole windows.
  static func find(
    _ windows: [UInt64], unused: Int, in sequence: PackedSequence, positions: Int,
    _ body: (_ position: Int, _ place: Int) -> Bool
  ) {
    guard !windows.isEmpty else { return }
    if sequence.symbolBits == 1, windows.count <= 256, unused <= 64 - 23 {
      findFew(windows, unused: unused, in: sequence, positions: positions, body)
    } else {
      findMany(windows, unused: unused, in: sequence, positions: positions, body)
    }
  }

  /// Finds windows of bits by the 16 bits that follow their first byte boundary.
  private static func findFew(
    _ windows: [UInt64], unused: Int, in sequence: PackedSequence, positions: Int,
    _ body: (_ position: Int, _ place: Int) -> Bool
  ) {
    precondition(sequence.words.count * 64 >= sequence.count + 128 && positions <= sequence.count)
    // One bit for each value of 16 bits at a byte boundary in one of the windows.
    var filter = [UInt64](repeating: 0, count: 1 << 10)
    for window in windows {
      for offset in 0..<8 {
        let bits = (window << UInt64(offset)) >> UInt64(48)
        filter[Int(bits / 64)] |= 1 << (bits % 64)
      }
    }
    let mask = UInt64.max << UInt64(unused)
    var boundary = 0
    while boundary < positions &+ 7 {
      let isCandidate = unsafe sequence.words.withUnsafeBufferPointer { words in
        unsafe filter.withUnsafeBufferPointer { filter in
          // Up to the last position's boundary; two words are behind the last one. 16 bits are a bit of the filter.
          while boundary < positions &+ 7 {
            let bits = unsafe WindowKernel.window(words, boundary) &>> 48
            if unsafe filter[Int(truncatingIfNeeded: bits &>> 6)] &>> (bits & 63) & 1 != 0 { return true }
            boundary &+= 8
          }
          return false
        }
      }
      guard isCandidate else { return }
      for position in max(0, boundary - 7)...boundary where position < positions {
        if let place = place(of: sequence.window(at: position) & mask, among: windows) {
          guard body(position, place) else { return }
        }
      }
      boundary += 8
    }
  }

  /// Finds windows by a hash of them.
  private static func findMany(
    _ windows: [UInt64], unused: Int, in sequence: PackedSequence, positions: Int,
    _ body: (_ position: Int, _ place: Int) -> Bool
  ) {
    // One bit for each value of a hash that one of the windows has; most others have none of those.
    let hashBits = UInt64(min(max(Int.bitWidth - windows.count.leadingZeroBitCount + 6, 16), 21))
    var filter = [UInt64](repeating: 0, count: 1 << (hashBits - 6))
    func hash(_ window: UInt64) -> UInt64 {
      ((window &>> UInt64(unused)) &* 0x9e37_79b9_7f4a_7c15) &>> (64 &- hashBits)
    }
    for window in windows { filter[Int(hash(window) / 64)] |= 1 << (hash(window) % 64) }
    let mask = UInt64.max << UInt64(unused)
    var position = 0
    var isDone = false
    unsafe filter.withUnsafeBufferPointer { filter in
      WindowKernel.forEachWindow(of: sequence, positions: positions) { window in
        let value = hash(window)
        // A hash has one of the filter's bits.
        if unsafe filter[Int(truncatingIfNeeded: value &>> 6)] &>> (value & 63) & 1 != 0, !isDone,
          let place = place(of: window & mask, among: windows)
        {
          isDone = !body(position, place)
        }
        position &+= 1
      }
    }
  }

  private static func place(of window: UInt64, among windows: [UInt64]) -> Int? {
    var (low, high) = (0, windows.count)
    while low < high {
      let middle = (low + high) / 2
      if windows[middle] < window { low = middle + 1 } else { high = middle }
    }
    return low < windows.count && windows[low] == window ? low : nil
  }
}
