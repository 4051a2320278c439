// SPDX-License-Identifier: Apache-2.0

/// What the continuous health tests of one source know (SP 800-90B 4.4).
public struct HealthReport: Equatable, Sendable {
  /// Min-entropy per sample that the cutoffs were derived for, in bits.
  public var testedMinEntropy: Double
  /// Samples tested.
  public var samplesTested: UInt64
  /// Samples of the start-up test that are still to come; 0 once it has passed.
  public var startUpRemaining: Int
  /// The intermittent verdict's false-alarm exponent: alpha = 2^-`alphaExponent`.
  public var alphaExponent: Int
  /// The repetition count test.
  public var repetitionCount: Test
  /// The adaptive proportion test.
  public var adaptiveProportion: Test
  /// Window of the adaptive proportion test in samples.
  public var window: Int
  /// Exceedances of the shadow cutoffs at 2^-20: events only.
  public var shadowExceedances: UInt64
  /// How many of them a source exactly at the tested min-entropy was to be expected to show.
  public var shadowExpected: Double
  /// log2 of the chance of at least as many; far below 0 means that the source has drifted.
  public var shadowTailLog2: Double
  /// Whether that chance is so small that the source must be below its claim.
  public var isDrifting: Bool
  /// False alarms to be expected in a year at the source's rate.
  public var falseAlarmsPerYear: Double

  /// One test.
  public struct Test: Equatable, Sendable {
    /// Cutoff of the intermittent verdict.
    public var cutoff: Int
    /// Cutoff of the permanent verdict at 2^-60; `nil` where none fits into the window.
    public var permanentCutoff: Int?
    /// What the exact-tail formula gives at the same alpha, C = 2 + CRITBINOM(W - 1, 2^-H, 1 - alpha), for comparison
    /// with ``cutoff``, which alone is in force: C = 1 + CRITBINOM(W, 2^-H, 1 - alpha). `nil` for the repetition count
    /// test, and where it exceeds the window.
    public var exactTailCutoff: Int?
    /// Cutoff of the shadow verdict at 2^-20, which raises no alarm.
    public var shadowCutoff: Int
    /// The largest count so far.
    public var largest: Int
    /// log2(1/p) / log2(1/alpha) of that count: 1 is the cutoff.
    public var margin: Double

    /// Makes a report of one test.
    public init(
      cutoff: Int, permanentCutoff: Int?, exactTailCutoff: Int?, shadowCutoff: Int, largest: Int,
      margin: Double
    ) {
      self.cutoff = cutoff
      self.permanentCutoff = permanentCutoff
      self.exactTailCutoff = exactTailCutoff
      self.shadowCutoff = shadowCutoff
      self.largest = largest
      self.margin = margin
    }
  }

  /// Makes a report with every value given.
  public init(
    testedMinEntropy: Double, samplesTested: UInt64, startUpRemaining: Int, alphaExponent: Int,
    repetitionCount: Test, adaptiveProportion: Test, window: Int, shadowExceedances: UInt64,
    shadowExpected: Double, shadowTailLog2: Double, isDrifting: Bool, falseAlarmsPerYear: Double
  ) {
    self.testedMinEntropy = testedMinEntropy
    self.samplesTested = samplesTested
    self.startUpRemaining = startUpRemaining
    self.alphaExponent = alphaExponent
    self.repetitionCount = repetitionCount
    self.adaptiveProportion = adaptiveProportion
    self.window = window
    self.shadowExceedances = shadowExceedances
    self.shadowExpected = shadowExpected
    self.shadowTailLog2 = shadowTailLog2
    self.isDrifting = isDrifting
    self.falseAlarmsPerYear = falseAlarmsPerYear
  }
}
