// SPDX-License-Identifier: Apache-2.0

/// Measures intervals around traffic to memory; tests replace it by a script.
///
/// Confined to one thread.
package protocol IntervalTimer: AnyObject {
  /// Measures intervals that follow each other, in ticks, into all of the buffer.
  func measure(into ticks: inout MutableSpan<UInt64>)

  /// Measures intervals and writes their lowest eight bits in steps of a grid to a range of the buffer; the intervals
  /// themselves stay nowhere.
  func sample(into samples: inout MutableSpan<UInt8>, range: Range<Int>, grid: UInt64)
}
