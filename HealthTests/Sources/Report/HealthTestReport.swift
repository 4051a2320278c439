// SPDX-License-Identifier: Apache-2.0

/// What the health tests of one source know: counts, margins, expectations. Holds no sample value.
package struct HealthTestReport: Hashable, Sendable {
  /// One of the two continuous tests.
  package struct ContinuousTest: Hashable, Sendable {
    /// Smallest count that is an alarm.
    package let cutoff: Int
    /// Smallest count that is a permanent one; `nil` where none fits into the window.
    package let permanentCutoff: Int?
    /// Smallest count that is a shadow exceedance.
    package let shadowCutoff: Int
    /// The largest count so far: of the longest run, or of a window.
    package let largest: Int
    /// log2(1/p) / log2(1/alpha), p the chance at H of a count at least as large as ``largest``: about 0 is
    /// usual for a sample, 1 is an alarm of the exact tail. With the number of samples it rises, as the
    /// largest of many counts does.
    package let margin: Double
    /// Alarms so far.
    package let alarms: Int
    /// Shadow exceedances so far.
    package let shadowExceedances: UInt64
    /// How many a source uniform over 2^H symbols is to be expected to have shown, exactly; for any other
    /// independent source with the same H an upper bound.
    package let expectedShadowExceedances: Double
    /// log2 of the chance of at least so many exceedances, as a Poisson count: they are rare, and nearly
    /// independent.
    package let shadowTailLog2: Double
  }

  /// At this log2 of a chance, and below, drift is taken for shown. It is an event and no alarm, so 2^-20 is
  /// rare enough, although the count is looked at again with every exceedance.
  package static let driftLimitLog2 = -20.0

  /// What the tests are set to.
  package let configuration: HealthTestConfiguration
  /// Samples that went through the tests.
  package let samplesTested: UInt64
  /// Samples that were not released: start-up, alarms, refusals.
  package let samplesDropped: UInt64
  /// Samples that the start-up test still needs; 0 once it has passed.
  package let startUpRemaining: Int
  /// The repetition count test.
  package let repetitionCount: ContinuousTest
  /// The adaptive proportion test.
  package let adaptiveProportion: ContinuousTest
  /// Whole windows of the adaptive proportion test.
  package let windowsTested: UInt64
  /// Alarms of all tests so far, by test.
  package let alarms: [HealthAlarm.Test: Int]
  /// The permanent alarm that has taken the source out of use.
  package let failure: HealthAlarm?
  /// The total-failure tests in force: none unless the source is opaque, and only those whose false-alarm
  /// probability is below 2^-60 at its claim.
  package let totalFailureTests: [HealthAlarm.Test]

  /// Shadow exceedances of both tests.
  package var shadowExceedances: UInt64 {
    repetitionCount.shadowExceedances + adaptiveProportion.shadowExceedances
  }

  /// Their expectation.
  package var expectedShadowExceedances: Double {
    repetitionCount.expectedShadowExceedances + adaptiveProportion.expectedShadowExceedances
  }

  /// The drift indicator: log2 of the chance that a source at its claim has at least so many exceedances of
  /// either test.
  ///
  /// The smaller of the two chances, doubled, since there are two to choose from.
  package var shadowTailLog2: Double {
    min(0, min(repetitionCount.shadowTailLog2, adaptiveProportion.shadowTailLog2) + 1)
  }

  /// Whether the source has drifted below its claim; see ``driftLimitLog2``.
  package var isDrifting: Bool { shadowTailLog2 <= Self.driftLimitLog2 }

  /// False alarms that a source exactly at its claim was to be expected to raise in the samples tested.
  package var expectedFalseAlarms: Double {
    configuration.expectedFalseAlarms(inSamples: Double(samplesTested))
  }

  init(
    configuration: HealthTestConfiguration, counters: HealthTestCounters,
    alarms: [HealthAlarm.Test: Int], failure: HealthAlarm?, startUpRemaining: Int,
    totalFailureTests: [HealthAlarm.Test]
  ) {
    let model = configuration.model
    let alpha = Double(configuration.alphaExponent)
    let expectedRuns = model.expectedRuns(
      reaching: configuration.shadowCutoffs.repetitionCount, inSamples: Double(counters.tested))
    let expectedWindows = model.expectedWindows(
      reaching: configuration.shadowCutoffs.adaptiveProportion, inWindows: Double(counters.windows))
    self.configuration = configuration
    self.alarms = alarms
    self.failure = failure
    self.startUpRemaining = startUpRemaining
    self.totalFailureTests = totalFailureTests
    samplesTested = counters.tested
    samplesDropped = counters.dropped
    windowsTested = counters.windows
    repetitionCount = ContinuousTest(
      cutoff: configuration.cutoffs.repetitionCount,
      permanentCutoff: configuration.permanentRepetitionCount,
      shadowCutoff: configuration.shadowCutoffs.repetitionCount, largest: counters.longestRun,
      margin: 0 - model.log2Probability(ofRun: counters.longestRun) / alpha,
      alarms: alarms[.repetitionCount] ?? 0, shadowExceedances: counters.runExceedances,
      expectedShadowExceedances: expectedRuns,
      shadowTailLog2: PoissonTail.log2Probability(atLeast: counters.runExceedances, mean: expectedRuns))
    adaptiveProportion = ContinuousTest(
      cutoff: configuration.cutoffs.adaptiveProportion,
      permanentCutoff: configuration.permanentAdaptiveProportion,
      shadowCutoff: configuration.shadowCutoffs.adaptiveProportion, largest: counters.largestWindowCount,
      margin: 0 - model.log2Probability(ofWindowCount: counters.largestWindowCount) / alpha,
      alarms: alarms[.adaptiveProportion] ?? 0, shadowExceedances: counters.windowExceedances,
      expectedShadowExceedances: expectedWindows,
      shadowTailLog2: PoissonTail.log2Probability(
        atLeast: counters.windowExceedances, mean: expectedWindows))
  }
}
