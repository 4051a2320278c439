// SPDX-License-Identifier: Apache-2.0

/// Both continuous tests sample by sample, as SP 800-90B 4.4.1 and 4.4.2 write them down.
///
/// The kernels are faster and must come to the same state and the same counts; this is what they are compared
/// with, and what says which sample failed.
struct StepwiseTests {
  /// The cutoffs in force.
  let configuration: HealthTestConfiguration
  /// Run and window; carried over between batches, and not reset by a failure.
  var run: RepetitionCountKernel.Run
  var window: AdaptiveProportionKernel.Window
  /// Number of the next sample since the tests were made.
  var position: UInt64
  /// As the kernels count them.
  private(set) var runs = RepetitionCountKernel.Result()
  private(set) var windows = AdaptiveProportionKernel.Result()
  /// Failures in the order of the samples: every new one, and the first of those that went on from before.
  private(set) var failures: [AlarmRegister.Failure] = []

  init(
    configuration: HealthTestConfiguration, run: RepetitionCountKernel.Run,
    window: AdaptiveProportionKernel.Window, position: UInt64
  ) {
    self.configuration = configuration
    self.run = run
    self.window = window
    self.position = position
  }

  /// Tests the next samples.
  mutating func test(_ samples: Span<UInt8>) {
    for index in samples.indices {
      countRepetition(of: samples[index])
      countProportion(of: samples[index])
      position += 1
    }
  }

  private mutating func countRepetition(of sample: UInt8) {
    if run.count > 0, sample == run.symbol {
      run.count += 1
    } else {
      run.symbol = sample
      run.count = 1
    }
    runs.longest = max(runs.longest, run.count)
    if run.count == configuration.shadowCutoffs.repetitionCount { runs.exceedances += 1 }
    fail(
      .repetitionCount, count: run.count, cutoff: configuration.cutoffs.repetitionCount,
      permanent: configuration.permanentRepetitionCount)
  }

  private mutating func countProportion(of sample: UInt8) {
    if window.position == 0 {
      window.symbol = sample
      window.count = 1
    } else if sample == window.symbol {
      window.count += 1
    }
    // Without an occurrence the count is what it was, and was judged then.
    let isOccurrence = sample == window.symbol
    window.position += 1
    windows.largest = max(windows.largest, window.count)
    if window.position == configuration.cutoffs.window {
      windows.windows += 1
      if window.count >= configuration.shadowCutoffs.adaptiveProportion { windows.exceedances += 1 }
      window.position = 0
    }
    guard isOccurrence else { return }
    fail(
      .adaptiveProportion, count: window.count, cutoff: configuration.cutoffs.adaptiveProportion,
      permanent: configuration.permanentAdaptiveProportion)
  }

  private mutating func fail(_ test: HealthAlarm.Test, count: Int, cutoff: Int, permanent: Int?) {
    guard count >= cutoff else { return }
    let isPermanent = permanent.map { count >= $0 } ?? false
    // The count rises by one at a time, so it cannot jump over a cutoff.
    let isNew = count == cutoff || count == permanent
    guard isNew || !failures.contains(where: { $0.test == test }) else { return }
    failures.append(
      AlarmRegister.Failure(
        test: test, observed: count, cutoff: isPermanent ? permanent ?? cutoff : cutoff, position: position,
        isPermanent: isPermanent, isNew: isNew))
  }
}
