// SPDX-License-Identifier: Apache-2.0
internal import SecretMemory

/// The continuous, start-up and on-demand health tests of one source (SP 800-90B 4.3, 4.4).
///
/// It is the only way from ``RawSamples`` to ``TestedSamples``. State persists across batches: a run or a
/// window does not know where a read began (B-10, B-12). An alarm resets neither run nor window; the batch is
/// dropped and wiped, and the start-up test begins again (B-24).
///
/// Failure modes and what finds them (B-25):
///
/// | the source is | found by |
/// | --- | --- |
/// | stuck at a value, all zero, all ones | repetition count, within C samples; on opaque devices also by block |
/// | biased | adaptive proportion; slight bias by the shadow exceedances |
/// | drifting | shadow exceedances against their expectation, then adaptive proportion |
/// | periodic, replayed | on opaque devices the repeated block, for periods that 64 blocks can show. Otherwise only as far as the period makes one value too frequent: a long period of balanced values passes both tests of SP 800-90B |
/// | in a wrong mode (text) | on opaque devices the text test |
/// | silent, short, unplugged, another device | not here: the source's session reports it |
///
/// - Threading: confined to one thread at a time.
/// - Cost: below 1 ns per sample in a release build (0.36 ns on a 2-core x86-64 virtual machine, November
///   2026); the total-failure tests of opaque devices come on top. A batch that fails is gone over a second
///   time, sample by sample.
package struct HealthTests: ~Copyable {
  /// Consecutive samples that must pass before any is released: at least one whole window (B-21, B-22).
  package static let startUpSamples = 1024

  /// What became of a batch.
  package enum Outcome: ~Copyable {
    /// All of it went into the start-up test and is wiped; so many samples are still to come (0: the next
    /// batch counts).
    case startingUp(remaining: Int)
    /// It passed. Where the start-up test ended within it, these are the samples after that.
    case passed(TestedSamples)
    /// A test failed; all of it is wiped, and what was released before from the same source should be dropped
    /// too.
    case alarm(HealthAlarm)
    /// It could not be tested and is wiped; the tests are as they were before.
    case refused(HealthTestError)
  }

  /// What the tests are set to.
  package let configuration: HealthTestConfiguration
  /// How many samples the start-up test still needs; 0 once it has passed.
  package private(set) var startUpRemaining = Self.startUpSamples
  /// The source that these tests follow: that of the first batch.
  package private(set) var source: String?

  private var counters = HealthTestCounters()
  private var register = AlarmRegister()
  private var totalFailure: TotalFailureTests?
  /// The run and the window, apart from their symbols.
  private var run = RepetitionCountKernel.Run()
  private var window = AdaptiveProportionKernel.Window()
  /// The symbol of the run and that of the window: samples, hence not in ordinary memory.
  private var symbols: GeneratorState

  /// Makes the tests of one source, before its first sample.
  ///
  /// - Throws: ``HealthTestError/memory(_:)``.
  package init(_ configuration: HealthTestConfiguration) throws(HealthTestError) {
    self.init(
      configuration, symbols: try GeneratorState.allocate(byteCount: 2),
      totalFailure: try TotalFailureTests.ifOpaque(configuration))
  }

  private init(
    _ configuration: HealthTestConfiguration, symbols: consuming GeneratorState,
    totalFailure: consuming TotalFailureTests?
  ) {
    self.configuration = configuration
    self.symbols = symbols
    self.totalFailure = totalFailure
  }

  /// The permanent alarm that has taken the source out of use. Only new tests, made for an operator's reset
  /// or in a new process, leave it behind.
  package var failure: HealthAlarm? { register.latched }

  /// Tests a batch and uses it up.
  package mutating func test(_ samples: consuming RawSamples) -> Outcome {
    let count = samples.count
    if let failure = register.latched {
      counters.dropped += UInt64(count)
      return .alarm(failure)
    }
    do throws(HealthTestError) {
      try check(samples)
      guard let failures = try samples.withBytes({ bytes throws(HealthTestError) in try scan(bytes) }) else {
        throw .samplesLost(count: count)
      }
      source = samples.source
      counters.tested += UInt64(count)
      if let alarm = book(failures) {
        counters.dropped += UInt64(count)
        restartStartUp()
        return .alarm(alarm)
      }
    } catch {
      counters.dropped += UInt64(count)
      return .refused(error)
    }
    let used = min(count, startUpRemaining)
    startUpRemaining -= used
    counters.dropped += UInt64(used)
    guard used < count else { return .startingUp(remaining: startUpRemaining) }
    guard let tested = TestedSamples(samples, from: used, configuration: configuration) else {
      counters.dropped += UInt64(count - used)
      return .refused(.samplesLost(count: count))
    }
    return .passed(tested)
  }

  /// Begins the start-up test again: on demand (B-23), and after a source was opened anew. The next 1024
  /// samples are tested and not released. Runs, windows, counts and a latched failure stay.
  package mutating func restartStartUp() { startUpRemaining = Self.startUpSamples }

  /// What is known so far.
  package var report: HealthTestReport {
    HealthTestReport(
      configuration: configuration, counters: counters, alarms: register.counts, failure: register.latched,
      startUpRemaining: startUpRemaining,
      totalFailureTests: configuration.isOpaque
        ? TotalFailureTests.usable(at: configuration.minEntropy) : [])
  }

  private func check(_ samples: borrowing RawSamples) throws(HealthTestError) {
    let expected = configuration.bitsPerSample
    guard samples.bitsPerSample == expected else {
      throw .sampleWidthMismatch(bitsPerSample: samples.bitsPerSample, expected: expected)
    }
    if let source, source != samples.source {
      throw .sourceMismatch(source: samples.source, expected: source)
    }
    guard samples.count > 0 else { throw .noSamples }
    // Bits above the width would make equal values look different, and hide a failure (B-27).
    guard let union = samples.withBytes({ AdaptiveProportionKernel.union(of: $0) }) else {
      throw .samplesLost(count: samples.count)
    }
    guard expected == 8 || union >> UInt8(expected) == 0 else {
      throw .sampleAboveWidth(bitsPerSample: expected)
    }
  }

  /// Goes over the samples once, and once more if something failed; returns the failures in the order of the
  /// samples.
  private mutating func scan(_ samples: Span<UInt8>) throws(HealthTestError) -> [AlarmRegister.Failure] {
    guard let stored = symbols.withBytes({ ($0[0], $0[1]) }) else { throw .stateLost }
    var run = self.run
    var window = self.window
    (run.symbol, window.symbol) = stored
    let before = (run: run, window: window)

    let runs = RepetitionCountKernel.scan(
      samples, run: &run, shadowCutoff: configuration.shadowCutoffs.repetitionCount)
    let windows = AdaptiveProportionKernel.scan(
      samples, window: &window, size: configuration.cutoffs.window,
      shadowCutoff: configuration.shadowCutoffs.adaptiveProportion)
    var failures: [AlarmRegister.Failure] = []
    if totalFailure != nil {
      guard let found = totalFailure?.test(samples, position: counters.tested) else { throw .stateLost }
      failures = found
    }
    if runs.longest >= configuration.cutoffs.repetitionCount
      || windows.largest >= configuration.cutoffs.adaptiveProportion
    {
      var stepwise = StepwiseTests(
        configuration: configuration, run: before.run, window: before.window, position: counters.tested)
      stepwise.test(samples)
      failures += stepwise.failures
      failures.sort { $0.position < $1.position }
    }

    let kept: Void? = symbols.withMutableBytes { bytes in
      bytes[0] = run.symbol
      bytes[1] = window.symbol
    }
    guard kept != nil else { throw .stateLost }
    counters.add(runs, windows)
    run.symbol = 0
    window.symbol = 0
    self.run = run
    self.window = window
    return failures
  }

  /// Books the failures and returns the worst of their alarms; of equals the first.
  private mutating func book(_ failures: [AlarmRegister.Failure]) -> HealthAlarm? {
    var worst: HealthAlarm?
    for failure in failures {
      let alarm = register.book(failure)
      if worst.map({ $0.severity < alarm.severity }) ?? true { worst = alarm }
    }
    return worst
  }
}
