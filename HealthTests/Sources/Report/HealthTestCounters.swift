// SPDX-License-Identifier: Apache-2.0

/// What the tests of one source have counted since they were made.
struct HealthTestCounters: Hashable, Sendable {
  /// Samples that went through the tests.
  var tested: UInt64 = 0
  /// Samples that were not released: start-up, alarms, refusals.
  var dropped: UInt64 = 0
  /// The longest run.
  var longestRun = 0
  /// The largest count of a window.
  var largestWindowCount = 0
  /// Whole windows.
  var windows: UInt64 = 0
  /// Runs that reached the shadow cutoff.
  var runExceedances: UInt64 = 0
  /// Whole windows that reached the shadow cutoff.
  var windowExceedances: UInt64 = 0

  /// Adds what the kernels found in a batch.
  mutating func add(_ runs: RepetitionCountKernel.Result, _ windows: AdaptiveProportionKernel.Result) {
    longestRun = max(longestRun, runs.longest)
    runExceedances += UInt64(runs.exceedances)
    largestWindowCount = max(largestWindowCount, windows.largest)
    self.windows += UInt64(windows.windows)
    windowExceedances += UInt64(windows.exceedances)
  }
}
