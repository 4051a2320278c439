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
    /// Claimed for the source; its good samples hold more.
    private static let claim = MinEntropy.bits(6)

    let failure: InducedFailure
    private var state: UInt64 = 0x5eed

    init(_ failure: InducedFailure) { self.failure = failure }

    /// Runs it to the first alarm.
    mutating func run() throws(Failure) -> Observation {
      do throws(HealthTestError) { return try test() } catch {
        throw Failure(
          .internalError, code: "health-tests", value: "\(error)", limit: "",
          problem: "the health tests cannot be set up: \(error)", fix: "report this")
      }
    }

    private mutating func test() throws(HealthTestError) -> Observation {
      let configuration = try HealthTestConfiguration(minEntropy: Self.claim, bitsPerSample: 8)
      var tests = try HealthTests(configuration)
      var observation = Observation(
        lines: [
          "source    raw, 8 bits a sample, claim \(Self.claim) bits, alpha 2^-\(configuration.alphaExponent),"
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
      self.failure == .stuck ? "every sample is the same" : "every fourth sample is the same"
    }

    private mutating func samples(from first: Int) throws(HealthTestError) -> RawSamples {
      var samples: RawSamples
      do throws(SecretMemoryError) {
        samples = try RawSamples(
          source: "induced", sequence: UInt64(first / Self.batch), bitsPerSample: 8, capacity: Self.batch)
      } catch { throw .memory(error) }
      samples.fill { bytes in
        for index in 0..<Self.batch { bytes[index] = next(first + index) }
        return Self.batch
      }
      return samples
    }

    /// SplitMix64 until the failure begins.
    private mutating func next(_ index: Int) -> UInt8 {
      let isFailing = index >= Self.onset && (failure == .stuck || index.isMultiple(of: 4))
      guard !isFailing else { return 0x41 }
      state &+= 0x9e37_79b9_7f4a_7c15
      var mixed = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
      return UInt8(truncatingIfNeeded: mixed ^ mixed >> 31)
    }
  }
}
