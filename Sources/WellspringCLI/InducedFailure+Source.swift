// SPDX-License-Identifier: Apache-2.0
internal import HealthTests
internal import SecretMemory

extension InducedFailure {
  /// A scripted raw source that is good at first and then fails, put through the real health tests.
  ///
  /// Nothing of it reaches a seed: the tests are made here, and what passes them is dropped.
  struct FailingSource {
    /// Good samples before the failure: the start-up test of 1024 and as many again.
    static let onset = 2 * HealthTests.startUpSamples
    /// The failure must be found within so many samples: two windows of 512 and more.
    private static let patience = 2048
    /// One sample at a time, since of a batch the gravest alarm is told, not the first.
    private static let batch = 1

    let failure: InducedFailure
    /// Claimed for the source; its good samples hold more.
    private let claim: MinEntropy
    private let sampleBits: Int
    /// A biased source gives another value than its favourite once in so many samples, or its favourite, if that is `nil`, in
    /// every fourth.
    private var othersEvery: Int?
    private var state: UInt64 = 0x5eed

    /// - Parameters:
    ///   - claim: min-entropy of a sample.
    ///   - isStrong: a biased source gives one value as often as the repetition count test of the claim lets it.
    init(
      _ failure: InducedFailure, claim: MinEntropy = .bits(6), sampleBits: Int = 8, isStrong: Bool = false
    ) {
      (self.failure, self.claim, self.sampleBits) = (failure, claim, sampleBits)
      let configuration = try? HealthTestConfiguration(minEntropy: claim, bitsPerSample: sampleBits)
      othersEvery = isStrong ? configuration?.cutoffs.repetitionCount : nil
    }

    /// Runs it to the first alarm.
    mutating func run() throws(Failure) -> Observation {
      do throws(HealthTestError) { return try test() } catch {
        throw Failure(
          .internalError, code: "health-tests", value: "\(error)", limit: "",
          problem: "the health tests cannot be set up: \(error)", fix: "report this")
      }
    }

    private mutating func test() throws(HealthTestError) -> Observation {
      let configuration = try HealthTestConfiguration(minEntropy: claim, bitsPerSample: sampleBits)
      var tests = try HealthTests(configuration)
      var observation = Observation(
        lines: [
          "source    raw, \(AssessmentReport.bits(sampleBits)) a sample, claim \(claim) bits, alpha 2^-\(configuration.alphaExponent),"
            + " cutoffs \(configuration.cutoffs.repetitionCount) in a row and"
            + " \(configuration.cutoffs.adaptiveProportion) in a window of \(configuration.cutoffs.window)",
          "induced   from sample \(Self.onset) on, counted from 0: \(words)",
        ], isDetected: false)
      var first = 0
      while first < Self.onset + Self.patience {
        switch tests.test(try samples(from: first)) {
        case .startingUp: break
        case .passed: break
        case .alarm(let alarm):
          let sample = Int(alarm.position)
          observation.sample = sample
          // An alarm on good samples would be no detection.
          observation.isDetected = sample >= Self.onset
          observation.lines.append("detected  after \(sample - Self.onset + 1) failing samples: \(alarm)")
          return observation
        case .refused(let error): throw error
        }
        first += Self.batch
      }
      observation.lines.append("nothing was found within \(Self.patience) samples")
      return observation
    }

    private var words: String {
      guard self.failure != .stuck else { return "every sample is the same" }
      return othersEvery.map { "all but one of every \($0) samples are the same" }
        ?? "every fourth sample is the same"
    }

    private mutating func samples(from first: Int) throws(HealthTestError) -> RawSamples {
      var samples: RawSamples
      do throws(SecretMemoryError) {
        samples = try RawSamples(
          source: "induced", sequence: UInt64(first / Self.batch), bitsPerSample: sampleBits,
          capacity: Self.batch)
      } catch { throw .memory(error) }
      samples.fill { bytes in
        for index in 0..<Self.batch { bytes[index] = next(first + index) }
        return Self.batch
      }
      return samples
    }

    /// SplitMix64 until the failure begins.
    private mutating func next(_ index: Int) -> UInt8 {
      let isFavourite = othersEvery.map { !index.isMultiple(of: $0) } ?? index.isMultiple(of: 4)
      let mask = UInt8.max >> UInt8(8 - sampleBits)
      guard index < Self.onset || !(failure == .stuck || isFavourite) else { return 0x41 & mask }
      state &+= 0x9e37_79b9_7f4a_7c15
      var mixed = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
      return UInt8(truncatingIfNeeded: mixed ^ mixed >> 31) & mask
    }
  }
}
